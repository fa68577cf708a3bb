// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/CommandSession.h"

#include "defence/Defence.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "protocol/ChannelFamily.h"
#include "security/TokenBucket.h"
#include "sessions/MeantBy.h"
#include "sessions/SubscriptionRequests.h"
#include "sessions/SubscriptionSet.h"

#include <algorithm>
#include <memory>

namespace wavetape::sessions {

using defence::armed;
using defence::Defence;
using protocol::ErrorCode;
using websocket::CloseCode;

namespace {
constexpr uint64_t kErrorWindowMs = 10'000;
// What a publication's own members may add to its data.
constexpr uint64_t kPublicationOverhead = 4096;
} // namespace

/// One way of reading channels.
struct CommandSession::Group {
    Group(std::unique_ptr<SubscriptionSet> made, net::Connection &connection, ChannelPeer &peer)
        : subscriptions(std::move(made))
        , requests(connection, peer, *subscriptions)
    {
    }

    const std::unique_ptr<SubscriptionSet> subscriptions;
    SubscriptionRequests requests;
};

struct CommandSession::State {
    explicit State(const config::ServerConfig &config)
        : rate(
            config.limits.enabled ? config.limits.messagesPerSecond : 0, config.limits.messageBurst)
    {
    }

    /// The first group that is so; null: none.
    template <typename Is>
    Group *find(Is is) const
    {
        for (const std::unique_ptr<Group> &group : groups) {
            if (group && is(*group))
                return group.get();
        }
        return nullptr;
    }
    template <typename Do>
    void each(Do act) const
    {
        find([&](Group &group) {
            act(group);
            return false;
        });
    }

    std::vector<std::unique_ptr<Group>> groups; ///< by way; null: not needed so far
    uint32_t created = 0; ///< channels that this connection's publications made
    security::TokenBucket rate;
    std::vector<uint64_t> errors; ///< when the last ones happened, ms
    /// For who answers late.
    std::weak_ptr<char> life()
    {
        if (!alive)
            alive = std::make_shared<char>();
        return alive;
    }
    std::shared_ptr<char> alive; ///< null: nobody was asked anything so far
};

CommandSession::CommandSession(
    net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser, Manner manner)
    : WebSocketSession(connection, std::move(parser))
    , ChannelPeer(manner)
{
}

CommandSession::~CommandSession() = default;

CommandSession::State &CommandSession::state()
{
    if (!m_state)
        m_state = std::make_unique<State>(connection().context().config);
    return *m_state;
}

CommandSession::Group &CommandSession::group(size_t way)
{
    std::vector<std::unique_ptr<Group>> &groups = state().groups;
    if (groups.size() <= way)
        groups.resize(way + 1);
    if (!groups[way]) {
        ChannelPeer &peer = *this;
        groups[way] = std::make_unique<Group>(makeSubscriptions(way), connection(), peer);
    }
    return *groups[way];
}

SubscriptionSet &CommandSession::subscribed(size_t way)
{
    return *group(way).subscriptions;
}

SubscriptionRequests &CommandSession::requests(size_t way)
{
    return group(way).requests;
}

bool CommandSession::reads(size_t way) const
{
    return m_state && way < m_state->groups.size() && m_state->groups[way];
}

size_t CommandSession::named() const
{
    size_t count = 0;
    if (m_state)
        m_state->each([&](const Group &group) { count += group.subscriptions->named(); });
    return count;
}

std::string CommandSession::name() const
{
    return "s" + std::to_string(connection().id());
}

bool CommandSession::takeRate(const protocol::RequestId &id)
{
    if (state().rate.take(connection().nowMs()) || !armed(Defence::messageRate))
        return true;
    connection().thread().stats().rateLimited.add(1);
    connection().thread().stats().countRefused(metrics::Limit::messagesPerSecond);
    fail(ErrorCode::rateLimited, "too many messages; this one was dropped", "", id);
    return false;
}

void CommandSession::fail(
    ErrorCode code, std::string_view message, std::string_view path, const protocol::RequestId &id)
{
    fail(protocol::CommandError {code, std::string(message), std::string(path), id});
}

void CommandSession::noteError(ErrorCode code)
{
    State &mine = state();
    const uint64_t now = connection().nowMs();
    std::erase_if(mine.errors, [&](uint64_t then) { return now - then >= kErrorWindowMs; });
    mine.errors.push_back(now);
    if (mine.errors.size() < connection().context().config.limits.errorsPer10s
        || !armed(Defence::errorBudget))
        return;
    connection().thread().stats().countRefused(metrics::Limit::errors);
    if (code == ErrorCode::rateLimited)
        close(static_cast<uint16_t>(CloseCode::rateLimited), "too many messages", true, 1000);
    else
        close(static_cast<uint16_t>(CloseCode::badMessages), "too many errors");
}

void CommandSession::publish(const protocol::PublishCommand &command)
{
    net::ServerContext &context = connection().context();
    State &mine = state();
    if (!rights().mayPublish(command.channel)) {
        fail(ErrorCode::forbidden, "this channel is not open to this connection for publishing",
            "/channel", command.id);
        return;
    }
    if (command.data.size() + kPublicationOverhead > context.config.limits.messageBytes) {
        fail(ErrorCode::tooLarge, "data may have at most the message limit less 4 KiB", "/data",
            command.id);
        return;
    }
    const auto mayCreate = [&] {
        return (!context.config.limits.enabled
                   || mine.created < context.config.limits.createdChannelsPerConnection
                   || !armed(Defence::createdChannels))
            && context.addresses.takeChannel(
                connection().peer().ip, connection().thread().sharedNowMs());
    };
    const std::function<bool()> asks = std::cref(mayCreate); // a copy would be an allocation
    const cluster::Outgoing outgoing {command.channel, command.data, command.key, asks};
    if (const auto result = context.broker->publishAtOnce(outgoing)) {
        settle(command.id, command.channel, *result);
        return;
    }
    context.broker->publish(outgoing,
        [this, alive = mine.life(), &thread = connection().thread(), id = command.id,
            channel = command.channel](cluster::Published result) {
            thread.post([this, alive, id, channel, result = std::move(result)] {
                if (alive.lock() && open())
                    settle(id, channel, result);
            });
        });
}

void CommandSession::settle(
    const protocol::RequestId &id, std::string_view channel, const cluster::Published &result)
{
    if (!result) {
        const cluster::RefusalText why = cluster::textOf(result.error());
        fail(why.code, why.sentence, why.path, id);
        return;
    }
    if (result->created)
        ++state().created;
    published(id, channel, result->position);
}

bool CommandSession::followFirst(std::string_view channel, std::function<void()> then)
{
    return rights().maySubscribe(channel) && goFirst(channel, std::move(then));
}

bool CommandSession::goFirst(std::string_view channel, std::function<void()> then)
{
    cluster::Broker &broker = *connection().context().broker;
    if (broker.follows(channel))
        return false;
    broker.follow(channel,
        [this, alive = state().life(), &thread = connection().thread(), then = std::move(then)] {
            thread.post([this, alive, then] {
                if (alive.lock() && open())
                    then();
            });
        });
    return true;
}

bool CommandSession::followPresenceFirst(const std::string &channel, std::function<void()> then)
{
    if (!rights().maySubscribe(channel))
        return false;
    return goFirst(std::string(protocol::kPresenceFamily) + channel, std::move(then));
}

void CommandSession::goOn()
{
    if (open())
        onDrained();
}

std::optional<protocol::CommandError> CommandSession::authenticate(
    const std::string &token, const protocol::RequestId &id)
{
    const auto failed = [&](ErrorCode code, const char *message) {
        return protocol::CommandError {code, message, "/token", id};
    };
    auto granted = connection().context().auth->byToken(
        token, connection().peer().ip, security::Moment::at(connection().context().clock));
    if (!granted && granted.error().waitMs)
        return failed(ErrorCode::rateLimited, "too many failed logins from this address");
    if (!granted && granted.error().expired)
        return failed(ErrorCode::tokenExpired, "the token has expired");
    if (!granted)
        return failed(ErrorCode::badToken, "this token is not valid");
    const security::ChannelRights &given = (*granted)->identity().rights;
    if (m_state && m_state->find([&](const Group &group) {
            return !group.subscriptions->coveredBy(given);
        }))
        return failed(ErrorCode::forbidden, "this token does not cover what is subscribed already");
    setAccess(std::move(*granted));
    connection().rescheduleTimer();
    return {};
}

bool CommandSession::busy() const
{
    return hasCommands() || (m_state && m_state->find([](const Group &group) {
        return group.subscriptions->recovery().busy() || !group.requests.empty();
    }));
}

void CommandSession::pull()
{
    while (busy() && open() && !connection().aboveHigh() && connection().hasShare()) {
        const auto first = [this](auto is) { return m_state ? m_state->find(is) : nullptr; };
        // First: what a request pulled in stays together with its answer.
        if (Group *recovering
            = first([](const Group &group) { return group.subscriptions->recovery().busy(); }))
            step(recovering->subscriptions->recovery());
        else if (first([](const Group &group) { return group.requests.waits(); }))
            break;
        else if (Group *asked = first([](const Group &group) { return !group.requests.empty(); }))
            asked->requests.step();
        else
            runCommand();
    }
}

void CommandSession::onTurn()
{
    if (open())
        pull();
    else if (m_state)
        m_state->each([](Group &group) { group.subscriptions->leaveShare(); });
}

void CommandSession::onClosing()
{
    connection().mute();
    if (!m_state)
        return;
    m_state->each([](Group &group) {
        group.requests.clear();
        group.subscriptions->end();
    });
}

bool CommandSession::mayRead(
    std::string_view channel, std::string_view path, const protocol::RequestId &id)
{
    if (rights().maySubscribe(channel))
        return true;
    fail(ErrorCode::forbidden,
        protocol::familyOf(channel).adminOnly ? "this channel needs the admin token"
                                              : "this channel is not open to this connection",
        path, id);
    return false;
}

channels::ChannelRef CommandSession::readable(std::string_view name, const protocol::RequestId &id)
{
    if (!mayRead(name, "/channel", id))
        return nullptr;
    channels::ChannelRef channel = connection().context().hub.find(name);
    if (!channel || !channel->spec().listed)
        fail(ErrorCode::unknownChannel,
            channels::noSuchChannel(meantBy(connection(), rights(), name)), "/channel", id);
    return channel && channel->spec().listed ? channel : nullptr;
}

uint64_t CommandSession::deadlineOf(uint64_t nowMs, uint64_t authDueMs)
{
    const uint64_t lagging = laggingDeadline(nowMs);
    if (access() || !open())
        return lagging;
    if (nowMs >= authDueMs && armed(Defence::authDeadline))
        close(static_cast<uint16_t>(CloseCode::notAuthenticated), "no valid token in time");
    return lagging ? std::min(lagging, authDueMs) : authDueMs;
}

uint64_t CommandSession::laggingDeadline(uint64_t nowMs)
{
    const uint64_t since = connection().laggingSinceMs();
    if (since == 0 || !m_state)
        return 0;
    const uint64_t due = since + connection().context().config.deadlines.lagging;
    if (nowMs < due)
        return due;
    if (m_state->find([](const Group &group) { return group.subscriptions->endsLagging(); }))
        end(net::EndCause::slowConsumer, 0);
    return nowMs + connection().context().config.deadlines.lagging;
}

void CommandSession::describe(net::ConnectionRow &row) const
{
    WebSocketSession::describe(row);
    if (!m_state)
        return;
    m_state->each([&](const Group &group) {
        row.channels += group.subscriptions->all().size();
        const std::string policy = group.subscriptions->policy();
        if (row.policy.empty())
            row.policy = policy;
        else if (!policy.empty() && policy != row.policy)
            row.policy = "mixed";
    });
}

bool CommandSession::setPolicy(
    std::string_view channel, std::optional<protocol::Policy> policy, double maxRate)
{
    bool done = false;
    if (m_state)
        m_state->each([&](Group &group) {
            done = group.subscriptions->setPolicy(channel, policy, maxRate) || done;
        });
    return done;
}

std::vector<protocol::SubscriptionDetails> CommandSession::subscriptions() const
{
    std::vector<protocol::SubscriptionDetails> rows;
    if (m_state)
        m_state->each([&](const Group &group) {
            for (protocol::SubscriptionDetails &row : group.subscriptions->rows())
                rows.push_back(std::move(row));
        });
    return rows;
}

} // namespace wavetape::sessions
