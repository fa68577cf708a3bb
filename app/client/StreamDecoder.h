// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/SampleSink.h"
#include "protocol/BinaryHeader.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace wavetape::client {

// Turns the blocks of one binary channel into samples: fills holes with gaps, replaces what is not
// finite, starts afresh when the rate changes. Client thread. Whatever a server sends, sinks see
// only finite samples and NaN, rates in (0, 1 GHz] and at most kMaxLanes lanes.
class StreamDecoder {
public:
    static constexpr unsigned kMaxLanes = 64;
    static constexpr double kMaxRateHz = 1e9;
    static constexpr double kUntimedRateHz = 1000; // until enough has arrived to tell
    static constexpr double kSlowestHz = 0.01;

    struct Outcome {
        uint64_t nonFinite = 0; // samples replaced
        uint64_t missing = 0; // samples per lane filled with a gap
        bool regressed = false; // seq fell: a new epoch that nobody announced
    };

    void setSinks(std::vector<std::shared_ptr<SampleSink>> sinks);
    // A new epoch, or the beginning. `rateHz` <= 0: the channel has none (a client's uplink); what
    // arrives is counted then, and sinks begin again when that has changed by more than 5 %.
    void begin(double rateHz, unsigned lanes);
    // `message` is header and payload. Empty where they make no sense.
    std::optional<Outcome> decode(std::span<const char> message);

    double rateHz() const { return m_rateHz; }
    uint64_t lastSeq() const { return m_lastSeq; }

private:
    uint64_t missingBefore(const protocol::BinaryHeader &header) const;
    void beginSinks();
    void countArrival(const protocol::BinaryHeader &header);

    std::vector<std::shared_ptr<SampleSink>> m_sinks;
    std::vector<float> m_samples;
    double m_rateHz = 0;
    unsigned m_lanes = 0;
    bool m_timed = false; // rate and times belong together
    uint64_t m_lastSeq = 0;
    double m_nextUs = 0; // when the next sample is due
    // Of a channel without a rate: samples per lane since a block's time, 0 before the first.
    uint64_t m_countedSinceUs = 0, m_counted = 0;
    bool m_estimated = false;
};

} // namespace wavetape::client
