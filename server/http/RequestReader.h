// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Request.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace wavetape::http {

/// Reads one request from bytes that may come in any pieces. Boost.Beast parses the head (RFC
/// 9112); what it lets through and a careful server should not, is refused here. The body is read
/// here: Beast's chunk parser asserts where bytes come in pieces.
class RequestReader {
public:
    struct Limits {
        size_t headerBytes = 16 * 1024;
        uint64_t bodyBytes = 1 << 20;
    };
    enum class State : uint8_t { reading, complete, failed };

    explicit RequestReader(Limits limits);
    ~RequestReader();

    /// Takes bytes up to the end of the request, never beyond. Returns how many.
    size_t feed(std::span<const char> bytes);

    State state() const { return m_state; }
    /// True once the first byte of a request has come.
    bool begun() const { return !m_head.empty(); }
    /// True once where the client waits for `100 Continue` before it sends the body.
    bool takeContinueAwaited() { return std::exchange(m_continueAwaited, false); }
    /// Where complete; where failed, what had been read of its head.
    Request &request() { return m_request; }
    /// Where failed: 400, 413, 414, 417, 431, 501 or 505, and one plain sentence.
    int status() const { return m_status; }
    std::string_view sentence() const { return m_sentence; }

private:
    struct Body; ///< while one is being read
    size_t readHead(std::span<const char> bytes);
    void parseHead();
    bool checkRequestLine();
    bool checkCoding();
    void failTooLarge();
    size_t readBody(std::span<const char> bytes);
    void complete();
    void fail(int status, std::string_view sentence);

    const Limits m_limits;
    State m_state = State::reading;
    int m_status = 0;
    std::string_view m_sentence;
    std::string m_head;
    bool m_headDone = false;
    bool m_continueAwaited = false;
    std::unique_ptr<Body> m_body;
    Request m_request;
};

} // namespace wavetape::http
