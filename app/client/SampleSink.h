// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace wavetape::client {

// Where the samples of one binary channel go. All calls come from the client thread, one at a time;
// they must not block. Non-finite samples are replaced by a quiet NaN, which means "gap".
class SampleSink {
public:
    virtual ~SampleSink() = default;

    // A new epoch or rate: earlier samples are not continued. `rateHz` > 0, `lanes` >= 1.
    virtual void begin(double rateHz, unsigned lanes) = 0;
    // `interleaved` holds lanes x n samples; `timeUs` is the first one's time in us since 1970.
    virtual void write(std::span<const float> interleaved, int64_t timeUs) = 0;
    // So many samples per lane never arrived.
    virtual void gap(uint64_t samples) = 0;
};

// Forwards one lane to anything with begin(rate), append(span, timeUs), gap(n): a
// plotting::SampleStream.
template <typename Stream>
class LaneSink final : public SampleSink {
public:
    explicit LaneSink(std::shared_ptr<Stream> stream, unsigned lane = 0)
        : m_stream(std::move(stream))
        , m_lane(lane)
    {
    }

    void begin(double rateHz, unsigned lanes) override
    {
        m_lanes = lanes;
        m_stream->begin(rateHz);
    }

    void write(std::span<const float> interleaved, int64_t timeUs) override
    {
        if (m_lanes == 1) {
            m_stream->append(interleaved, timeUs);
            return;
        }
        if (m_lane >= m_lanes)
            return;
        m_single.clear();
        for (std::size_t i = m_lane; i < interleaved.size(); i += m_lanes)
            m_single.push_back(interleaved[i]);
        m_stream->append(m_single, timeUs);
    }

    void gap(uint64_t samples) override { m_stream->gap(samples); }

private:
    std::shared_ptr<Stream> m_stream;
    unsigned m_lane;
    unsigned m_lanes = 1;
    std::vector<float> m_single;
};

} // namespace wavetape::client
