// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever happens, the books agree with what readers saw. SEEDS=10000 for more than a taste.
#include "World.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace wavetape::delivery {
namespace {

TEST(Delivery, AccountsForEveryPublication)
{
    const char *wanted = std::getenv("SEEDS");
    const uint64_t seeds = wanted ? std::strtoull(wanted, nullptr, 10) : 300;
    for (uint64_t seed = 1; seed <= seeds; ++seed) {
        const std::vector<Step> steps = stepsOf(seed, 200);
        if (!fault(steps))
            continue;
        const std::vector<Step> least = shrunk(steps);
        FAIL() << "seed " << seed << ": " << *fault(least) << "; counterexample:\n"
               << describe(least);
    }
}

} // namespace
} // namespace wavetape::delivery
