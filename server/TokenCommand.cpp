// SPDX-License-Identifier: GPL-3.0-or-later
#include "TokenCommand.h"

#include "security/TokenIssuer.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace wavetape {

namespace {

int failure(const std::string &problem)
{
    std::fprintf(stderr, "wavetape-server token: %s\n", problem.c_str());
    return 2;
}

/// A new file for its owner alone; an existing one is not touched.
bool writeSecret(const std::string &path, const std::string &text)
{
    const int file
        = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    const bool written
        = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    return ::close(file) == 0 && written;
}

} // namespace

int runTokenCommand(int argc, char **argv)
{
    security::Identity identity;
    std::string secretFile, newSecret, audience, issuer;
    int64_t seconds = 60;
    CLI::App app("Makes a token for wavetape-server.", "wavetape-server token");
    app.add_option("--new-secret", newSecret, "make a secret to sign tokens with, and nothing else")
        ->option_text("FILE");
    app.add_option(
           "--token-secret", secretFile, "what signs the token: the server's file of the same flag")
        ->option_text("FILE");
    app.add_option("--user", identity.user, "whom it stands for")->option_text("NAME");
    app.add_option("--subscribe", identity.rights.subscribe,
           "a channel, or a prefix as chat.*, or *; repeatable")
        ->option_text("PATTERN")
        ->allow_extra_args(false);
    app.add_option("--publish", identity.rights.publish, "likewise")
        ->option_text("PATTERN")
        ->allow_extra_args(false);
    app.add_flag("--admin", identity.rights.admin, "everything, sys.* and admin included");
    app.add_option("--seconds", seconds, "how long it lasts; default: 60")
        ->option_text("N")
        ->check(CLI::Range(1, 366 * 86'400));
    app.add_option("--audience", audience, "its aud")->option_text("TEXT");
    app.add_option("--issuer", issuer, "its iss")->option_text("TEXT");
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp &) {
        std::fputs(app.help().c_str(), stdout);
        return 0;
    } catch (const CLI::ParseError &error) {
        return failure(std::string(error.what()) + " (see --help)");
    }
    if (!newSecret.empty()) {
        if (!writeSecret(newSecret, security::JwtKey::random().material() + "\n"))
            return failure(newSecret + ": cannot be made, or is there already");
        return 0;
    }
    if (secretFile.empty() || identity.user.empty())
        return failure("needs --token-secret FILE and --user NAME (see --help)");
    const auto key = security::JwtKey::secretFile(secretFile);
    if (!key)
        return failure(key.error());
    for (const auto *patterns : {&identity.rights.subscribe, &identity.rights.publish}) {
        for (const std::string &pattern : *patterns) {
            if (!security::isRightsPattern(pattern))
                return failure("'" + pattern + "' is no channel, no prefix as chat.* and not *");
        }
    }
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch());
    std::puts(security::TokenIssuer(*key, audience, issuer)
                  .issue(identity, now.count(), seconds)
                  .c_str());
    return 0;
}

} // namespace wavetape
