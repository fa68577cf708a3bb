// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/JsonBody.h"

#include "defence/Defence.h"
#include "protocol/Reply.h"
#include "websocket/HeaderList.h"

namespace wavetape::http {

bool isJson(std::string_view contentType)
{
    const std::string_view type = websocket::trimmed(contentType.substr(0, contentType.find(';')));
    return websocket::equalsIgnoringCase(type, "application/json")
        || !defence::armed(defence::Defence::jsonContentType);
}

Response errorJson(int status, const protocol::CommandError &problem)
{
    std::string text;
    protocol::appendError(text, problem);
    Response response = Response::json(text + '\n');
    response.status = status;
    return response;
}

} // namespace wavetape::http
