// SPDX-License-Identifier: GPL-3.0-or-later
// Which steps a seed means, which of them a failure needs, and how they are written down.
#include "World.h"

#include <array>
#include <random>

namespace wavetape::delivery {

std::vector<Step> stepsOf(uint64_t seed, size_t count)
{
    std::mt19937_64 random(seed);
    using What = Step::What;
    static constexpr std::array mix {What::publish, What::publish, What::publish, What::turn,
        What::turn, What::read, What::read, What::join, What::leave, What::restart, What::wait,
        What::policy};
    // Some threads hardly get a turn, some readers hardly read, some readers stay.
    const uint64_t kind = random();
    std::vector<Step> steps;
    for (uint32_t i = 0; i < kReaders * 2; ++i)
        steps.push_back({What::join, i / 2, i % 2 * 3 + 1, static_cast<uint32_t>(random()),
            static_cast<uint32_t>(random())});
    while (steps.size() < count) {
        const What what = mix[random() % mix.size()];
        const bool rare = (what == What::turn && kind % 3 == 0)
            || (what == What::read && kind / 3 % 3 == 0)
            || ((what == What::join || what == What::leave) && kind / 9 % 2 == 0)
            || what == What::leave || what == What::policy;
        if (rare && random() % 5)
            continue;
        const auto any = [&] { return static_cast<uint32_t>(random()); };
        const uint32_t a = any(), b = any(), c = any(), d = any();
        steps.push_back({what, a, b, c, d});
    }
    return steps;
}

std::vector<Step> shrunk(std::vector<Step> failing)
{
    for (size_t size = failing.size() / 2; size > 0;) {
        bool smaller = false;
        for (size_t at = 0; at + size <= failing.size();) {
            std::vector<Step> fewer = failing;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at),
                fewer.begin() + static_cast<std::ptrdiff_t>(at + size));
            if (fault(fewer)) {
                failing = std::move(fewer);
                smaller = true;
            } else {
                at += size;
            }
        }
        if (!smaller || size > failing.size())
            size /= 2;
    }
    return failing;
}

std::string describe(const std::vector<Step> &steps)
{
    static constexpr std::array names {
        "publish", "turn", "read", "join", "leave", "restart", "wait", "policy"};
    std::string text;
    for (const Step &step : steps) {
        text += "  " + std::string(names[static_cast<size_t>(step.what)]);
        for (const uint32_t number : {step.a, step.b, step.c, step.d})
            text += " " + std::to_string(number);
        text += "\n";
    }
    return text;
}

} // namespace wavetape::delivery
