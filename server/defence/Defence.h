// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace wavetape::defence {

/// Everything that keeps a client, a page or a file from doing harm, one by one: what can be
/// switched off to see that a test notices.
enum class Defence : uint8_t {
    hostAllowlist,
    oneHost,
    originPolicy,
    fetchSite,
    jsonContentType,
    contentSecurityPolicy,
    nosniff,
    requestDeadline,
    tlsDeadline,
    tlsStrength,
    closeDeadline,
    addressConnections,
    addressHandshakes,
    foreignHandshakes,
    unfinishedHandshakes,
    headerSize,
    bodySize,
    tokensRequired,
    tokenCheck,
    tokensOnce,
    loginLimit,
    sessionCheck,
    rightsSubscribe,
    rightsPublish,
    rightsAdmin,
    rightsMetrics,
    accessEnds,
    authDeadline,
    redaction,
    messageSize,
    fragments,
    masking,
    reservedBits,
    textEncoding,
    messageRate,
    documentRate,
    postRate,
    errorBudget,
    jsonDepth,
    duplicateMembers,
    serverOwnedChannels,
    subscriptionCount,
    createdChannels,
    addressChannels,
    addressRequests,
    heldPolls,
    channelList,
    rateRange,
    messageShare,
    joinShare,
    replayShare,
    rowShare,
    byteShare,
    compressShare,
    crowdShare,
    onePong,
    heartbeat,
    noProgress,
    hardMark,
    ceiling,
    inboxBound,
    descriptorRest,
    feedWatch,
    faultBytes,
    faultMessages,
    faultPort,
    logEscapes,
    logRate,
    loopbackOnly,
    unknownSettings,
    secretFileMode,
};

/// `host-allowlist`: what a test calls it.
std::string_view defenceName(Defence defence);

/// Always true in what people run. A program of the tests brings its own definition. To be asked
/// last, where a violation has been seen: then it costs the well-behaved nothing.
bool armed(Defence defence);

} // namespace wavetape::defence
