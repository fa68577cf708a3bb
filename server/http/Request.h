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
    /// Puts one header of that name in the place of all there are.
    void replace(std::string_view name, std::string_view value);
    /// A query parameter, percent-decoded; empty where there is none.
    std::string parameter(std::string_view name) const;
    bool hasParameter(std::string_view name) const;
    /// All of them in order, percent-decoded; a value that cannot be decoded is empty.
    std::vector<std::pair<std::string, std::string>> parameters() const;
};

/// The items of a header's list, without the space around them; empty ones are left out.
std::vector<std::string> listItems(std::string_view list, std::string_view separators = ",");

/// If-None-Match by weak comparison (RFC 9110 13.1.2): a proxy that compresses makes tags weak.
bool matchesEntityTag(std::string_view ifNoneMatch, std::string_view tag);

/// Percent-decoding; false where a `%` is not followed by two hexadecimal digits or a NUL would
/// result.
bool percentDecode(std::string_view text, std::string &out, bool plusIsSpace = false);

/// One item of Accept-Encoding (RFC 9110 12.5.3).
struct AcceptedCoding {
    std::string name; ///< lower case; `*`: whatever is not named
    bool refused = false; ///< `q=0`
};
std::vector<AcceptedCoding> acceptedCodings(std::string_view acceptEncoding);
bool accepts(const std::vector<AcceptedCoding> &accepted, std::string_view coding);

} // namespace wavetape::http
