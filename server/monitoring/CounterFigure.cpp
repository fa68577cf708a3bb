// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/CounterFigure.h"

#include <numeric>

namespace wavetape::monitoring {

namespace {
using T = ServerTotals;
using S = metrics::ThreadStats;

// clang-format off
constexpr CounterFigure kFigures[] = {
    {&T::accepted, &S::accepted, "accepted", false, "wavetape_sockets_accepted_total",
        "TCP connections that were accepted."},
    {&T::opened, &S::opened, "opened", false, "wavetape_connections_opened_total",
        "Handshakes that were answered 101."},
    {&T::closed, &S::closed, "closed", false, nullptr, // there by close code
        "Connections of those that have ended."},
    {&T::refused, &S::refused, "handshakesRefused", false, "wavetape_requests_refused_total",
        "Requests and handshakes that were refused."},
    {&T::messagesIn, &S::messagesIn, "messagesIn", true, "wavetape_received_messages_total",
        "Text and binary messages from clients."},
    {&T::messagesOut, &S::messagesOut, "messagesOut", true, "wavetape_sent_messages_total",
        "Text and binary messages to clients."},
    {&T::bytesIn, &S::bytesIn, "bytesIn", true, "wavetape_received_bytes_total",
        "Bytes from clients; of TLS what was in it."},
    {&T::bytesOut, &S::bytesOut, "bytesOut", true, "wavetape_sent_bytes_total",
        "Bytes to clients; of TLS what was put into it."},
    {&T::conflated, &S::conflated, "conflated", false, "wavetape_conflated_publications_total",
        "Replaced by newer ones before they were sent."},
    {&T::lagged, &S::lagged, "lagged", false, "wavetape_lagged_notices_total",
        "Losses that were told."},
    {&T::unexplainedGaps, &S::unexplainedGaps, "unexplainedGaps", false, nullptr, // there by cause
        "Holes that were not told: must be 0."},
    {&T::inboxSkipped, &S::inboxSkipped, {}, false, "wavetape_inbox_skipped_publications_total",
        "Without room in the inbox of an I/O thread that fell behind: its readers went on from the history."},
    {&T::rateLimited, &S::rateLimited, "rateLimited", false, "wavetape_rate_limited_messages_total",
        "Messages over a client's rate."},
};
// clang-format on
} // namespace

std::span<const CounterFigure> counterFigures()
{
    return kFigures;
}

void appendDropped(protocol::JsonWriter &json, const metrics::LaneCounts &dropped)
{
    const uint64_t all = std::accumulate(dropped.begin(), dropped.end(), uint64_t {0});
    json.key("dropped").unsignedInteger(all);
    if (all == 0)
        return;
    json.key("droppedByLane").beginObject();
    for (size_t lane = 0; lane < dropped.size(); ++lane)
        json.key(metrics::kLaneNames[lane]).unsignedInteger(dropped[lane]);
    json.endObject();
}

} // namespace wavetape::monitoring
