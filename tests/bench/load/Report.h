// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "load/Histogram.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wavetape::load {

/// What a run found, as ordered names and values; printed as one JSON object or as lines.
class Report {
public:
    void number(std::string_view name, double value);
    void count(std::string_view name, std::uint64_t value);
    void text(std::string_view name, std::string_view value);
    void list(std::string_view name, const std::vector<std::string> &values);
    void object(std::string_view name, const Report &inner);
    /// p50, p90, p99, p99.9, max and mean in microseconds.
    void latency(std::string_view name, const Histogram &histogram);

    std::string json() const;
    std::string lines(std::string_view prefix = {}) const;

private:
    struct Field {
        std::string name;
        std::string json;
        std::vector<Report> inner; ///< one element for an object
    };
    std::vector<Field> m_fields;
};

} // namespace wavetape::load
