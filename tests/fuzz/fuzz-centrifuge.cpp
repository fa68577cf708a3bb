// SPDX-License-Identifier: GPL-3.0-or-later
// Any line gives a request of ours or a refusal that can be sent; what is forwarded is JSON and
// part of the line, and a view of JSON agrees with the parser.
#include "dialects/centrifuge/CentrifugeReply.h"
#include "dialects/centrifuge/CentrifugeRequest.h"
#include "protocol/JsonView.h"

#include <cstdint>
#include <cstdlib>

using namespace wavetape;
using dialects::centrifuge::readRequest;
using protocol::JsonView;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

void walk(protocol::CommandParser &judge, JsonView value, int depth)
{
    require(judge.isValidJson(value.bytes()));
    require(value.text().has_value() == (value.kind() == JsonView::Kind::string));
    if (depth > 0) {
        for (auto at = value.walk(); at.next();)
            walk(judge, at.value(), depth - 1);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static protocol::CommandParser parser(16), judge(16);
    const std::string line(reinterpret_cast<const char *>(data), size);
    if (!parser.isValidJson(line))
        return 0;
    walk(judge, JsonView::of(line), 3);
    const auto request = readRequest(line);
    if (!request) {
        if (!request.error().error.id.empty()) {
            std::string reply;
            dialects::centrifuge::appendError(reply, request.error().error);
            require(judge.isValidJson(reply) && reply.find('\n') == reply.npos);
        }
        return 0;
    }
    if (const auto *publish = std::get_if<protocol::PublishCommand>(&*request)) {
        require(publish->data.data() >= line.data()
            && publish->data.data() + publish->data.size() <= line.data() + line.size());
        require(judge.isValidJson(publish->data) && protocol::isValidChannelName(publish->channel));
        std::string one;
        dialects::centrifuge::appendOnOneLine(one, publish->data);
        require(judge.isValidJson(one) && one.find('\n') == one.npos);
    }
    if (const auto *subscribe = std::get_if<dialects::centrifuge::Subscribe>(&*request))
        require(protocol::isValidChannelName(subscribe->command.channels.front()));
    return 0;
}
