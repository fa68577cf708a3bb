// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/CandleSeries.h"

#include "feeds/market/SymbolMarket.h"
#include "protocol/JsonWriter.h"

namespace wavetape::feeds::market {

void appendCandle(std::string &out, const Candle &candle)
{
    constexpr int kDecimals = SymbolMarket::kPriceDecimals;
    protocol::JsonWriter json(out);
    json.beginObject();
    json.key("start").integer(candle.start / 1000);
    json.key("open").decimal(candle.open, kDecimals);
    json.key("high").decimal(candle.high, kDecimals);
    json.key("low").decimal(candle.low, kDecimals);
    json.key("close").decimal(candle.close, kDecimals);
    json.key("volume").integer(candle.volume);
    json.key("closed").boolean(candle.closed);
    if (candle.auction)
        json.key("auction").boolean(true);
    json.endObject();
}

void CandleSeries::put(const Candle &candle)
{
    while (!m_candles.empty() && m_candles.back().start >= candle.start)
        m_candles.pop_back();
    m_candles.push_back(candle);
    if (m_candles.size() > kLength)
        m_candles.pop_front();
}

void CandleSeries::append(std::string &out) const
{
    out += '[';
    for (const Candle &candle : m_candles) {
        if (out.back() != '[')
            out += ',';
        appendCandle(out, candle);
    }
    out += ']';
}

} // namespace wavetape::feeds::market
