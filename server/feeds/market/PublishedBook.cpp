// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/PublishedBook.h"

#include "feeds/market/SymbolMarket.h"
#include "protocol/JsonWriter.h"

#include <zlib.h>

#include <algorithm>

namespace wavetape::feeds::market {

namespace {
void writeLevel(protocol::JsonWriter &json, int64_t price, int64_t size)
{
    json.beginArray();
    json.decimal(price, SymbolMarket::kPriceDecimals);
    json.integer(size);
    json.endArray();
}

/// Writes what turns `before` into `after`, best first, as an array.
bool writeChanges(protocol::JsonWriter &json, Side side, std::span<const Level> before,
    std::span<const Level> after)
{
    const auto better = [side](int64_t a, int64_t b) { return side == Side::bid ? a > b : a < b; };
    bool changed = false;
    json.beginArray();
    size_t i = 0;
    size_t j = 0;
    while (i < before.size() || j < after.size()) {
        if (j == after.size() || (i < before.size() && better(before[i].price, after[j].price))) {
            writeLevel(json, before[i++].price, 0);
            changed = true;
        } else if (i == before.size() || better(after[j].price, before[i].price)) {
            writeLevel(json, after[j].price, after[j].size);
            ++j;
            changed = true;
        } else {
            if (before[i].size != after[j].size) {
                writeLevel(json, after[j].price, after[j].size);
                changed = true;
            }
            ++i;
            ++j;
        }
    }
    json.endArray();
    return changed;
}

void writeLevels(protocol::JsonWriter &json, std::span<const Level> levels)
{
    json.beginArray();
    for (const Level &level : levels)
        writeLevel(json, level.price, level.size);
    json.endArray();
}
} // namespace

uint32_t bookChecksum(std::span<const Level> bids, std::span<const Level> asks)
{
    constexpr size_t kLevels = 10;
    std::string text;
    for (const std::span<const Level> side : {bids, asks}) {
        for (const Level &level : side.first(std::min(side.size(), kLevels))) {
            if (!text.empty())
                text += '|';
            protocol::JsonWriter(text).decimal(level.price, SymbolMarket::kPriceDecimals);
            text += ':';
            protocol::JsonWriter(text).integer(level.size);
        }
    }
    return static_cast<uint32_t>(
        crc32(0, reinterpret_cast<const Bytef *>(text.data()), static_cast<uInt>(text.size())));
}

bool PublishedBook::appendDelta(std::string &out, const OrderBook &book, bool withCrc) const
{
    const size_t begin = out.size();
    protocol::JsonWriter json(out);
    json.beginObject();
    json.key("first").unsignedInteger(m_last + 1);
    json.key("last").unsignedInteger(book.updates());
    json.key("bids");
    bool changed = writeChanges(json, Side::bid, levels(Side::bid), book.visible(Side::bid));
    json.key("asks");
    changed |= writeChanges(json, Side::ask, levels(Side::ask), book.visible(Side::ask));
    if (!changed) {
        out.resize(begin);
        return false;
    }
    if (withCrc)
        json.key("crc").unsignedInteger(
            bookChecksum(book.visible(Side::bid), book.visible(Side::ask)));
    json.endObject();
    return true;
}

void PublishedBook::take(const OrderBook &book)
{
    for (const Side side : {Side::bid, Side::ask}) {
        Half &half = side == Side::bid ? m_bids : m_asks;
        const std::span<const Level> levels = book.visible(side);
        std::copy(levels.begin(), levels.end(), half.levels.begin());
        half.count = levels.size();
    }
    m_last = book.updates();
}

void PublishedBook::append(std::string &out) const
{
    protocol::JsonWriter json(out);
    json.beginObject();
    json.key("last").unsignedInteger(m_last);
    json.key("bids");
    writeLevels(json, levels(Side::bid));
    json.key("asks");
    writeLevels(json, levels(Side::ask));
    json.endObject();
}

} // namespace wavetape::feeds::market
