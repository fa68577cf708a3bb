// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/NearestName.h"

#include <algorithm>
#include <vector>

namespace wavetape::protocol {

namespace {

constexpr size_t kMostLetters = 2;
constexpr size_t kMostCompared = 256; // whatever names there are, one question costs no more

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Could `a` be within two letters of `b`? Cheap: what is left for lettersBetween() is a handful.
bool comparable(std::string_view a, std::string_view b)
{
    const size_t longer = std::max(a.size(), b.size()), shorter = std::min(a.size(), b.size());
    if (longer - shorter > kMostLetters)
        return false;
    const auto same = [&](auto begin, auto end, auto other) {
        return static_cast<size_t>(
            std::distance(begin, std::mismatch(begin, end, other, [](char x, char y) {
                return lower(x) == lower(y);
            }).first));
    };
    const std::string_view front = a.substr(0, shorter);
    const size_t head = same(front.begin(), front.end(), b.begin());
    const std::string_view back = a.substr(a.size() - shorter);
    const size_t tail = same(back.rbegin(), back.rend(), b.rbegin());
    return head + tail + 2 * kMostLetters + 2 >= longer;
}

} // namespace

size_t lettersBetween(std::string_view a, std::string_view b)
{
    std::vector<size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const char x = lower(a[i - 1]), y = lower(b[j - 1]);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (x != y)});
            if (i > 1 && j > 1 && x == lower(b[j - 2]) && lower(a[i - 2]) == y)
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, now);
    }
    return last[b.size()];
}

std::string_view nearestName(std::string_view name, std::span<const std::string_view> names)
{
    std::string_view best;
    size_t least = std::min(kMostLetters, name.size() / 3) + 1;
    size_t compared = 0;
    for (const std::string_view candidate : names) {
        if (least == 0 || compared == kMostCompared)
            break;
        if (!comparable(name, candidate))
            continue;
        ++compared;
        if (const size_t letters = lettersBetween(name, candidate); letters < least) {
            least = letters;
            best = candidate;
        }
    }
    return best;
}

} // namespace wavetape::protocol
