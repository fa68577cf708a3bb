// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/TokenArguments.h"

#include <CLI/CLI.hpp>

namespace wavetape::config {

namespace {

constexpr int kLongestSeconds = 366 * 86'400;

}

tl::expected<std::variant<TokenArguments, TextToPrint>, ConfigError> parseTokenArguments(
    int argc, const char *const *argv)
{
    TokenArguments given;
    CLI::App app("Makes a token for wavetape-server.", "wavetape-server token");
    const auto text
        = [&](const char *flag, std::string &place, const char *help, const char *name) {
              app.add_option(flag, place, help)->option_text(name);
          };
    const auto list = [&](const char *flag, std::vector<std::string> &place, const char *help) {
        app.add_option(flag, place, help)->option_text("PATTERN")->allow_extra_args(false);
    };
    text("--new-secret", given.newSecret, "make a secret to sign tokens with, and nothing else",
        "FILE");
    text("--token-secret", given.secretFile,
        "what signs the token: the server's file of the same flag", "FILE");
    text("--user", given.user, "whom it stands for", "NAME");
    list("--subscribe", given.subscribe, "a channel, or a prefix as chat.*, or *; repeatable");
    list("--publish", given.publish, "likewise");
    app.add_flag("--admin", given.admin, "everything, sys.* and admin included");
    app.add_option("--seconds", given.seconds, "how long it lasts; default: 60")
        ->option_text("N")
        ->check(CLI::Range(1, kLongestSeconds));
    text("--audience", given.audience, "its aud", "TEXT");
    text("--issuer", given.issuer, "its iss", "TEXT");
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
