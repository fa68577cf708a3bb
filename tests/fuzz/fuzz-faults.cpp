// SPDX-License-Identifier: GPL-3.0-or-later
// Faults that a client asks for: what is read stays within its bounds and is written as something
// that reads the same; then the plan and the line made of it take whatever comes, and change
// neither bytes nor order.
#include "faults/ByteLine.h"
#include "faults/FaultPlan.h"
#include "faults/FaultText.h"

#include <cstdint>
#include <cstdlib>

using namespace wavetape::faults;

namespace {

void check(bool holds)
{
    if (!holds)
        std::abort();
}

void checkBounds(const FaultRequest &request)
{
    check(!request.faults.empty() && request.faults.size() <= kMostFaults);
    check(request.name.size() <= kNameBytes);
    for (const Fault &fault : request.faults) {
        check(fault.afterMs <= kLatestMs && fault.millionths <= kCertain);
        check(fault.type != FaultType::latency || fault.amount <= kLongestDelayMs);
        check(fault.type != FaultType::stall || fault.amount <= kLongestStallMs);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto request = readFaults({reinterpret_cast<const char *>(data), size});
    if (!request) {
        check(!request.error().empty());
        return 0;
    }
    checkBounds(*request);
    const auto again = readFaults(writeFaults(*request));
    check(again && *again == *request);

    FaultPlan plan(*request, "c1");
    ByteLine line(*request, 4096);
    std::string in, out;
    uint64_t now = 0;
    for (size_t i = 0; i < size; ++i) {
        plan.onMessage({"trades.A", i + 1, MessageFacts::kPublication, data[i] % 2 != 0}, now);
        plan.onPing(now);
        while (plan.takeDue(now)) { }
        const std::string piece(data[i] * 7u, static_cast<char>(data[i]));
        in += piece.substr(0, line.put(piece, now));
        const std::string_view due = line.due(now);
        const size_t taken = due.size() - due.size() / 3;
        out += due.substr(0, taken);
        line.taken(taken);
        now += uint64_t {data[i]} * data[i] * 100'000;
    }
    while (line.size() > 0) {
        now = line.nextDueNanos(now);
        const std::string_view due = line.due(now);
        check(!due.empty());
        out += due;
        line.taken(due.size());
    }
    check(in == out);
    return 0;
}
