// SPDX-License-Identifier: GPL-3.0-or-later
#include "TokenCommand.h"

#include "clock/Clock.h"
#include "config/TokenArguments.h"
#include "security/TokenIssuer.h"

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
    const auto parsed = config::parseTokenArguments(argc, argv);
    if (!parsed)
        return failure(parsed.error().message);
    if (const auto *print = std::get_if<config::TextToPrint>(&*parsed)) {
        std::fputs(print->text.c_str(), stdout);
        return 0;
    }
    const auto &given = std::get<config::TokenArguments>(*parsed);
    if (!given.newSecret.empty()) {
        if (!writeSecret(given.newSecret, security::JwtKey::random().material() + "\n"))
            return failure(given.newSecret + ": cannot be made, or is there already");
        return 0;
    }
    const auto key = security::JwtKey::secretFile(given.secretFile);
    if (!key)
        return failure(key.error());
    for (const auto *patterns : {&given.subscribe, &given.publish}) {
        for (const std::string &pattern : *patterns) {
            if (!security::isRightsPattern(pattern))
                return failure("'" + pattern + "' is no channel, no prefix as chat.* and not *");
        }
    }
    const security::Identity identity {
        given.user, {given.subscribe, given.publish, given.admin, given.metrics}};
    const security::TokenIssuer issuer(*key, given.audience, given.issuer);
    std::puts(issuer.issue(identity, clock::systemClock().wallSeconds(), given.seconds).c_str());
    return 0;
}

} // namespace wavetape
