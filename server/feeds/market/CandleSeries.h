// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"
#include "feeds/market/CandleBuilder.h"

#include <deque>
#include <string>

namespace wavetape::feeds::market {

/// Appends a candle as JSON.
void appendCandle(std::string &out, const Candle &candle);

/// The last candles that were published on one channel: its snapshot. Belongs to the channel's
/// mutex.
class CandleSeries final : public channels::SnapshotSource {
public:
    static constexpr size_t kLength = 300;

    /// The newest candle, once more or for the first time. Those that begin later are from before
    /// the clock was set back: they go.
    void put(const Candle &candle);
    void append(std::string &out) const override;

    template <typename Archive>
    void archive(Archive &archive)
    {
        archive.sequence(m_candles, kLength, [&](Candle &candle) { candle.archive(archive); });
    }

private:
    std::deque<Candle> m_candles;
};

} // namespace wavetape::feeds::market
