// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wavetape::delivery {

/// One thing that happens. What the numbers mean depends on `what`; any numbers will do.
struct Step {
    enum class What { publish, turn, read, join, leave, restart, wait, policy, count };
    What what;
    uint32_t a, b, c, d;
};

constexpr size_t kReaders = 3; ///< that take part

std::vector<Step> stepsOf(uint64_t seed, size_t count);

/// Lets `steps` happen to real channels, fan-out, queues, recovery and rate gate, with readers that
/// take bytes as they please, and compares what the readers saw with what the books say. Returns
/// what is wrong.
std::optional<std::string> fault(const std::vector<Step> &steps);

/// The steps of `failing` without which it fails no more.
std::vector<Step> shrunk(std::vector<Step> failing);
std::string describe(const std::vector<Step> &steps);

} // namespace wavetape::delivery
