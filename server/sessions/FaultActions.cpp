// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/FaultActions.h"

#include "faults/FaultBoard.h"
#include "faults/ToxicJson.h"
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace wavetape::sessions {

using faults::BoardResult;
using faults::Direction;
using faults::FaultBoard;
using faults::FaultProxy;
using protocol::AdminAction;
using protocol::AdminCommand;
using protocol::CommandError;
using protocol::ErrorCode;

namespace {

using FaultAnswer = tl::expected<std::string, CommandError>;

FaultAnswer badFault(const AdminCommand &command, std::string message, std::string_view path)
{
    return tl::unexpected(
        CommandError {ErrorCode::badRequest, std::move(message), std::string(path), command.id});
}

template <typename Value>
FaultAnswer acknowledged(
    const AdminCommand &command, const BoardResult<Value> &done, std::string_view path)
{
    if (!done)
        return badFault(command, done.error().sentence, path);
    return {};
}

void beginFaultAnswer(protocol::JsonWriter &json, const AdminCommand &command)
{
    json.beginObject().key("type").string("admin");
    if (!command.id.empty())
        json.key("id").raw(command.id);
    json.key("action").string(protocol::actionName(command.action));
}

std::string toxicsOf(const FaultBoard &board, const AdminCommand &command)
{
    std::string text;
    protocol::JsonWriter json(text);
    beginFaultAnswer(json, command);
    json.key("toxics").beginArray();
    for (const faults::Fault &toxic : board.ownToxics())
        faults::writeToxic(json, toxic);
    json.endArray().endObject();
    return text;
}

/// The foreign ones; of the one that is named what its links are and hold, too.
std::string proxiesOf(const FaultBoard &board, const AdminCommand &command)
{
    std::string text;
    protocol::JsonWriter json(text);
    beginFaultAnswer(json, command);
    json.key("proxies").beginArray();
    for (const FaultProxy &proxy : board.proxies()) {
        if (!proxy.own)
            faults::writeProxy(json, proxy);
    }
    json.endArray();
    if (const faults::Breakpoints *points = board.breakpoints; points && !command.name.empty()) {
        json.key("name").string(command.name).key("links").beginArray();
        for (const faults::ProxyLink &link : points->links(command.name)) {
            json.beginObject().key("connection").string(link.connection);
            json.key("webSocket").boolean(link.webSocket).endObject();
        }
        json.endArray().key("holding").beginArray();
        for (const Direction direction : {Direction::down, Direction::up}) {
            if (points->holding(command.name, direction))
                json.string(faults::streamName(direction));
        }
        json.endArray().key("held").beginArray();
        for (const faults::HeldMessage &message : points->held(command.name))
            faults::writeHeld(json, message);
        json.endArray();
    }
    json.endObject();
    return text;
}

FaultAnswer putToxic(FaultBoard &board, const AdminCommand &command)
{
    if (command.toxic.empty())
        return badFault(command, "needs a toxic, as Toxiproxy's API has them", "/toxic");
    auto toxic = faults::readToxic(command.toxic);
    return acknowledged(command,
        toxic ? board.putOwnToxic(std::move(*toxic)) : tl::unexpected(toxic.error()), "/toxic");
}

/// One that is there already is changed, and keeps its toxics.
FaultAnswer putProxy(FaultBoard &board, const AdminCommand &command)
{
    if (command.proxy.empty())
        return badFault(command, "needs a proxy, as Toxiproxy's API has them", "/proxy");
    auto proxy = faults::readProxy(command.proxy);
    if (!proxy)
        return badFault(command, proxy.error().sentence, "/proxy");
    const std::string name = proxy->name;
    const FaultBoard::ProxyChange change {
        .listen = proxy->listen.empty() ? std::nullopt : std::optional(proxy->listen),
        .upstream = proxy->upstream,
        .enabled = proxy->enabled,
        .frames = proxy->frames};
    return acknowledged(command,
        board.proxy(name) ? board.changeProxy(name, change) : board.addProxy(std::move(*proxy)),
        "/proxy");
}

FaultAnswer breakAt(const FaultBoard &board, const AdminCommand &command)
{
    const Direction direction = command.upstream ? Direction::up : Direction::down;
    if (const auto proxy = board.proxy(command.name); !proxy || proxy->own || !board.breakpoints)
        return badFault(command, "must name a proxy before a foreign server", "/name");
    if (command.action == AdminAction::hold) {
        board.breakpoints->hold(command.name, direction, command.enabled.value_or(true));
        return {};
    }
    const auto held = board.breakpoints->held(command.name);
    const auto message
        = std::find_if(held.begin(), held.end(), [&](const faults::HeldMessage &one) {
              return one.connection == command.connection && one.direction == direction;
          });
    if (message != held.end() && command.payload && !message->text)
        return badFault(
            command, "This message is binary: it goes on as it is, or not at all.", "/payload");
    if (message == held.end()
        || !board.breakpoints->letGo(command.connection, direction,
            {.leaveOut = !command.enabled.value_or(true), .text = command.payload}))
        return badFault(command, "holds no message that goes this way", "/connection");
    return {};
}

} // namespace

FaultAnswer actOnFaults(FaultBoard *board, const AdminCommand &command)
{
    if (!board)
        return badFault(command,
            "this server makes no faults for others: it was started without --faults", "/action");
    switch (command.action) {
    case AdminAction::faults:
        return toxicsOf(*board, command);
    case AdminAction::proxies:
        return proxiesOf(*board, command);
    case AdminAction::heal:
        if (command.name.empty())
            board->reset();
        else
            board->takeOwnToxic(command.name);
        return {};
    case AdminAction::proxy:
        return putProxy(*board, command);
    case AdminAction::removeProxy:
        return acknowledged(command, board->removeProxy(command.name), "/name");
    case AdminAction::hold:
    case AdminAction::letGo:
        return breakAt(*board, command);
    default:
        return putToxic(*board, command);
    }
}

} // namespace wavetape::sessions
