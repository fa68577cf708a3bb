// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/ServerTotals.h"

#include "channels/ChannelHub.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"

#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace wavetape::monitoring {

ServerTotals ServerTotals::of(const net::ServerContext &context)
{
    ServerTotals totals;
    for (const auto &thread : context.threads.threads()) {
        const net::ThreadStats &stats = std::as_const(*thread).stats();
        totals.accepted += stats.accepted.value();
        totals.opened += stats.opened.value();
        totals.closed += stats.closed.value();
        totals.refused += stats.refused.value();
        totals.messagesIn += stats.messagesIn.value();
        totals.messagesOut += stats.messagesOut.value();
        totals.bytesIn += stats.bytesIn.value();
        totals.bytesOut += stats.bytesOut.value();
        totals.dropped += stats.dropped.value();
        totals.conflated += stats.conflated.value();
        totals.lagged += stats.lagged.value();
        totals.unexplainedGaps += stats.unexplainedGaps.value();
        totals.rateLimited += stats.rateLimited.value();
        totals.inboxSkipped += stats.inboxSkipped.value();
        for (size_t i = 0; i < totals.headersOut.size(); ++i) {
            totals.headersOut[i] += stats.headersOut[i].value();
            totals.headersIn[i] += stats.headersIn[i].value();
        }
        for (size_t i = 0; i < totals.closes.size(); ++i)
            totals.closes[i] += stats.closes[i].value();
        totals.publishLatency += stats.publishLatency.snapshot();
        totals.loopTurn += stats.loopTurn.snapshot();
    }
    return totals;
}

ChannelTotals ChannelTotals::of(const channels::ChannelHub &hub)
{
    ChannelTotals totals;
    for (const channels::ChannelRef &channel : hub.list("")) {
        ++totals.channels;
        totals.subscriptions += channel->subscribers();
    }
    return totals;
}

uint64_t residentMemory()
{
    unsigned long pages = 0, resident = 0;
    if (FILE *file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%lu %lu", &pages, &resident) != 2)
            resident = 0;
        std::fclose(file);
    }
    return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

double cpuSeconds()
{
    timespec time {};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

} // namespace wavetape::monitoring
