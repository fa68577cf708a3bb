// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/centrifuge/CentrifugeRequest.h"

#include "protocol/JsonView.h"

#include <limits>

namespace wavetape::dialects::centrifuge {

using protocol::CommandError;
using protocol::ErrorCode;
using protocol::JsonView;

namespace {

constexpr size_t kMostEpochBytes = 128;
constexpr int64_t kRejectUnrecovered = 2;

/// Reads one request's members and keeps the first complaint.
class Members {
public:
    Members(protocol::RequestId id, std::string_view method, JsonView object)
        : m_id(std::move(id))
        , m_method(method)
        , m_object(object)
    {
        if (!object.isObject())
            fail("", "must be an object");
    }

    std::string text(std::string_view name)
    {
        const JsonView value = m_object.find(name);
        if (!isGiven(value))
            return {};
        auto text = value.text();
        if (!text)
            fail(name, "must be a string");
        return text.value_or(std::string());
    }

    int64_t integer(std::string_view name)
    {
        const JsonView value = m_object.find(name);
        if (!isGiven(value))
            return 0;
        const auto whole = value.integer();
        if (!whole)
            fail(name, "must be a whole number");
        return whole.value_or(0);
    }

    uint64_t count(std::string_view name)
    {
        const int64_t value = integer(name);
        if (value < 0)
            fail(name, "must not be below 0");
        return value < 0 ? 0 : static_cast<uint64_t>(value);
    }

    bool flag(std::string_view name)
    {
        const JsonView value = m_object.find(name);
        if (!isGiven(value))
            return false;
        const auto given = value.boolean();
        if (!given)
            fail(name, "must be true or false");
        return given.value_or(false);
    }

    std::string channel()
    {
        std::string name = text("channel");
        if (!failed() && name.empty())
            fail("channel", "is missing");
        else if (!failed() && !protocol::isValidChannelName(name))
            fail("channel", "must be made of A-Z a-z 0-9 . _ : - and have at most 128 characters");
        return name;
    }

    /// A position's epoch and offset; nothing where there is no epoch, as no channel has had one.
    std::optional<protocol::StreamPosition> position()
    {
        protocol::StreamPosition at;
        at.epoch = text("epoch");
        at.seq = count("offset");
        if (at.epoch.size() > kMostEpochBytes)
            fail("epoch", "is longer than any epoch");
        return at;
    }

    JsonView find(std::string_view name) const { return m_object.find(name); }
    static bool isGiven(JsonView value)
    {
        return value.present() && value.kind() != JsonView::Kind::null;
    }

    bool failed() const { return m_refusal.has_value(); }
    void fail(std::string_view name, std::string_view problem)
    {
        if (m_refusal)
            return;
        std::string message(m_method);
        if (!name.empty())
            message += "." + std::string(name);
        refuse(ErrorCode::badRequest, message + " " + std::string(problem));
    }
    void refuse(ErrorCode code, std::string message)
    {
        if (!m_refusal)
            m_refusal = Refusal {{code, std::move(message), "", m_id}};
    }
    Refusal takeRefusal() { return std::move(*m_refusal); }
    const protocol::RequestId &id() const { return m_id; }

private:
    protocol::RequestId m_id;
    std::string_view m_method;
    JsonView m_object;
    std::optional<Refusal> m_refusal;
};

Request readConnect(Members &in)
{
    const JsonView subscriptions = in.find("subs");
    if (subscriptions.isObject() && subscriptions.walk().next())
        in.refuse(ErrorCode::unavailable, "there are no server-side subscriptions here");
    return Connect {in.id(), in.text("token")};
}

Request readRefresh(Members &in)
{
    Refresh refresh {in.id(), in.text("token")};
    if (refresh.token.empty())
        in.fail("token", "is missing");
    return refresh;
}

Request readSubscribe(Members &in)
{
    Subscribe subscribe;
    subscribe.command.id = in.id();
    subscribe.command.channels.push_back(in.channel());
    if (in.integer("type") != 0)
        in.refuse(ErrorCode::unavailable, "maps and shared polls are not spoken here");
    if (Members::isGiven(in.find("tf")))
        in.refuse(ErrorCode::unavailable, "filters by tags are not spoken here");
    subscribe.recovers = in.flag("recover");
    subscribe.onlyRecovered = (in.integer("flag") & kRejectUnrecovered) != 0;
    const auto since = in.position();
    if (subscribe.recovers)
        subscribe.command.since = since;
    return subscribe;
}

Request readUnsubscribe(Members &in)
{
    protocol::UnsubscribeCommand command;
    command.id = in.id();
    command.channels.push_back(in.channel());
    return command;
}

Request readPublish(Members &in)
{
    protocol::PublishCommand command;
    command.id = in.id();
    command.channel = in.channel();
    command.data = in.find("data").bytes();
    if (command.data.empty())
        in.fail("data", "is missing; it may be any JSON value");
    if (in.integer("type") != 0 || Members::isGiven(in.find("key")))
        in.refuse(ErrorCode::unavailable, "maps are not spoken here");
    return command;
}

Request readHistory(Members &in)
{
    History history;
    history.id = in.id();
    history.channel = in.channel();
    history.limit = in.integer("limit");
    history.reverse = in.flag("reverse");
    if (const JsonView since = in.find("since"); Members::isGiven(since)) {
        Members position(in.id(), "history.since", since);
        history.since = position.position();
        if (position.failed())
            in.refuse(ErrorCode::badRequest, position.takeRefusal().error.message);
    }
    return history;
}

Request readPresence(Members &in)
{
    protocol::PresenceCommand command;
    command.id = in.id();
    command.channel = in.channel();
    return command;
}

Request readPresenceStats(Members &in)
{
    return PresenceStats {in.id(), in.channel()};
}

Request readSend(Members &)
{
    return Send {};
}

Request refuseRefresh(Members &in)
{
    in.refuse(ErrorCode::unavailable,
        "subscriptions have no tokens of their own here: what may be read stands in the "
        "connection's");
    return Pong {};
}

Request refuseCall(Members &in)
{
    in.refuse(ErrorCode::unknownType, "there are no remote procedures here");
    return Pong {};
}

struct Method {
    std::string_view name;
    Request (*read)(Members &);
};
constexpr Method kMethods[] = {
    {"connect", readConnect},
    {"subscribe", readSubscribe},
    {"unsubscribe", readUnsubscribe},
    {"publish", readPublish},
    {"presence", readPresence},
    {"presence_stats", readPresenceStats},
    {"history", readHistory},
    {"send", readSend},
    {"rpc", refuseCall},
    {"refresh", readRefresh},
    {"sub_refresh", refuseRefresh},
};

} // namespace

tl::expected<Request, Refusal> readRequest(std::string_view line)
{
    const auto refused = [](ErrorCode code, std::string message, protocol::RequestId id = {}) {
        return tl::unexpected(Refusal {CommandError {code, std::move(message), "", std::move(id)}});
    };
    const JsonView command = JsonView::of(line);
    if (!command.isObject())
        return refused(ErrorCode::badRequest, "a command must be a JSON object");
    if (!command.walk().next())
        return Pong {};
    protocol::RequestId id;
    if (const JsonView given = command.find("id"); given.present()) {
        const auto number = given.integer();
        if (!number || *number < 0 || *number > std::numeric_limits<uint32_t>::max())
            return refused(ErrorCode::badRequest, "id must be a whole number of 32 bits");
        if (*number > 0)
            id = given.bytes();
    }
    const Method *method = nullptr;
    JsonView parameters;
    for (auto member = command.walk(); member.next();) {
        for (const Method &known : kMethods) {
            if (member.name() != known.name)
                continue;
            if (method)
                return refused(ErrorCode::badRequest, "a command has one method", std::move(id));
            method = &known;
            parameters = member.value();
        }
    }
    // There the method was a member of its own, left out where it is connect.
    if (!method && (command.find("method").present() || command.find("params").present()))
        return FirstVersion {};
    if (!method)
        return refused(ErrorCode::unknownType, "no such method", std::move(id));
    if (id.empty() && method->name != "send")
        return refused(ErrorCode::badRequest, "a command needs an id above 0");
    Members in(std::move(id), method->name, parameters);
    Request request = method->read(in);
    if (in.failed())
        return tl::unexpected(in.takeRefusal());
    return request;
}

} // namespace wavetape::dialects::centrifuge
