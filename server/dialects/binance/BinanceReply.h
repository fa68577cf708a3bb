// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/Command.h"

#include <span>
#include <string>
#include <string_view>

/// One encoder per message that answers a request. Each appends JSON to `out`. Pure.
namespace wavetape::dialects::binance {

/// The `code` of an error: below 10 of requests on a WebSocket, below 0 as of its REST interface.
int codeOf(protocol::ErrorCode code);

/// `{"result":null,"id":…}`
void appendDone(std::string &out, const protocol::RequestId &id);
void appendList(
    std::string &out, const protocol::RequestId &id, std::span<const std::string> streams);
/// `{"error":{"code":…,"msg":…},"id":…}`
void appendError(std::string &out, const protocol::CommandError &error);
/// `{"code":…,"msg":…}`: what the REST interface answers.
void appendRefusal(std::string &out, int code, std::string_view sentence);

} // namespace wavetape::dialects::binance
