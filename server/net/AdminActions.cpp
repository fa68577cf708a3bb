// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/AdminActions.h"

#include "net/ChannelSession.h"
#include "net/Connection.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"
#include "protocol/JsonWriter.h"
#include "protocol/Reply.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <memory>
#include <optional>

namespace wavetape::net {

using protocol::AdminCommand;
using protocol::CommandError;
using protocol::ErrorCode;

namespace {
std::optional<uint64_t> connectionNumber(std::string_view id)
{
    uint64_t number = 0;
    if (!id.starts_with('c'))
        return std::nullopt;
    id.remove_prefix(1);
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
    if (error != std::errc() || end != id.data() + id.size())
        return std::nullopt;
    return number;
}

constexpr uint64_t kTapMs = 60'000;

/// As protocol.md sorts the close codes.
bool mayComeBack(uint64_t code)
{
    using websocket::CloseCode;
    switch (static_cast<CloseCode>(code)) {
    case CloseCode::goingAway:
    case CloseCode::internalError:
    case CloseCode::serviceRestart:
    case CloseCode::tryAgainLater:
    case CloseCode::slowConsumer:
    case CloseCode::rateLimited:
    case CloseCode::chaos:
        return true;
    default:
        return false;
    }
}

std::string details(Connection &connection, const AdminCommand &command)
{
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("type").string("admin");
    if (!command.id.empty())
        json.key("id").raw(command.id);
    json.key("action").string("details").key("connection").string(command.connection);
    const Dossier *dossier = connection.thread().dossiers().find(connection.id());
    const auto block = [&](const char *name, const std::string *value) {
        json.key(name);
        value ? json.string(*value) : json.null();
    };
    block("request", dossier ? &dossier->request : nullptr);
    block("response", dossier ? &dossier->response : nullptr);
    if (dossier) {
        json.key("openedMs").integer(dossier->openedAtMs);
        json.key("handshakeMs").number(dossier->handshakeMs, 3);
    }
    json.key("subscriptions").beginArray();
    if (auto *session = dynamic_cast<ChannelSession *>(&connection.session())) {
        for (const SubscriptionRow &row : session->subscriptions()) {
            json.beginObject().key("channel").string(row.channel).key("policy").string(row.policy);
            json.key("maxRate");
            row.maxRate > 0 ? json.number(row.maxRate) : json.null();
            json.key("delivered")
                .unsignedInteger(row.delivered)
                .key("conflated")
                .unsignedInteger(row.conflated);
            json.key("dropped")
                .unsignedInteger(row.dropped)
                .key("lastSeq")
                .unsignedInteger(row.lastSeq);
            json.key("startSeq").unsignedInteger(row.startSeq).endObject();
        }
    }
    json.endArray().key("queueHistory").beginArray();
    if (dossier) {
        for (uint64_t bytes : dossier->queueHistory)
            json.unsignedInteger(bytes);
    }
    json.endArray().key("rttHistory").beginArray();
    if (dossier) {
        for (double rtt : dossier->rttHistory)
            json.number(rtt, 3);
    }
    json.endArray().endObject();
    return text;
}

std::string acknowledgement(const AdminCommand &command)
{
    std::string text;
    protocol::appendAck(text, command.id);
    return text;
}

std::string refusal(
    const AdminCommand &command, ErrorCode code, std::string_view message, std::string_view path)
{
    std::string text;
    protocol::appendError(text, {code, std::string(message), std::string(path), command.id});
    return text;
}

/// On the thread of the connection that it is about. Returns the answer.
std::string act(Connection &connection, const AdminCommand &command)
{
    auto *session = dynamic_cast<WebSocketSession *>(&connection.session());
    if (!session)
        return refusal(
            command, ErrorCode::badRequest, "this connection is not a WebSocket", "/connection");
    if (command.action == "details")
        return details(connection, command);
    if (command.action == "close") {
        const uint64_t code = command.code.value_or(1000);
        session->close(static_cast<uint16_t>(code), command.reason, mayComeBack(code));
    } else if (command.action == "cut") {
        session->cut();
    } else if (command.action == "ping") {
        session->ping();
    } else if (command.action == "mute-pong") {
        session->mutePongs();
    } else if (command.action == "set-policy") {
        auto *channels = dynamic_cast<ChannelSession *>(session);
        if (!channels
            || !channels->setPolicy(command.channel, command.policy, command.maxRate.value_or(0)))
            return refusal(command, ErrorCode::badRequest,
                "no such subscription, or its channel does not allow this policy or rate",
                "/channel");
    } else if (command.action == "tap") {
        if (command.enabled.value_or(true))
            connection.startTap(session->parser(), command.ms.value_or(kTapMs));
        else
            connection.stopTap("it was ended");
    }
    return acknowledgement(command);
}
} // namespace

void recheckAccess(IoThreadPool &threads)
{
    for (const auto &thread : threads.threads()) {
        thread->post([at = thread.get()] {
            for (const auto &[id, connection] : at->connections()) {
                if (auto *session = dynamic_cast<WebSocketSession *>(&connection->session()))
                    session->checkAccess();
            }
        });
    }
}

void runAdmin(Connection &requester, const AdminCommand &command,
    const std::function<void(const CommandError &)> &fail)
{
    const auto bad = [&](std::string_view message, std::string_view path) {
        fail({ErrorCode::badRequest, std::string(message), std::string(path), command.id});
    };
    if (command.action == "revoke") {
        if (command.user.empty())
            return bad("must name a user", "/user");
        ServerContext &context = requester.context();
        context.auth->revokeUser(
            command.user, security::Moment::at(requester.thread().sharedNowMs()));
        recheckAccess(context.threads);
        requester.send(channels::EncodedFrame::text(acknowledgement(command)));
        return;
    }
    if (command.action == "drain") {
        requester.send(channels::EncodedFrame::text(acknowledgement(command)));
        requester.context().drain();
        return;
    }
    static constexpr std::string_view kActions[]
        = {"close", "cut", "ping", "mute-pong", "set-policy", "tap", "details"};
    if (std::find(std::begin(kActions), std::end(kActions), command.action) == std::end(kActions))
        return bad("unknown action; known are close, cut, ping, mute-pong, set-policy, tap, "
                   "details, drain, revoke",
            "/action");
    const auto number = connectionNumber(command.connection);
    if (!number)
        return bad("must name a connection, such as \"c12\"", "/connection");
    if (command.action == "close" && command.code
        && (*command.code > 4999 || !websocket::mayBeSent(static_cast<uint16_t>(*command.code))))
        return bad(
            "must be a code that may stand in a close frame: 1000-1003, 1007-1014, 3000-4999",
            "/code");
    if (command.action == "set-policy"
        && (command.channel.empty() || (!command.policy && !command.maxRate)))
        return bad("needs a channel, and policy or maxRate",
            command.channel.empty() ? "/channel" : "/policy");
    if (command.action == "tap" && *number == requester.id())
        return bad("a connection cannot watch its own frames: each would be told by another",
            "/connection");

    // Asked on every thread, because only its own thread knows a connection; whoever has it
    // answers, else the last one asked.
    struct Question {
        Question(const AdminCommand &asked, uint64_t about, Connection &from, size_t threads)
            : command(asked)
            , target(about)
            , requester(from.id())
            , home(from.thread())
            , left(threads)
        {
        }
        AdminCommand command;
        uint64_t target, requester;
        IoThread &home;
        std::atomic<size_t> left;
        std::atomic<bool> answered {false};
    };
    const auto &threads = requester.context().threads.threads();
    auto question = std::make_shared<Question>(command, *number, requester, threads.size());
    for (const auto &thread : threads) {
        thread->post([question, at = thread.get()] {
            const auto answer = [&](std::string text) {
                question->answered = true;
                question->home.post([question, text = std::move(text)] {
                    const auto it = question->home.connections().find(question->requester);
                    if (it != question->home.connections().end())
                        it->second->send(channels::EncodedFrame::text(text));
                });
            };
            if (const auto it = at->connections().find(question->target);
                it != at->connections().end())
                answer(act(*it->second, question->command));
            if (--question->left == 0 && !question->answered)
                answer(refusal(question->command, ErrorCode::badRequest,
                    "there is no such connection", "/connection"));
        });
    }
}

} // namespace wavetape::net
