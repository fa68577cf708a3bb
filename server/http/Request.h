// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wavetape::http {

/// One HTTP/1.1 request, read whole.
struct Request {
    std::string method;
    std::string path; ///< percent-decoded, begins with `/`
    std::string query; ///< as it came, without the `?`
    std::string authority; ///< of an absolute-form target; else empty
    unsigned minorVersion = 1; ///< of HTTP/1.x
    std::vector<std::pair<std::string, std::string>> headers; ///< in order, values trimmed
    std::string body;
    std::string head; ///< request line and header block as they came
    bool keepAlive = true;

    /// All values of a header (`name` in any case) joined by ", "; empty where there is none.
    std::string joined(std::string_view name) const;
    unsigned count(std::string_view name) const;
    /// A query parameter, percent-decoded; empty where there is none.
    std::string parameter(std::string_view name) const;
};

/// Percent-decoding; false where a `%` is not followed by two hexadecimal digits or a NUL would
/// result.
bool percentDecode(std::string_view text, std::string &out, bool plusIsSpace = false);

} // namespace wavetape::http
