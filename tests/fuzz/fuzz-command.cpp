// SPDX-License-Identifier: GPL-3.0-or-later
// Any text gives one command or one error that can be sent; what is forwarded is JSON and part of
// the text.
#include "protocol/BinaryHeader.h"
#include "protocol/Command.h"
#include "protocol/Reply.h"

#include <cstdint>
#include <cstdlib>

using namespace wavetape::protocol;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

bool isPartOf(std::string_view part, std::string_view whole)
{
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static CommandParser parser(6);
    static CommandParser judge(6);
    const std::string text(reinterpret_cast<const char *>(data), size);
    const bool isJson = judge.isValidJson(text);
    const auto result = parser.parse(text);
    if (!result) {
        require(isJson <= (result.error().code != ErrorCode::notJson));
        std::string reply;
        appendError(reply, result.error());
        require(CommandParser().isValidJson(reply));
    } else {
        require(isJson);
        if (const auto *publish = std::get_if<PublishCommand>(&*result))
            require(isPartOf(publish->data, text) && judge.isValidJson(publish->data));
        if (const auto *ping = std::get_if<PingCommand>(&*result))
            require(judge.isValidJson(ping->t));
        std::visit(
            [&](const auto &command) {
                require(command.id.empty() || judge.isValidJson(command.id));
            },
            *result);
    }
    if (const auto body = parser.parsePublishBody(text))
        require(isPartOf(body->data, text) && judge.isValidJson(body->data));
    if (const auto header = BinaryHeader::read(std::span(text))) {
        char again[BinaryHeader::kSize];
        header->write(again);
        require(std::string_view(again, 30) == std::string_view(text).substr(0, 30));
    }
    return 0;
}
