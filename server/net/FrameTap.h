// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "net/Dossier.h"
#include "security/TokenBucket.h"
#include "websocket/Frame.h"

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <sys/uio.h>
#include <utility>

namespace wavetape::net {

/// Finds the frames in one direction's bytes (RFC 6455 section 5.2). Takes what is valid and what
/// is not: it only looks.
class FrameScan {
public:
    /// Bytes of a payload that are kept, from its beginning.
    static constexpr size_t kPrefix = 256, kMostWhole = 1 << 20;

    struct Seen {
        websocket::FrameInfo info;
        std::string_view header; ///< as on the wire
        std::string payload; ///< unmasked, its beginning
    };

    explicit FrameScan(size_t kept = kPrefix)
        : m_kept(kept)
    {
    }

    /// Begins inside a frame: `header` are the bytes of one that has not come wholly, `payload`
    /// those still to come of another.
    void resume(std::string_view header, uint64_t payload);
    /// `each` is called at the end of every frame.
    template <typename Each>
    void feed(std::string_view bytes, Each &&each)
    {
        while (!bytes.empty()) {
            if (take(bytes))
                each(m_seen);
        }
    }

private:
    /// Takes from `bytes` up to the end of a header or payload; true where a frame is complete.
    bool take(std::string_view &bytes);
    void readHeader();

    size_t m_kept; ///< bytes of a payload
    Seen m_seen;
    std::array<char, websocket::kMaxHeader> m_header {};
    uint8_t m_headerFill = 0;
    bool m_inPayload = false;
    bool m_reports = true; ///< false for the rest of a frame whose header was never seen
    uint64_t m_left = 0; ///< payload bytes to come
};

/// Copies what one connection sends and receives, frame by frame, to `sys.frames.<name>` while
/// somebody looks: at most kPerSecond a second (what is beyond is counted, not copied), the
/// beginning of each payload, and nothing of what carries a token. Where it is asked for whole
/// frames, all of them are copied to `sys.frames.<name>.whole`, up to FrameScan::kMostWhole bytes
/// each, until its time is over: for a recording. Lives on the connection's I/O thread.
class FrameTap {
public:
    static constexpr double kPerSecond = 200;
    static constexpr uint64_t kLongestMs = 600'000;

    /// `connection`: its name, `c12`.
    FrameTap(channels::ChannelHub &hub, std::string_view connection, uint64_t nowMs,
        uint64_t durationMs, bool whole);
    /// The channel goes with it; its readers are told before by end().
    ~FrameTap();
    FrameTap(const FrameTap &) = delete;
    FrameTap &operator=(const FrameTap &) = delete;

    /// Tells the handshake; `dossier`: null where it is not kept any more.
    void begin(const Dossier *dossier);
    enum class Direction : uint8_t { in, out };
    FrameScan &scan(Direction direction) { return m_scans[static_cast<size_t>(direction)]; }
    void onBytes(Direction direction, std::string_view bytes, uint64_t nowMs);
    void extend(uint64_t nowMs, uint64_t durationMs)
    {
        m_untilMs = nowMs + std::min(durationMs, kLongestMs);
    }
    /// Why it should end now; empty: it should not.
    std::string_view over(uint64_t nowMs);
    void end(std::string_view why);

private:
    void tell(Direction direction, const FrameScan::Seen &seen, uint64_t nowMs);
    bool secret(Direction direction, const FrameScan::Seen &seen);

    channels::ChannelHub &m_hub;
    channels::ChannelRef m_channel;
    const bool m_whole;
    std::array<FrameScan, 2> m_scans;
    security::TokenBucket m_rate;
    uint64_t m_untilMs, m_watchedMs; ///< until when; when somebody was last seen to look
    uint64_t m_skipped = 0;
    bool m_hiding = false; ///< inside a fragmented message that carries a token
    std::string m_text;
};

/// The taps of one I/O thread's connections: few, and none most of the time.
class FrameTaps {
public:
    /// The tap of that connection, made where there is none of that kind; and whether it was made.
    std::pair<FrameTap &, bool> open(channels::ChannelHub &hub, uint64_t connection, uint64_t nowMs,
        uint64_t durationMs, bool whole);
    void close(uint64_t connection, std::string_view why);
    /// What a connection that had a tap received or sent. False: it has none any more.
    bool onReceived(uint64_t connection, std::string_view bytes, uint64_t nowMs);
    /// The first `bytes` of `parts`.
    bool onSent(uint64_t connection, std::span<const iovec> parts, size_t bytes, uint64_t nowMs);
    /// Ends those whose time is over, or that nobody looks at. Often.
    void sweep(uint64_t nowMs);

private:
    template <typename Each>
    bool visit(uint64_t connection, Each &&each);

    std::map<std::pair<uint64_t, bool>, FrameTap> m_taps; ///< by connection and kind: is it whole?
};

} // namespace wavetape::net
