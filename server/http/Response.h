// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wavetape::http {

/// Of an answer: what was probably meant, where a channel or a parameter is nearly one that is
/// known.
inline constexpr std::string_view kHintHeader = "Wavetape-Hint";

/// One answer. Length, connection handling and the headers that every answer carries are added by
/// serialise().
struct Response {
    int status = 200;
    std::string contentType = "text/plain; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    /// How its end is known; but for `whole` the bytes of the body come later.
    enum class Length : uint8_t { whole, chunked, untilEnd };
    Length length = Length::whole;

    /// A refusal: one plain sentence.
    static Response refusal(int status, std::string_view sentence);
    static Response json(std::string body);
    /// For EventSource, which gives up for good on any status but 200 (HTML 9.2.3): come back in
    /// `ms`, and why.
    static Response comeBack(uint64_t ms, std::string_view sentence);

    /// The bytes to send. `head`: without the body (HEAD). `close`: the connection ends after it.
    std::string serialise(bool head, bool close) const;
};

std::string_view reasonPhrase(int status);
/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 5.6.7), in any locale.
std::string httpDate(std::time_t time);

} // namespace wavetape::http
