// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/binance/BookDelta.h"

#include "protocol/JsonView.h"
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace wavetape::dialects::binance {

using protocol::JsonView;
using protocol::JsonWriter;

namespace {

struct Level {
    double price = 0;
    std::string_view text; ///< `[price,size]` as it came
};

double numberOf(std::string_view text)
{
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::vector<Level> newestOf(std::span<const std::string_view> deltas, std::string_view side)
{
    std::vector<Level> levels;
    // The newest first, so that it is the first of its price when they are in order.
    for (auto delta = deltas.rbegin(); delta != deltas.rend(); ++delta) {
        for (auto level = JsonView::of(*delta).find(side).walk(); level.next();) {
            auto part = level.value().walk();
            if (part.next())
                levels.push_back({numberOf(part.value().bytes()), level.value().bytes()});
        }
    }
    std::stable_sort(levels.begin(), levels.end(),
        [](const Level &a, const Level &b) { return a.price < b.price; });
    levels.erase(std::unique(levels.begin(), levels.end(),
                     [](const Level &a, const Level &b) { return a.price == b.price; }),
        levels.end());
    return levels;
}

void writeLevels(JsonWriter &json, const std::vector<Level> &levels)
{
    json.beginArray();
    for (const Level &level : levels)
        json.raw(level.text);
    json.endArray();
}

} // namespace

std::string inOneDelta(std::span<const std::string_view> deltas)
{
    std::string out;
    JsonWriter json(out);
    json.beginObject();
    json.key("first").raw(JsonView::of(deltas.front()).find("first").bytes());
    json.key("last").raw(JsonView::of(deltas.back()).find("last").bytes());
    std::vector<Level> bids = newestOf(deltas, "bids");
    std::reverse(bids.begin(), bids.end());
    json.key("bids");
    writeLevels(json, bids);
    json.key("asks");
    writeLevels(json, newestOf(deltas, "asks"));
    json.endObject();
    return out;
}

} // namespace wavetape::dialects::binance
