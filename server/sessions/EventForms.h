// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Form.h"

#include <string>
#include <string_view>

/// What readers over HTTP are sent (protocol.md, "Over HTTP").
namespace wavetape::sessions {

namespace forms {
/// The JSON of a plain subscriber; of a block `{"channel":…,"b64":…}`.
extern const channels::Form &json;
} // namespace forms

/// An event of `text/event-stream` (HTML 9.2.5), which holds `forms::json`. `identified`: with its
/// `id`, the position of one channel. `chunked`: as a chunk of HTTP/1.1 (RFC 9112 7.1).
const channels::Form &eventForm(bool identified, bool chunked);

/// Appends `data:` and `json`, line by line, and the blank line that ends the event.
void appendEventData(std::string &out, std::string_view json);
/// `text` as it goes on the wire: as a chunk, or as it is.
std::string streamBytes(std::string_view text, bool chunked);

} // namespace wavetape::sessions
