// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/ServerTotals.h"

#include "channels/ChannelHub.h"
#include "monitoring/CounterFigure.h"
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
        const metrics::ThreadStats &stats = std::as_const(*thread).stats();
        for (const CounterFigure &figure : counterFigures())
            totals.*figure.total += (stats.*figure.counted).value();
        totals.requestedGaps += stats.requestedGaps.value();
        for (size_t type = 0; type < totals.faults.size(); ++type)
            totals.faults[type] += stats.faults[type].value();
        for (size_t lane = 0; lane < totals.dropped.size(); ++lane)
            totals.dropped[lane] += stats.dropped[lane].value();
        for (size_t i = 0; i < totals.sharesUsedUp.size(); ++i)
            totals.sharesUsedUp[i] += stats.sharesUsedUp[i].value();
        for (size_t i = 0; i < totals.headersOut.size(); ++i) {
            totals.headersOut[i] += stats.headersOut[i].value();
            totals.headersIn[i] += stats.headersIn[i].value();
        }
        for (size_t i = 0; i < totals.closes.size(); ++i)
            totals.closes[i] += stats.closes[i].value();
        for (size_t i = 0; i < totals.dialects.size(); ++i) {
            const metrics::DialectStats &counted = stats.dialects[i];
            totals.dialects[i].opened += counted.opened.value();
            totals.dialects[i].closed += counted.closed.value();
            totals.dialects[i].requests += counted.requests.value();
            totals.dialects[i].refused += counted.refused.value();
        }
        for (size_t i = 0; i < totals.transports.size(); ++i) {
            const metrics::TransportStats &counted = stats.transports[i];
            totals.transports[i].opened += counted.opened.value();
            totals.transports[i].closed += counted.closed.value();
            totals.transports[i].messagesOut += counted.messagesOut.value();
            totals.transports[i].bytesOut += counted.bytesOut.value();
        }
        for (size_t i = 0; i < totals.refusedBy.size(); ++i)
            totals.refusedBy[i] += stats.refusedBy[i].value();
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
