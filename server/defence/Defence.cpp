// SPDX-License-Identifier: GPL-3.0-or-later
#include "defence/Defence.h"

#include <iterator>

namespace wavetape::defence {

namespace {
constexpr std::string_view kNames[] {
    "host-allowlist",
    "one-host",
    "origin-policy",
    "fetch-site",
    "json-content-type",
    "content-security-policy",
    "nosniff",
    "request-deadline",
    "tls-deadline",
    "tls-strength",
    "close-deadline",
    "address-connections",
    "address-handshakes",
    "foreign-handshakes",
    "unfinished-handshakes",
    "header-size",
    "body-size",
    "tokens-required",
    "token-check",
    "tokens-once",
    "login-limit",
    "session-check",
    "rights-subscribe",
    "rights-publish",
    "rights-admin",
    "rights-metrics",
    "access-ends",
    "auth-deadline",
    "redaction",
    "message-size",
    "fragments",
    "masking",
    "reserved-bits",
    "text-encoding",
    "message-rate",
    "document-rate",
    "post-rate",
    "error-budget",
    "json-depth",
    "duplicate-members",
    "server-owned-channels",
    "subscription-count",
    "created-channels",
    "address-channels",
    "address-requests",
    "held-polls",
    "channel-list",
    "rate-range",
    "message-share",
    "join-share",
    "replay-share",
    "row-share",
    "byte-share",
    "compress-share",
    "crowd-share",
    "one-pong",
    "heartbeat",
    "no-progress",
    "hard-mark",
    "ceiling",
    "inbox-bound",
    "descriptor-rest",
    "feed-watch",
    "fault-bytes",
    "fault-messages",
    "fault-port",
    "log-escapes",
    "log-rate",
    "loopback-only",
    "unknown-settings",
    "secret-file-mode",
};
static_assert(std::size(kNames) == static_cast<size_t>(Defence::secretFileMode) + 1);
} // namespace

std::string_view defenceName(Defence defence)
{
    return kNames[static_cast<size_t>(defence)];
}

} // namespace wavetape::defence
