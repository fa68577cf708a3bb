// SPDX-License-Identifier: GPL-3.0-or-later
// bench-recorded: what it costs the scenario runner to keep account of one message that came to one
// of its clients. Prints JSON: ns per sample of the histogram alone, of the whole account (mark
// found, number judged, delay recorded, second counted), and of the floor beside it, a clock that
// is read and a number that is added.
#include "scenario/Account.h"

#include "protocol/JsonWriter.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace wavetape::scenario;

constexpr std::size_t kClients = 5000, kPublications = 200, kBody = 64, kRounds = 5;

/// Of this thread: others on the machine do not count.
double cpuNanos()
{
    timespec now {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

template <typename Work>
double nanosEach(std::size_t times, Work work)
{
    double best = 1e9;
    for (std::size_t round = 0; round < kRounds; ++round) {
        const double begun = cpuNanos();
        work();
        best = std::min(best, (cpuNanos() - begun) / static_cast<double>(times));
    }
    return best;
}

} // namespace

int main()
{
    constexpr std::size_t kSamples = kClients * kPublications;
    std::vector<std::uint64_t> delays(kSamples);
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> micros(6, 1.5);
    for (std::uint64_t &delay : delays)
        delay = static_cast<std::uint64_t>(micros(random));
    HdrHistogram histogram;
    const double recorded = nanosEach(kSamples, [&] {
        for (const std::uint64_t delay : delays)
            histogram.record(delay);
    });

    volatile std::uint64_t sum = 0;
    const double floor = nanosEach(kSamples, [&] {
        for (std::size_t i = 0; i < kSamples; ++i)
            sum = sum + nowNanos();
    });

    // As in a run: every publication comes to one client after the other.
    Field field;
    field.start = nowNanos();
    field.delivered = [](std::size_t, std::uint64_t, std::uint64_t) {};
    ClientGroup group;
    group.dialect = Dialect::raw;
    GroupRecord record;
    std::vector<std::unique_ptr<Account>> accounts;
    for (std::size_t i = 0; i < kClients; ++i) {
        accounts.push_back(std::make_unique<Account>(field, group, 0, record));
        accounts.back()->beginRaw();
    }
    std::string body(kBody, 'x');
    std::uint64_t number = 0;
    const double accounted = nanosEach(kSamples, [&] {
        for (std::size_t n = 0; n < kPublications; ++n) {
            writeMark(body.data(), {++number, nowNanos()});
            for (const auto &account : accounts)
                account->takeRaw(body);
        }
    });
    const bool whole = record.gaps == 0 && record.duplicates == 0
        && record.delivery.count() == kSamples * kRounds;

    std::string text;
    wavetape::protocol::JsonWriter json(text);
    json.beginObject().key("samples").unsignedInteger(kSamples);
    json.key("histogramNanos").number(recorded, 2).key("accountNanos").number(accounted, 2);
    json.key("floorNanos").number(floor, 2).key("whole").boolean(whole).endObject();
    std::printf("%s\n", text.c_str());
    return whole ? 0 : 1;
}
