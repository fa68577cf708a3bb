// SPDX-License-Identifier: GPL-3.0-or-later
// Any text gives a request of ours or a sentence that can be sent.
#include "dialects/foxglove/FoxgloveReply.h"
#include "dialects/foxglove/FoxgloveRequest.h"
#include "protocol/Command.h"

#include <cstdint>
#include <cstdlib>

using namespace wavetape;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static protocol::CommandParser parser(16), judge(16);
    const std::string text(reinterpret_cast<const char *>(data), size);
    if (!parser.isValidJson(text))
        return 0;
    const auto request = dialects::foxglove::readRequest(text);
    if (request)
        return 0;
    std::string status;
    dialects::foxglove::appendStatus(status, dialects::foxglove::Level::error, request.error());
    if (request.error().empty() || !judge.isValidJson(status))
        std::abort();
    return 0;
}
