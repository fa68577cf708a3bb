// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/foxglove/FoxgloveRequest.h"

#include "protocol/JsonView.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace wavetape::dialects::foxglove {

using protocol::JsonView;

namespace {

constexpr size_t kMostParts = 10'000;

/// What belongs to a capability that `serverInfo` does not name.
constexpr std::string_view kWithoutCapability[]
    = {"advertise", "unadvertise", "getParameters", "setParameters", "subscribeParameterUpdates",
        "unsubscribeParameterUpdates", "subscribeConnectionGraph", "unsubscribeConnectionGraph",
        "fetchAsset", "playbackControlRequest"};

std::optional<uint32_t> number(JsonView value)
{
    const auto whole = value.integer();
    if (!whole || *whole < 0 || *whole > std::numeric_limits<uint32_t>::max())
        return {};
    return static_cast<uint32_t>(*whole);
}

tl::unexpected<std::string> refused(std::string_view sentence)
{
    return tl::unexpected(std::string(sentence));
}

tl::expected<Request, std::string> readSubscribe(JsonView message)
{
    const JsonView list = message.find("subscriptions");
    if (!list.isArray())
        return refused("subscribe.subscriptions must be an array of {id, channelId}");
    Subscribe subscribe;
    for (auto one = list.walk(); one.next();) {
        const auto id = number(one.value().find("id")),
                   channel = number(one.value().find("channelId"));
        if (!id || !channel)
            return refused("a subscription is {id, channelId}, whole numbers of 32 bits");
        if (subscribe.parts.size() == kMostParts)
            return refused("these are too many subscriptions for one message");
        subscribe.parts.push_back({*id, *channel});
    }
    return subscribe;
}

tl::expected<Request, std::string> readUnsubscribe(JsonView message)
{
    const JsonView list = message.find("subscriptionIds");
    if (!list.isArray())
        return refused("unsubscribe.subscriptionIds must be an array of numbers");
    Unsubscribe unsubscribe;
    for (auto one = list.walk(); one.next();) {
        const auto id = number(one.value());
        if (!id)
            return refused("a subscription's id is a whole number of 32 bits");
        if (unsubscribe.ids.size() == kMostParts)
            return refused("these are too many subscriptions for one message");
        unsubscribe.ids.push_back(*id);
    }
    return unsubscribe;
}

} // namespace

tl::expected<Request, std::string> readRequest(std::string_view text)
{
    const JsonView message = JsonView::of(text);
    if (!message.isObject())
        return refused("a message is a JSON object with op");
    const auto op = message.find("op").text();
    if (!op)
        return refused("a message is a JSON object with op, a string");
    if (op == "subscribe")
        return readSubscribe(message);
    if (op == "unsubscribe")
        return readUnsubscribe(message);
    if (std::find(std::begin(kWithoutCapability), std::end(kWithoutCapability), *op)
        != std::end(kWithoutCapability))
        return refused(*op + " belongs to a capability that this server does not have");
    return refused("there is no such op: there are subscribe and unsubscribe");
}

} // namespace wavetape::dialects::foxglove
