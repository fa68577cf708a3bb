// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/ScenarioArguments.h"

#include "config/FlagTable.h"

#include <CLI/CLI.hpp>

namespace wavetape::config {

namespace {

constexpr unsigned kMostRuns = 1000;
constexpr uint64_t kMostSeed = uint64_t {1} << 53;

std::string &textPlace(ScenarioArguments &given, std::string_view flag)
{
    if (flag == "--against")
        return given.against;
    if (flag == "--junit")
        return given.junit;
    return flag == "--json" ? given.json : given.hdr;
}

} // namespace

tl::expected<std::variant<ScenarioArguments, TextToPrint>, ConfigError> parseScenarioArguments(
    int argc, const char *const *argv)
{
    ScenarioArguments given;
    uint64_t seed = 0;
    CLI::App app("Runs scenarios: clients, faults and what is expected of the server.\n"
                 "Exit code: 0 all held, 1 one failed, 2 a wrong file or argument, 3 a run is "
                 "not valid.",
        "wavetape-server scenario");
    app.add_option("FILE", given.files, "scenarios (TOML)")->required();
    for (const Flag &flag : scenarioFlags()) {
        const std::string help = flag.description();
        if (flag.name == "--help")
            app.set_help_flag(flag.name, flag.help);
        else if (flag.name == "--twin")
            app.add_flag(flag.name, given.twin, help);
        else if (flag.name == "--seed")
            app.add_option(flag.name, seed, help)
                ->option_text(flag.valueName)
                ->check(CLI::Range(uint64_t {0}, kMostSeed));
        else if (flag.name == "--repeat")
            app.add_option(flag.name, given.repeat, help)
                ->option_text(flag.valueName)
                ->check(CLI::Range(1u, kMostRuns));
        else
            app.add_option(flag.name, textPlace(given, flag.name), help)
                ->option_text(flag.valueName);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp &) {
        return TextToPrint {app.help()};
    } catch (const CLI::ParseError &error) {
        return tl::unexpected(ConfigError {std::string(error.what()) + " (see --help)"});
    }
    if (app.count("--seed") > 0)
        given.seed = seed;
    return given;
}

} // namespace wavetape::config
