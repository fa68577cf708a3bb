// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/BinanceSession.h"

#include "dialects/binance/BinanceForm.h"
#include "dialects/binance/BinanceReply.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/JsonView.h"
#include "sessions/SubscriptionRequests.h"
#include "sessions/SubscriptionSet.h"

#include <algorithm>
#include <utility>

namespace wavetape::sessions {

namespace binance = dialects::binance;

using delivery::Subscription;
using metrics::Work;
using protocol::ErrorCode;
using protocol::JsonView;
using protocol::Policy;
using websocket::CloseCode;

/// One kind of stream. Nothing is told of loss, as there: a hole shows in a trade's `t` and in a
/// book's `U`, and its reader takes a new book by REST.
class BinanceSession::Subscriptions final : public SubscriptionSet {
public:
    Subscriptions(
        BinanceSession &session, net::Connection &connection, ChannelPeer &peer, size_t kind)
        : SubscriptionSet(connection, peer, session.recoveryLimits(), session.deflateBits())
        , m_kind(kind)
        , m_combined(session.m_combined)
    {
    }

private:
    const binance::StreamKind &kind() const { return binance::streamKinds()[m_kind]; }

    void prepare(Subscription &subscription) const override
    {
        subscription.form = &binance::form(m_kind, m_combined);
        subscription.notices = false;
        if (kind().conflates())
            subscription.policy = Policy::conflate;
        if (kind().ofState())
            subscription.resyncs = false; // each event is whole
        subscription.maxRate = kind().maxRate;
        subscription.gathers = kind().gathers();
    }

    void begin(Subscription &subscription, const Join &,
        const channels::Channel::JoinResult &result) override
    {
        subscription.startSeq = subscription.seenSeq = subscription.sentSeq = result.position.seq;
        if (!result.snapshot.empty())
            sendSnapshot(subscription, result.snapshot, result.position);
    }

    void sendSnapshot(const Subscription &subscription, const std::string &data,
        const protocol::StreamPosition &) override
    {
        if (kind().event == binance::Event::depthUpdate || !peer().open())
            return;
        JsonView state = JsonView::of(data);
        if (kind().event == binance::Event::kline) {
            JsonView last;
            for (auto candle = state.walk(); candle.next();)
                last = candle.value();
            if (!last.present())
                return;
            state = last;
        }
        std::string text;
        binance::appendEvent(text, kind(), subscription.channel->name(), state,
            connection().context().clock.wallMs(), m_combined);
        peer().sendText(text);
    }

    const size_t m_kind;
    const bool m_combined;
};

BinanceSession::BinanceSession(
    net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser, bool combined)
    : CommandSession(connection, std::move(parser), Manner::dialect)
    , m_use(connection.thread().stats().of(metrics::Dialect::binance))
    , m_combined(combined)
    , m_endsMs(connection.nowMs() + connection.context().config.deadlines.binanceSession)
{
}

BinanceSession::~BinanceSession() = default;

std::unique_ptr<SubscriptionSet> BinanceSession::makeSubscriptions(size_t kind)
{
    ChannelPeer &peer = *this;
    return std::make_unique<Subscriptions>(*this, connection(), peer, kind);
}

void BinanceSession::start(const std::vector<binance::Stream> &streams)
{
    for (const binance::Stream &stream : streams)
        join(stream, {});
    pull();
}

void BinanceSession::join(const binance::Stream &stream, const protocol::RequestId &id)
{
    if (subscribed(stream.kind).find(stream.channel))
        return;
    protocol::SubscribeCommand command;
    command.id = id;
    command.channels = {stream.channel};
    requests(stream.kind).add(command);
}

bool BinanceSession::onMessage(websocket::Opcode kind, std::span<char> payload)
{
    if (!open())
        return true;
    if (kind == websocket::Opcode::text && !payload.empty()) {
        m_message.assign(payload.data(), payload.size());
        pull();
    } else if (takeRate()) {
        fail(ErrorCode::notJson, "a request is a text message", "", {});
    }
    return mayGoOn(payload.size());
}

void BinanceSession::runCommand()
{
    if (std::exchange(m_answering, false)) {
        if (m_failed)
            return;
        std::string text;
        binance::appendDone(text, m_id);
        sendText(text);
        return;
    }
    connection().charge(Work::command);
    m_use.countRequest();
    const std::string message = std::exchange(m_message, {});
    if (!takeRate())
        return;
    if (!connection().thread().commands().isValidJson(message)) {
        fail(ErrorCode::notJson, "not one JSON text, or nested too deep", "", {});
        return;
    }
    const auto request = binance::readRequest(message);
    if (!request)
        fail(request.error());
    else
        std::visit([this](const auto &one) { run(one); }, *request);
}

void BinanceSession::answerWhenDone(const protocol::RequestId &id)
{
    m_id = id;
    m_answering = true;
    m_failed = false;
}

bool BinanceSession::isServed(const binance::Stream &stream, const protocol::RequestId &id)
{
    if (!mayRead(stream.channel, "", id))
        return false;
    if (connection().context().hub.find(stream.channel))
        return true;
    fail(ErrorCode::unknownChannel, "Invalid symbol.", "", id);
    return false;
}

void BinanceSession::run(const binance::Subscribe &subscribe)
{
    connection().charge(Work::row, subscribe.streams.size());
    // All of them or none.
    for (const binance::Stream &stream : subscribe.streams) {
        if (!isServed(stream, subscribe.id))
            return;
    }
    answerWhenDone(subscribe.id);
    for (const binance::Stream &stream : subscribe.streams)
        join(stream, subscribe.id);
}

void BinanceSession::run(const binance::Unsubscribe &unsubscribe)
{
    answerWhenDone(unsubscribe.id);
    for (const binance::Stream &stream : unsubscribe.streams) {
        if (!reads(stream.kind) || !subscribed(stream.kind).find(stream.channel))
            continue;
        protocol::UnsubscribeCommand command;
        command.id = unsubscribe.id;
        command.channels = {stream.channel};
        requests(stream.kind).add(command);
    }
}

void BinanceSession::run(const binance::ListSubscriptions &list)
{
    std::vector<std::string> names;
    for (size_t kind = 0; kind < binance::kStreamKinds; ++kind) {
        if (!reads(kind))
            continue;
        for (const auto &[id, subscription] : subscribed(kind).all())
            names.push_back(
                binance::streamName(binance::streamKinds()[kind], subscription->channel->name()));
    }
    connection().charge(Work::row, names.size());
    std::sort(names.begin(), names.end());
    std::string text;
    binance::appendList(text, list.id, names);
    sendText(text);
}

void BinanceSession::fail(const protocol::CommandError &error)
{
    m_use.countRefused();
    if (!std::exchange(m_failed, true) || !m_answering) {
        std::string text;
        binance::appendError(text, error);
        sendText(text);
    }
    noteError(error.code);
}

void BinanceSession::unsubscribed(const protocol::RequestId &, std::string_view,
    const protocol::Totals &, const std::optional<protocol::SeqSpan> &)
{
}

uint64_t BinanceSession::ownDeadline(uint64_t nowMs)
{
    if (open() && nowMs >= m_endsMs)
        close(static_cast<uint16_t>(CloseCode::goingAway), "open for as long as it may be", true);
    const uint64_t lagging = laggingDeadline(nowMs);
    return lagging && lagging < m_endsMs ? lagging : open() ? m_endsMs : lagging;
}

} // namespace wavetape::sessions
