// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace wavetape::feeds::market {

struct CandleInterval {
    std::string_view name;
    int64_t micros;
};
constexpr std::array<CandleInterval, 5> kCandleIntervals {{{"1s", 1'000'000}, {"5s", 5'000'000},
    {"1m", 60'000'000}, {"5m", 300'000'000}, {"1h", 3'600'000'000}}};

struct Candle {
    int64_t start = 0; ///< µs since 1970
    int64_t open = 0, high = 0, low = 0, close = 0; ///< ticks
    int64_t volume = 0;
    bool closed = false;
    bool auction = false; ///< one of its trades was an auction's
    bool operator==(const Candle &) const = default;

    template <typename Archive>
    void archive(Archive &archive)
    {
        archive(start, open, high, low, close, volume, closed, auction);
    }
};

/// Gathers trades into candles of [start, start + interval); without a trade there is none. Not
/// thread-safe.
class CandleBuilder {
public:
    explicit CandleBuilder(int64_t intervalMicros)
        : m_interval(intervalMicros)
    {
    }

    /// The candle that trades go into now.
    const std::optional<Candle> &running() const { return m_running; }
    /// Time is `now`: the running candle, closed, where it is not the one of then: it has ended, or
    /// the clock was set back.
    std::optional<Candle> closeUntil(int64_t now)
    {
        if (!m_running || (now >= m_running->start && now < m_running->start + m_interval))
            return std::nullopt;
        std::optional<Candle> ended = std::exchange(m_running, std::nullopt);
        ended->closed = true;
        return ended;
    }
    /// Pre: closeUntil(time) came before; times do not fall.
    void add(int64_t price, int64_t size, int64_t time, bool auction = false)
    {
        if (!m_running)
            m_running = Candle {time - time % m_interval, price, price, price, price};
        m_running->high = std::max(m_running->high, price);
        m_running->low = std::min(m_running->low, price);
        m_running->close = price;
        m_running->volume += size;
        m_running->auction = m_running->auction || auction;
    }

    template <typename Archive>
    void archive(Archive &archive)
    {
        bool running = m_running.has_value();
        archive(running);
        Candle candle = m_running.value_or(Candle {});
        candle.archive(archive);
        m_running = running ? std::optional<Candle>(candle) : std::nullopt;
    }

private:
    const int64_t m_interval;
    std::optional<Candle> m_running;
};

} // namespace wavetape::feeds::market
