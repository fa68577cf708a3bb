// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/TokenArguments.h"

#include "config/FlagTable.h"

#include <CLI/CLI.hpp>

namespace wavetape::config {

namespace {

constexpr int kLongestSeconds = 366 * 86'400;

std::string &textPlace(TokenArguments &given, std::string_view flag)
{
    if (flag == "--new-secret")
        return given.newSecret;
    if (flag == "--token-secret")
        return given.secretFile;
    if (flag == "--user")
        return given.user;
    return flag == "--audience" ? given.audience : given.issuer;
}

} // namespace

tl::expected<std::variant<TokenArguments, TextToPrint>, ConfigError> parseTokenArguments(
    int argc, const char *const *argv)
{
    TokenArguments given;
    CLI::App app("Makes a token for wavetape-server.", "wavetape-server token");
    for (const Flag &flag : tokenFlags()) {
        const std::string help = flag.description();
        if (flag.name == "--help")
            app.set_help_flag(flag.name, flag.help);
        else if (flag.name == "--admin")
            app.add_flag(flag.name, given.admin, help);
        else if (flag.name == "--metrics")
            app.add_flag(flag.name, given.metrics, help);
        else if (flag.name == "--seconds")
            app.add_option(flag.name, given.seconds, help)
                ->option_text(flag.valueName)
                ->check(CLI::Range(1, kLongestSeconds));
        else if (flag.repeatable)
            app.add_option(
                   flag.name, flag.name == "--publish" ? given.publish : given.subscribe, help)
                ->option_text(flag.valueName)
                ->allow_extra_args(false);
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
    if (given.newSecret.empty() && (given.secretFile.empty() || given.user.empty()))
        return tl::unexpected(
            ConfigError {"needs --token-secret FILE and --user NAME (see --help)"});
    return given;
}

} // namespace wavetape::config
