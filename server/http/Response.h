// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wavetape::http {

/// One answer. Length, connection handling and the headers that every answer carries are added by
/// serialise().
struct Response {
    int status = 200;
    std::string contentType = "text/plain; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;

    /// A refusal: one plain sentence.
    static Response refusal(int status, std::string_view sentence);
    static Response json(std::string body);

    /// The bytes to send. `head`: without the body (HEAD). `close`: the connection ends after it.
    std::string serialise(bool head, bool close) const;
};

std::string_view reasonPhrase(int status);

} // namespace wavetape::http
