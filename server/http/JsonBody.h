// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Response.h"
#include "protocol/Command.h"

#include <string_view>

namespace wavetape::http {

/// Is it `application/json`, with parameters or without, in any case? What a foreign page may send
/// unasked is not (Fetch 4.1, "CORS-safelisted").
bool isJson(std::string_view contentType);

/// An `error` message as a response.
Response errorJson(int status, const protocol::CommandError &problem);

} // namespace wavetape::http
