// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies of the control port of faults: what is read is within its bounds and is written as
// something that reads the same; what is refused has a sentence. Then a plan made of it takes
// whatever comes.
#include "faults/ByteLine.h"
#include "faults/ToxicJson.h"
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace wavetape::faults;

namespace {

void check(bool holds)
{
    if (!holds)
        std::abort();
}

void checkRefusal(const BoardRefusal &refusal)
{
    check(refusal.status == 400 && refusal.sentence.ends_with('.'));
    check(std::all_of(refusal.sentence.begin(), refusal.sentence.end(),
        [](char c) { return c >= ' ' && c <= '~'; }));
}

std::string written(const Fault &toxic)
{
    std::string text;
    wavetape::protocol::JsonWriter json(text);
    writeToxic(json, toxic);
    return text;
}

void play(const Fault &toxic)
{
    FaultPlan plan(FaultRequest {}, ConnectionFacts {"n", "u", "/ws", "websocket", false});
    plan.setShared(std::vector {toxic}, 0);
    ByteLine line(4096);
    line.set(plan.byteFaults());
    for (uint64_t seq = 1; seq <= 200; ++seq) {
        const uint64_t now = seq * 50 * kNanosPerMs;
        plan.onMessage(
            {seq % 2 ? "book.A" : "a", seq, MessageFacts::kPublication, seq % 3 != 0}, now);
        plan.onMessage({{}, 0, "ack"}, now);
        while (plan.takeDue(now)) { }
        line.put("some bytes", now);
        line.taken(line.due(now).size());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    if (const auto toxic = readToxic(text)) {
        const auto again = readToxic(written(*toxic));
        check(again && *again == *toxic);
        const auto changed = readToxicChange(text, *toxic);
        check(changed && *changed == *toxic);
        play(*toxic);
    } else {
        checkRefusal(toxic.error());
    }
    if (const auto proxies = readProxies(text))
        check(proxies->size() <= kMostProxies);
    else
        checkRefusal(proxies.error());
    if (const auto proxy = readProxy(text); !proxy)
        checkRefusal(proxy.error());
    if (const auto change = readProxyChange(text); !change)
        checkRefusal(change.error());
    return 0;
}
