// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "feeds/market/MarketSimulator.h"

#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

/// Does the market behave as markets do? Lives some simulated hours without publishing anything,
/// measures what quants measure and holds it against the bands that the literature gives.
namespace wavetape::feeds::report {

struct ReportSettings {
    market::Profile profile = market::Profile::calm;
    std::vector<uint64_t> seeds {1, 2, 3, 4, 5};
    double hours = 24; ///< simulated, per seed
    size_t symbols = 24;
    std::FILE *dump = nullptr; ///< trades and quotes go there, of the first seed
    /// Asked every simulated minute, on the calling thread, with the share that is done: shall it
    /// go on? Where not, the report comes without rows.
    std::function<bool(double done)> goOn;
};

struct ReportRow {
    std::string id;
    std::string title;
    double low = 0, high = 0; ///< the band
    std::vector<double> values; ///< one per seed
    double value = 0; ///< their median
    bool pass = false; ///< it is within the band
    bool needsDays = false; ///< less than a day of simulation says little about it
};

/// What was the same in the last 300 minutes of the past and in the first 300 of live?
struct SeamRow {
    std::string id;
    std::string title;
    double past = 0, live = 0; ///< means over the seeds
    double spread = 0; ///< standard deviation between seeds
    bool pass = false; ///< they differ by less than that
};

/// A curve to draw, of the first seed.
struct ReportFigure {
    std::string id;
    std::vector<double> x, y;
    std::vector<double> reference; ///< the normal law for `returns`; else empty
};

struct Report {
    ReportSettings settings;
    std::vector<ReportRow> rows;
    std::vector<SeamRow> seam; ///< empty with fewer than three seeds
    std::vector<ReportFigure> figures;
    double secondsPerSeed = 0; ///< of a core, for simulating
    bool pass() const;
};

/// Takes seconds per seed and simulated day.
Report makeReport(const ReportSettings &settings);

/// A table for people.
std::string reportText(const Report &report);
/// The form is documented in server/feeds/README.md.
std::string reportJson(const Report &report);

} // namespace wavetape::feeds::report
