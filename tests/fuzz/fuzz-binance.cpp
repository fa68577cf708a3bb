// SPDX-License-Identifier: GPL-3.0-or-later
// Any text gives a request of ours or a refusal that can be sent; the streams it names are named so
// again; and any data makes an event that is JSON.
#include "dialects/binance/BinanceForm.h"
#include "dialects/binance/BinanceMarket.h"
#include "dialects/binance/BinanceReply.h"
#include "dialects/binance/BinanceRequest.h"
#include "protocol/JsonView.h"

#include <cstdint>
#include <cstdlib>

using namespace wavetape;
using namespace wavetape::dialects;
using protocol::JsonView;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

void checkNames(const std::vector<binance::Stream> &streams)
{
    for (const binance::Stream &stream : streams) {
        require(protocol::isValidChannelName(stream.channel));
        const auto again = binance::readStream(
            binance::streamName(binance::streamKinds()[stream.kind], stream.channel));
        require(again && again->kind == stream.kind && again->channel == stream.channel);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static protocol::CommandParser parser(16), judge(16);
    const std::string text(reinterpret_cast<const char *>(data), size);
    if (const auto stream = binance::readStream(text))
        require(binance::streamName(binance::streamKinds()[stream->kind], stream->channel) == text);
    if (!parser.isValidJson(text))
        return 0;
    const auto request = binance::readRequest(text);
    if (!request) {
        std::string reply;
        binance::appendError(reply, request.error());
        require(judge.isValidJson(reply));
    } else if (const auto *subscribe = std::get_if<binance::Subscribe>(&*request)) {
        checkNames(subscribe->streams);
    } else if (const auto *unsubscribe = std::get_if<binance::Unsubscribe>(&*request)) {
        checkNames(unsubscribe->streams);
    }
    const JsonView view = JsonView::of(text);
    for (const binance::StreamKind &kind : binance::streamKinds()) {
        std::string event;
        binance::appendEvent(event, kind, "x.AAPL.1m", view, 1, true);
        require(judge.isValidJson(event));
    }
    std::string answer;
    binance::appendExchangeInfo(answer, text, {}, 1);
    require(judge.isValidJson(answer));
    answer.clear();
    binance::appendKlines(answer, view, 1000, {}, 1000, 2);
    require(judge.isValidJson(answer));
    return 0;
}
