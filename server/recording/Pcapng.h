// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "websocket/Frame.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace wavetape::recording {

/// Where two ends of a connection were; what is no IPv4 address stands as one that is made up.
struct WireEnds {
    std::array<uint8_t, 4> client {127, 0, 0, 1}, server {127, 0, 0, 1};
    uint16_t clientPort = 0, serverPort = 80;
};

/// Writes WebSocket connections as Wireshark reads them (pcapng 1.0, draft-ietf-opsawg-pcapng): the
/// bytes of each in TCP segments of an invented network without loss, times to the ns. Appends to a
/// string that the caller puts into its file. Pure, one thread.
class PcapngWriter {
public:
    /// The head of the file. `application`: who wrote it.
    static void begin(std::string &out, std::string_view application);

    /// A connection opens: SYN, SYN-ACK, ACK. `comment`, for people, stands at its first packet.
    /// `id` is the caller's, and another one for each.
    void open(std::string &out, uint64_t id, const WireEnds &ends, int64_t timeMicros,
        std::string_view comment);
    /// What one end sent. Nothing where the connection is not open.
    void bytes(
        std::string &out, uint64_t id, bool outgoing, int64_t timeMicros, std::string_view bytes);
    /// One frame (RFC 6455 section 5.2); `payload` unmasked, as it was compressed or not.
    void frame(std::string &out, uint64_t id, bool outgoing, int64_t timeMicros,
        const websocket::FrameInfo &info, std::string_view payload);
    /// FIN from both ends, or a reset by the client.
    void close(std::string &out, uint64_t id, int64_t timeMicros, bool reset = false);

private:
    struct Connection {
        WireEnds ends;
        std::array<uint32_t, 2> sequence {}; ///< next, of the client and of the server
    };
    static void packet(std::string &out, Connection &connection, bool outgoing, uint8_t flags,
        int64_t timeMicros, std::string_view bytes, std::string_view comment = {});

    std::map<uint64_t, Connection> m_open;
    std::string m_frame;
};

} // namespace wavetape::recording
