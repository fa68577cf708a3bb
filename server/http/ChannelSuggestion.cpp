// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ChannelSuggestion.h"

#include "net/Connection.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <vector>

namespace wavetape::http {

namespace {

constexpr size_t kMostLetters = 2;
constexpr size_t kMostCompared = 256; // whatever names there are, one question costs no more

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Letters changed, left out, added or swapped (optimal string alignment), case aside.
size_t distance(std::string_view a, std::string_view b)
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

/// Could `a` be within two letters of `b`? Cheap: what is left for distance() is a handful.
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
        if (const size_t letters = distance(name, candidate); letters < least) {
            least = letters;
            best = candidate;
        }
    }
    return best;
}

std::string noSuchChannel(const Exchange &exchange, std::string_view name)
{
    const auto all = exchange.context.hub.list("");
    exchange.connection.charge(metrics::Work::row, all.size());
    std::vector<std::string_view> names;
    names.reserve(all.size());
    for (const channels::ChannelRef &channel : all) {
        if (exchange.caller.mayRead(channel->name()))
            names.push_back(channel->name());
    }
    std::string sentence = "There is no channel " + std::string(name);
    if (const std::string_view near = nearestName(name, names); !near.empty())
        return sentence.append("; did you mean ").append(near).append("?");
    return sentence + ".";
}

} // namespace wavetape::http
