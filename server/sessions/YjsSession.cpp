// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/YjsSession.h"

#include "defence/Defence.h"
#include "dialects/yjs/YjsMessage.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace wavetape::sessions {

namespace yjs = dialects::yjs;
using defence::armed;
using defence::Defence;
using documents::Document;
using websocket::CloseCode;
using websocket::Opcode;

namespace {
// Its clients drop a link that is silent for 30 s, and a room may be: half of that.
constexpr uint64_t kSignMs = 15'000;
constexpr size_t kNewsBytes = 64 << 10; // taken from the room at a time
constexpr size_t kFraming = 32; // of a message around an update

security::TokenBucket rateOf(const config::ServerConfig::Limits &limits)
{
    return {limits.enabled ? limits.messagesPerSecond : 0, limits.messageBurst};
}

template <typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;
} // namespace

YjsSession::YjsSession(net::Connection &connection, std::unique_ptr<websocket::FrameParser> parser,
    std::shared_ptr<documents::Room> room, std::string sentence)
    : WebSocketSession(connection, std::move(parser))
    , m_use(connection.thread().stats().of(metrics::Dialect::yjs))
    , m_rate(rateOf(connection.context().config.limits))
    , m_room(std::move(room))
    , m_sentence(std::move(sentence))
{
}

YjsSession::~YjsSession()
{
    if (m_room && m_member)
        m_room->leave(m_member);
}

void YjsSession::start(bool mayWrite)
{
    if (!m_room) {
        refuse(m_sentence);
        return;
    }
    m_mayWrite = mayWrite;
    m_member = m_room->join(
        mayWrite, [this, alive = std::weak_ptr(m_alive), &thread = connection().thread()] {
            thread.post([this, alive] {
                if (!alive.lock() || !open())
                    return;
                m_news = true;
                pull();
            });
        });
    if (mayWrite) {
        std::string message;
        yjs::appendStateAsked(message, m_room->stateVector());
        sendBinary(message);
    }
    m_signDueMs = connection().nowMs() + kSignMs;
    connection().rescheduleTimer();
}

uint64_t YjsSession::messageBytes() const
{
    // A whole document comes as one message.
    return std::max<uint64_t>(WebSocketSession::messageBytes(), Document::kMostBytes + kFraming);
}

bool YjsSession::onMessage(Opcode kind, std::span<char> payload)
{
    if (open()) {
        m_use.countRequest();
        if (!takeRate(payload.size()))
            return mayGoOn(payload.size());
        if (kind == Opcode::binary) {
            take({payload.data(), payload.size()});
        } else {
            m_use.countRefused();
            close(static_cast<uint16_t>(CloseCode::badMessages), "messages are binary here");
        }
    }
    return mayGoOn(payload.size());
}

bool YjsSession::takeRate(size_t bytes)
{
    // A document comes whole: what is larger than a message elsewhere counts as so many of them.
    const auto &limits = connection().context().config.limits;
    const uint64_t asMessages
        = std::max<uint64_t>(1, (bytes + limits.messageBytes - 1) / limits.messageBytes);
    const auto cost = static_cast<double>(std::min<uint64_t>(asMessages, limits.messageBurst));
    if (m_rate.take(connection().nowMs(), cost) || !armed(Defence::documentRate))
        return true;
    connection().thread().stats().rateLimited.add(1);
    connection().thread().stats().countRefused(metrics::Limit::messagesPerSecond);
    // An update that is left out would part the documents; who comes back brings all of his at
    // once.
    deny("Too many messages: what you changed is taken when your client comes back.");
    close(static_cast<uint16_t>(CloseCode::rateLimited), "too many messages");
    return false;
}

void YjsSession::take(std::string_view bytes)
{
    auto message = yjs::readMessage(bytes);
    const char *wrong = message ? nullptr : message.error();
    if (message) {
        std::visit(
            Overloaded {
                [this](yjs::StateAsked &asked) { m_room->begin(m_member, std::move(asked.known)); },
                [this](const yjs::State &state) { write(state.update, true); },
                [this](const yjs::Update &update) { write(update.update, false); },
                [&](const yjs::AwarenessTold &told) {
                    wrong = m_room->tell(m_member, told.update);
                },
                [this](const yjs::AwarenessAsked &) { m_room->askWho(m_member); },
            },
            *message);
    }
    if (!wrong)
        return;
    m_use.countRefused();
    close(static_cast<uint16_t>(CloseCode::badMessages), wrong);
}

void YjsSession::write(std::string_view update, bool whole)
{
    if (update == yjs::kNothing)
        return;
    if (!m_mayWrite) {
        if (!std::exchange(m_denied, true))
            deny("This document is open to you for reading alone; what you change stays with you.");
        return;
    }
    switch (m_room->write(m_member, update, whole)) {
    case Document::Verdict::full:
        refuse("This document is full: it has at most 4 MiB.");
        break;
    case Document::Verdict::malformed:
        m_use.countRefused();
        close(static_cast<uint16_t>(CloseCode::badMessages), m_room->trouble());
        break;
    default:
        break;
    }
}

void YjsSession::deny(std::string_view sentence)
{
    m_use.countRefused();
    std::string message;
    yjs::appendDenied(message, sentence);
    sendBinary(message);
}

void YjsSession::refuse(std::string_view sentence)
{
    deny(sentence);
    close(yjs::kRoomFull, "the room is full");
}

void YjsSession::pull()
{
    while (m_news && m_room && open() && !connection().aboveHigh() && connection().hasShare()) {
        const documents::Room::News news = m_room->take(m_member, kNewsBytes);
        m_news = news.more;
        std::string message;
        const auto send = [&](auto append, auto what) {
            message.clear();
            append(message, what);
            sendBinary(message);
        };
        if (news.awareness)
            send(yjs::appendAwareness, std::string_view(*news.awareness));
        for (const documents::UpdateRef &update : news.updates)
            send(yjs::appendUpdate, std::string_view(*update));
        // With it the client knows that it has everything.
        if (news.complete)
            send(yjs::appendState, yjs::kNothing);
        if (news.stateWanted)
            send(yjs::appendStateAsked, documents::StateVector());
        connection().charge(metrics::Work::replay, news.updates.size() + 1);
    }
}

void YjsSession::onClosing()
{
    if (m_room && m_member)
        m_room->leave(m_member);
    m_room.reset();
}

uint64_t YjsSession::ownDeadline(uint64_t nowMs)
{
    constexpr std::string_view kNobody {"\0", 1}; // an awareness update of no client
    if (nowMs >= m_signDueMs) {
        std::string message;
        yjs::appendAwareness(message, kNobody);
        sendBinary(message);
        m_signDueMs = nowMs + kSignMs;
    }
    return m_signDueMs;
}

} // namespace wavetape::sessions
