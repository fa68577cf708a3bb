// SPDX-License-Identifier: GPL-3.0-or-later
#include "MarketReportCommand.h"

#include "feeds/report/MarketReport.h"

#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape {

namespace {

using feeds::report::ReportSettings;

constexpr std::string_view kHelp
    = "usage: wavetape-server market-report [--profile calm] [--seeds 1..5] [--hours 24]\n"
      "                                     [--symbols 24] [--json] [--dump FILE]\n"
      "\n"
      "Simulates the market without publishing it and holds it against what real markets do.\n"
      "  --profile NAME  calm, day, open, crash or dead\n"
      "  --seeds A..B    or one seed; at most 16\n"
      "  --hours N       simulated, per seed, 1 to 240\n"
      "  --symbols N     1 to 500\n"
      "  --json          for programs\n"
      "  --dump FILE     trades and quotes of the first seed as comma-separated values\n"
      "Exit code: 0 all within their bands, 1 not, 2 a bad argument.\n";

template <typename Number>
std::optional<Number> parse(std::string_view text, Number least, Number most)
{
    Number value {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(value >= least)
        || !(value <= most))
        return std::nullopt;
    return value;
}

bool parseSeeds(std::string_view text, std::vector<uint64_t> &seeds)
{
    constexpr uint64_t kMost = 16;
    const size_t dots = text.find("..");
    const auto first = parse<uint64_t>(text.substr(0, dots), 0, UINT64_MAX - kMost);
    if (!first)
        return false;
    const auto last = dots == std::string_view::npos
        ? first
        : parse<uint64_t>(text.substr(dots + 2), *first, *first + kMost - 1);
    if (!last)
        return false;
    seeds.clear();
    for (uint64_t seed = *first; seed <= *last; ++seed)
        seeds.push_back(seed);
    return true;
}

int usageError(const std::string &problem)
{
    std::fprintf(stderr, "wavetape-server market-report: %s\n", problem.c_str());
    return 2;
}

} // namespace

int runMarketReportCommand(int argc, char **argv)
{
    ReportSettings settings;
    bool json = false;
    std::unique_ptr<std::FILE, int (*)(std::FILE *)> dump(nullptr, &std::fclose);
    for (int i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--help") {
            std::fputs(kHelp.data(), stdout);
            return 0;
        }
        if (option == "--json") {
            json = true;
            continue;
        }
        if (option != "--profile" && option != "--seeds" && option != "--hours"
            && option != "--symbols" && option != "--dump")
            return usageError("unknown argument '" + std::string(option) + "'; see --help");
        if (++i == argc)
            return usageError(std::string(option) + " wants a value");
        const std::string_view value = argv[i];
        if (option == "--profile") {
            const auto profile = feeds::market::parseProfile(value);
            if (!profile)
                return usageError("unknown profile '" + std::string(value) + "'; there are "
                    + feeds::market::profileNames());
            settings.profile = *profile;
        } else if (option == "--seeds") {
            if (!parseSeeds(value, settings.seeds))
                return usageError("--seeds wants a number or a range as 1..5, at most 16");
        } else if (option == "--hours") {
            const auto hours = parse<double>(value, 1, 240);
            if (!hours)
                return usageError("--hours wants 1 to 240");
            settings.hours = *hours;
        } else if (option == "--symbols") {
            const auto symbols = parse<size_t>(value, 1, feeds::market::kMaxSymbols);
            if (!symbols)
                return usageError("--symbols wants 1 to 500");
            settings.symbols = *symbols;
        } else {
            dump.reset(std::fopen(argv[i], "w"));
            if (!dump)
                return usageError(std::string(value) + ": cannot be written");
            settings.dump = dump.get();
        }
    }
    const feeds::report::Report report = feeds::report::makeReport(settings);
    std::fputs(
        (json ? feeds::report::reportJson(report) : feeds::report::reportText(report)).c_str(),
        stdout);
    return report.pass() ? 0 : 1;
}

} // namespace wavetape
