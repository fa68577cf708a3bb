// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/AdminActions.h"

#include "net/AdminTarget.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"
#include "protocol/ChannelFamily.h"
#include "protocol/Inspection.h"
#include "protocol/JsonWriter.h"
#include "protocol/Reply.h"
#include "sessions/FaultActions.h"

#include <atomic>
#include <charconv>
#include <memory>
#include <optional>

namespace wavetape::sessions {

using net::AdminTarget;
using net::Connection;
using net::Dossier;
using net::IoThread;
using net::IoThreadPool;
using net::ServerContext;

using protocol::AdminAction;
using protocol::AdminCommand;
using protocol::AdminSubject;
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

std::string details(Connection &connection, const AdminTarget &subject, const AdminCommand &command)
{
    std::optional<protocol::RecordedDetails> recorded;
    if (const Dossier *dossier = connection.thread().dossiers().find(connection.id()))
        recorded.emplace(protocol::RecordedDetails {dossier->request, dossier->response,
            dossier->openedAtMs, dossier->handshakeMs, dossier->queueHistory, dossier->rttHistory});
    std::string text;
    protocol::appendDetails(
        text, command, recorded ? &*recorded : nullptr, subject.subscriptions());
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
    AdminTarget *subject = connection.session().adminTarget();
    if (!subject)
        return refusal(
            command, ErrorCode::badRequest, "this connection is not a WebSocket", "/connection");
    switch (command.action) {
    case AdminAction::details:
        return details(connection, *subject, command);
    case AdminAction::close: {
        const uint64_t code = command.code.value_or(1000);
        subject->closeByAdmin(static_cast<uint16_t>(code), command.reason, mayComeBack(code));
        break;
    }
    case AdminAction::cut:
        subject->cut();
        break;
    case AdminAction::ping:
        subject->ping();
        break;
    case AdminAction::mutePong:
        subject->mutePongs();
        break;
    case AdminAction::setPolicy:
        if (!subject->setPolicy(command.channel, command.policy, command.maxRate.value_or(0)))
            return refusal(command, ErrorCode::badRequest,
                "no such subscription, or its channel does not allow this policy or rate",
                "/channel");
        break;
    case AdminAction::tap:
        if (command.enabled.value_or(true))
            subject->tap(command.ms.value_or(kTapMs), command.whole);
        else
            connection.stopTap("it was ended");
        break;
    case AdminAction::drain:
    case AdminAction::revoke:
    case AdminAction::setWaveRate:
    case AdminAction::record:
    case AdminAction::replay:
    case AdminAction::fault:
    case AdminAction::heal:
    case AdminAction::faults:
    case AdminAction::proxies:
    case AdminAction::proxy:
    case AdminAction::removeProxy:
    case AdminAction::hold:
    case AdminAction::letGo:
        break; // about no connection
    }
    return acknowledgement(command);
}
} // namespace

void recheckAccess(IoThreadPool &threads)
{
    for (const auto &thread : threads.threads()) {
        thread->post([at = thread.get()] {
            for (const auto &[id, connection] : at->connections())
                connection->session().checkAccess();
        });
    }
}

namespace {
/// The other nodes look there once a second. Where the broker is away they do not learn of it.
void tellOthers(ServerContext &context, std::string_view user)
{
    if (!context.broker->reading().shared)
        return;
    std::string name;
    protocol::JsonWriter(name).string(user);
    const std::function<bool()> mayCreate = [] { return true; };
    context.broker->publish(
        {kRevocationsChannel, name, {}, mayCreate}, [](const cluster::Published &) {});
}

/// The answer comes when that node has taken the order, or not.
void drainOther(Connection &requester, const AdminCommand &command)
{
    const auto answer
        = [&home = requester.thread(), id = requester.id(), command](const std::string &problem) {
              const std::string text = problem.empty()
                  ? acknowledgement(command)
                  : refusal(command, ErrorCode::badRequest, problem, "/node");
              home.post([&home, id, text] {
                  const auto it = home.connections().find(id);
                  if (it != home.connections().end())
                      it->second->send(channels::EncodedFrame::text(text));
              });
          };
    requester.context().drainNode(command.node, answer);
}
} // namespace

void runAdmin(Connection &requester, const AdminCommand &command,
    const std::function<void(const CommandError &)> &fail)
{
    const auto bad = [&](std::string_view message, std::string_view path) {
        fail({ErrorCode::badRequest, std::string(message), std::string(path), command.id});
    };
    ServerContext &context = requester.context();
    switch (protocol::subjectOf(command.action)) {
    case AdminSubject::user:
        if (command.user.empty())
            return bad("must name a user", "/user");
        context.auth->revokeUser(command.user, security::Moment::at(context.clock));
        recheckAccess(context.threads);
        tellOthers(context, command.user);
        requester.send(channels::EncodedFrame::text(acknowledgement(command)));
        return;
    case AdminSubject::server:
        if (command.action == AdminAction::record) {
            const std::string problem = context.record(command.enabled.value_or(true));
            if (!problem.empty())
                return bad(problem, "/action");
            requester.send(channels::EncodedFrame::text(acknowledgement(command)));
            return;
        }
        if (command.action == AdminAction::replay) {
            const auto answer = context.replay(command);
            if (!answer)
                return fail(answer.error());
            requester.send(channels::EncodedFrame::text(*answer));
            return;
        }
        if (command.action != AdminAction::drain) {
            const auto answer = actOnFaults(context.faultBoard, command);
            requester.send(
                channels::EncodedFrame::text(!answer ? refusal(command, answer.error().code,
                                                 answer.error().message, answer.error().path)
                        : answer->empty()            ? acknowledgement(command)
                                                     : *answer));
            return;
        }
        if (!command.node.empty() && command.node != context.config.node)
            return drainOther(requester, command);
        requester.send(channels::EncodedFrame::text(acknowledgement(command)));
        context.drain();
        return;
    case AdminSubject::channel: {
        if (!command.channel.starts_with(protocol::kWaveFamily))
            return bad("must name a wave, such as \"wave.sine1\"", "/channel");
        if (!command.rate)
            return bad("needs a rate in samples/s", "/rate");
        const std::string problem = context.setWaveRate(
            command.channel.substr(protocol::kWaveFamily.size()), *command.rate);
        if (!problem.empty())
            return bad(problem, problem.starts_with("must be") ? "/rate" : "/channel");
        requester.send(channels::EncodedFrame::text(acknowledgement(command)));
        return;
    }
    case AdminSubject::connection:
        break;
    }
    const auto number = connectionNumber(command.connection);
    if (!number)
        return bad("must name a connection, such as \"c12\"", "/connection");
    if (command.action == AdminAction::close && command.code
        && (*command.code > 4999 || !websocket::mayBeSent(static_cast<uint16_t>(*command.code))))
        return bad(
            "must be a code that may stand in a close frame: 1000-1003, 1007-1014, 3000-4999",
            "/code");
    if (command.action == AdminAction::setPolicy
        && (command.channel.empty() || (!command.policy && !command.maxRate)))
        return bad("needs a channel, and policy or maxRate",
            command.channel.empty() ? "/channel" : "/policy");
    if (command.action == AdminAction::tap && *number == requester.id())
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

} // namespace wavetape::sessions
