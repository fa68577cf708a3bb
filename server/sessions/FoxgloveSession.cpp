// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/FoxgloveSession.h"

#include "dialects/foxglove/FoxgloveForm.h"
#include "dialects/foxglove/FoxgloveReply.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/ChannelFamily.h"
#include "sessions/SubscriptionRequests.h"
#include "sessions/SubscriptionSet.h"
#include "websocket/Frame.h"

#include <array>
#include <utility>

namespace wavetape::sessions {

namespace foxglove = dialects::foxglove;

using delivery::Subscription;
using foxglove::Level;
using metrics::Work;
using protocol::ErrorCode;

/// The client's number of a subscription goes before each body that all share.
class FoxgloveSession::Subscriptions final : public SubscriptionSet {
public:
    Subscriptions(FoxgloveSession &session, net::Connection &connection, ChannelPeer &peer)
        : SubscriptionSet(connection, peer, session.recoveryLimits(), session.deflateBits())
        , m_session(session)
    {
    }

private:
    void prepare(Subscription &subscription) const override
    {
        subscription.form = &foxglove::form;
        subscription.prefixed = true;
        subscription.deflateBits = 0;
        subscription.notices = true;
    }

    void begin(Subscription &subscription, const Join &,
        const channels::Channel::JoinResult &result) override
    {
        subscription.startSeq = subscription.seenSeq = subscription.sentSeq = result.position.seq;
        if (!result.snapshot.empty())
            sendSnapshot(subscription, result.snapshot, result.position);
    }

    /// A status is a message of its own, and has nothing before it.
    channels::FrameRef prefix(const Subscription &subscription, uint64_t,
        const channels::EncodedFrame &body, bool) const override
    {
        if (body.headerSize() > 0)
            return {};
        std::array<char, websocket::kMaxServerHeader> header {};
        const size_t size = websocket::writeServerHeader(
            header.data(), websocket::Opcode::binary, foxglove::kMessageHead + body.size());
        std::string head(header.data(), size);
        foxglove::appendMessageHead(head, m_session.numberOf(*subscription.channel));
        return channels::EncodedFrame::raw(head);
    }

    channels::FrameRef encodeLoss(const Subscription &subscription, uint64_t from, uint64_t to,
        std::string_view) const override
    {
        std::string text;
        foxglove::appendStatus(text, Level::warning,
            std::to_string(to - from + 1) + " messages of " + subscription.channel->name()
                + " were lost: this client is too slow");
        return channels::EncodedFrame::text(text);
    }

    /// Where the newest publication is all there is to know; what else a snapshot tells is of
    /// another schema.
    void sendSnapshot(const Subscription &subscription, const std::string &data,
        const protocol::StreamPosition &) override
    {
        if (!subscription.channel->spec().latestIsSnapshot || !peer().open())
            return;
        std::string message;
        foxglove::appendMessageHead(message, m_session.numberOf(*subscription.channel));
        foxglove::appendMessageTime(message, connection().context().clock.wallMicros());
        message += data;
        m_session.sendMessage(websocket::Opcode::binary, message);
    }

    FoxgloveSession &m_session;
};

FoxgloveSession::FoxgloveSession(
    net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser)
    : CommandSession(connection, std::move(parser), Manner::dialect)
    , m_use(connection.thread().stats().of(metrics::Dialect::foxglove))
{
}

FoxgloveSession::~FoxgloveSession() = default;

std::unique_ptr<SubscriptionSet> FoxgloveSession::makeSubscriptions(size_t)
{
    ChannelPeer &peer = *this;
    return std::make_unique<Subscriptions>(*this, connection(), peer);
}

uint32_t FoxgloveSession::numberOf(const channels::Channel &channel) const
{
    const auto it = m_numbers.find(channel.id());
    return it == m_numbers.end() ? 0 : it->second;
}

void FoxgloveSession::greet()
{
    std::string text;
    foxglove::appendServerInfo(text, connection().context().softwareName,
        name() + '@' + connection().context().config.node);
    sendText(text);
    m_advertising = true;
    pull();
}

void FoxgloveSession::advertise()
{
    constexpr size_t kPage = 32;
    auto page = connection().context().hub.list("", m_from, kPage);
    connection().charge(Work::row, kPage);
    std::string text(foxglove::kAdvertiseHead);
    for (const channels::ChannelRef &channel : page.channels) {
        // What clients send may be floats or bytes, each of another schema.
        if (!rights().maySubscribe(channel->name())
            || protocol::familyOf(channel->name()).name == protocol::kUplinkFamily)
            continue;
        if (text.size() > foxglove::kAdvertiseHead.size())
            text += ',';
        foxglove::appendChannel(text, channel->spec(), channel->id());
        m_topics.emplace(channel->id(), channel->name());
    }
    if (text.size() > foxglove::kAdvertiseHead.size())
        sendText(text += foxglove::kAdvertiseTail);
    m_from = std::move(page.next);
    m_advertising = !m_from.empty();
}

bool FoxgloveSession::onMessage(websocket::Opcode kind, std::span<char> payload)
{
    if (!open())
        return true;
    if (kind == websocket::Opcode::text && !payload.empty()) {
        m_message.assign(payload.data(), payload.size());
        pull();
    } else if (takeRate()) {
        fail(ErrorCode::badRequest,
            "only subscribe and unsubscribe are served here, as JSON in text messages", "", {});
    }
    return mayGoOn(payload.size());
}

void FoxgloveSession::runCommand()
{
    if (m_advertising) {
        advertise();
        return;
    }
    connection().charge(Work::command);
    m_use.countRequest();
    const std::string message = std::exchange(m_message, {});
    if (!takeRate())
        return;
    if (!connection().thread().commands().isValidJson(message)) {
        fail(ErrorCode::notJson, "this is not one JSON text, or nested too deep", "", {});
        return;
    }
    const auto request = foxglove::readRequest(message);
    if (!request)
        fail(ErrorCode::badRequest, request.error(), "", {});
    else
        std::visit([this](const auto &one) { run(one); }, *request);
}

void FoxgloveSession::run(const foxglove::Subscribe &subscribe)
{
    for (const auto &[number, channel] : subscribe.parts) {
        connection().charge(Work::row);
        const auto topic = m_topics.find(channel);
        if (topic == m_topics.end())
            fail(ErrorCode::unknownChannel,
                "channel " + std::to_string(channel) + " was not advertised", "", {});
        else if (m_channels.count(number))
            fail(ErrorCode::badRequest,
                "subscription " + std::to_string(number) + " exists already", "", {});
        else if (m_numbers.count(channel))
            fail(ErrorCode::badRequest,
                "this client is subscribed to " + topic->second + " already", "", {});
        else if (mayRead(topic->second, "", {})) {
            m_channels.emplace(number, channel);
            m_numbers.emplace(channel, number);
            protocol::SubscribeCommand command;
            command.channels = {topic->second};
            requests().add(command);
        }
        if (!open())
            return;
    }
}

void FoxgloveSession::run(const foxglove::Unsubscribe &unsubscribe)
{
    for (const uint32_t number : unsubscribe.ids) {
        connection().charge(Work::row);
        const auto it = m_channels.find(number);
        if (it == m_channels.end()) {
            fail(ErrorCode::notSubscribed, "there is no subscription " + std::to_string(number), "",
                {});
            if (!open())
                return;
            continue;
        }
        const uint32_t channel = it->second;
        m_channels.erase(it);
        if (Subscription *subscription = subscribed().find(channel)) {
            connection().thread().rates().forget(*subscription);
            subscription->conclude();
            subscribed().leave(*subscription);
        }
        m_numbers.erase(channel);
    }
}

void FoxgloveSession::fail(const protocol::CommandError &error)
{
    m_use.countRefused();
    std::string text;
    foxglove::appendStatus(text, Level::error, error.message);
    sendText(text);
    noteError(error.code);
}

} // namespace wavetape::sessions
