// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Client.h"

#include "scenario/Backoff.h"
#include "scenario/JsonFields.h"

#include "protocol/JsonWriter.h"

#include <algorithm>
#include <system_error>

namespace wavetape::scenario {

namespace {

constexpr std::uint64_t kClientMilli = 1'000'000;
constexpr std::uint64_t kReadEvery = 5 * kClientMilli;
constexpr std::size_t kMaxAttempts = 1'000'000; ///< remembered
constexpr std::size_t kMaxAnswer = 64u << 20; ///< of one poll

std::string quoted(std::string_view text)
{
    std::string json;
    protocol::appendJsonString(json, text);
    return json;
}

std::string joined(const std::vector<std::string> &channels)
{
    std::string list;
    for (const std::string &channel : channels)
        list.append(list.empty() ? "" : ",").append(channel);
    return list;
}

} // namespace

Client::Client(Field &field, const ClientGroup &group, std::size_t groupIndex, GroupRecord &record,
    std::size_t index, std::size_t source)
    : m_field(field)
    , m_group(group)
    , m_groupIndex(groupIndex)
    , m_record(record)
    , m_index(index)
    , m_source(source)
    , m_account(field, group, groupIndex, record)
{
}

std::string Client::pathWith(std::string_view base, std::string_view query) const
{
    std::string path = m_group.path.empty() ? std::string(base) : m_group.path;
    const auto add = [&path](const std::string &part) {
        path.append(path.find('?') == std::string::npos ? "?" : "&").append(part);
    };
    if (!query.empty())
        add(std::string(query));
    if (!m_group.faults.empty() || m_field.namesClients) {
        std::string faults = "faults=" + m_group.faults;
        if (faults.find("as:") == std::string::npos) // each its own draws, the same in every run
            faults += (m_group.faults.empty() ? "as:" : ";as:") + m_group.name + "-"
                + std::to_string(m_index);
        if (!m_group.faults.empty() && faults.find("seed:") == std::string::npos)
            faults += ";seed:" + std::to_string(m_field.seed);
        add(faults);
    }
    return path;
}

void Client::connect()
{
    if (m_field.ending)
        return;
    m_state = ClientState::connecting;
    m_startedAt = nowNanos();
    m_target = m_field.targetOf(m_index + m_comings);
    if (m_comings++ > 0) {
        ++m_record.reconnects;
        if (m_record.attempts.size() < kMaxAttempts)
            m_record.attempts.push_back(m_startedAt);
    }
    m_hinted = false;
    m_account.forgetIds();
    try {
        if (m_group.way == Way::webSocket)
            openSocket();
        else
            openHttp();
    } catch (const std::system_error &error) {
        ended(0, 0, error.what());
    }
}

void Client::openSocket()
{
    Opening opening;
    opening.target = m_target;
    const bool isRaw = m_group.dialect == Dialect::raw;
    opening.target.path = pathWith(m_target.path != "/" ? m_target.path
            : isRaw                                     ? "/broadcast"
                                                        : "/ws",
        {});
    opening.protocol = m_group.protocol;
    if (opening.protocol.empty() && m_group.dialect == Dialect::wavetape)
        opening.protocol = "wavetape.v1";
    opening.headers = m_group.headers;
    opening.source = m_source;
    opening.receiveBuffer = static_cast<std::size_t>(m_group.receiveBuffer);
    opening.host = m_group.host;
    opening.request = m_group.request;
    opening.answersPings = m_group.answersPings;
    m_connection = std::make_unique<Connection>(
        m_field.loop, static_cast<ConnectionListener &>(*this), m_index);
    m_connection->keepBodies(true);
    m_connection->open(opening);
}

std::string Client::httpHeaders() const
{
    std::string headers;
    for (const std::string &header : m_group.headers)
        headers += header + "\r\n";
    return headers;
}

void Client::openHttp()
{
    m_http = std::make_unique<HttpClient>(m_field.loop, static_cast<HttpListener &>(*this));
    m_http->open(m_target, m_source, static_cast<std::size_t>(m_group.receiveBuffer));
    if (m_group.way == Way::longPoll) {
        poll();
        return;
    }
    m_events.clear();
    std::string headers = httpHeaders() + "Accept: text/event-stream\r\n";
    if (m_group.resumes && !m_position.empty())
        headers += "Last-Event-ID: " + m_position + "\r\n";
    m_http->get(pathWith("/sse", "channels=" + joined(m_group.subscribe)),
        m_group.host.empty() ? m_target.authority() : m_group.host, headers);
}

/// The first answer tells where the channels stand; each next one what is newer.
void Client::poll()
{
    m_answer.clear();
    const std::string channels = "channels=" + joined(m_group.subscribe);
    const bool first = m_position.empty();
    m_http->get(first
            ? pathWith("/poll", channels)
            : pathWith("/longpoll",
                channels + "&timeout=25" + (m_group.resumes ? "&since=" + m_position : "")),
        m_group.host.empty() ? m_target.authority() : m_group.host, httpHeaders());
}

void Client::send(std::string_view bytes)
{
    if (!m_connection
        || (m_connection->state() != Connection::State::Ready
            && m_connection->state() != Connection::State::Upgrading))
        return;
    ++m_record.sent;
    m_connection->send(bytes);
}

void Client::pauseUntil(std::uint64_t when)
{
    if (m_connection)
        m_connection->pauseReading();
    if (m_http)
        m_http->pauseReading();
    m_field.timers.at(when, [this] {
        if (m_connection)
            m_connection->resumeReading();
        if (m_http)
            m_http->resumeReading();
    });
}

void Client::cut()
{
    if (m_state != ClientState::open && m_state != ClientState::connecting)
        return;
    if (m_connection)
        m_connection->abandon();
    if (m_http)
        m_http->abandon();
    ended(1006, 0, "cut");
}

void Client::leave()
{
    if (m_connection)
        m_connection->abandon();
    if (m_http)
        m_http->abandon();
}

void Client::onReady(Connection &connection)
{
    m_field.reached = true;
    rememberStatus(connection.status());
    if (m_group.readRate > 0) {
        m_connection->pauseReading();
        m_creditAt = nowNanos();
        readSlowly();
    }
    if (m_group.dialect == Dialect::raw) {
        m_account.beginRaw();
        opened();
        return;
    }
    m_welcomeDue = m_group.dialect == Dialect::wavetape;
    m_acksDue = m_group.subscribe.size();
    subscribeAll();
    if (!m_welcomeDue && m_acksDue == 0)
        opened();
}

/// One request each, so that each has its own position.
void Client::subscribeAll()
{
    std::size_t id = 0;
    for (const std::string &channel : m_group.subscribe) {
        std::string request = R"({"type":"subscribe","id":)" + std::to_string(++id)
            + R"(,"channel":)" + quoted(channel);
        const Track *track = m_account.find(channel);
        if (m_group.resumes && track && track->begun())
            request += R"(,"since":{"epoch":)" + quoted(track->epoch()) + R"(,"seq":)"
                + std::to_string(track->last()) + "}";
        if (!m_group.policy.empty())
            request += R"(,"policy":)" + quoted(m_group.policy);
        if (m_connection->state() == Connection::State::Closed)
            return;
        m_connection->send(clientFrame(Opcode::Text, request + "}"));
    }
}

void Client::opened()
{
    if (m_state == ClientState::open)
        return;
    m_state = ClientState::open;
    m_openedAt = nowNanos();
    m_record.connecting.record((m_openedAt - m_startedAt) / 1000);
}

void Client::rememberCode(unsigned code)
{
    if (code == 0 || wasClosedWith(code))
        return;
    m_codes.push_back(code);
    ++m_record.codes[code];
}

void Client::rememberStatus(unsigned status)
{
    if (status == 0 || wasAnswered(status))
        return;
    m_statuses.push_back(status);
    ++m_record.statuses[status];
}

bool Client::wasClosedWith(unsigned code) const
{
    return std::find(m_codes.begin(), m_codes.end(), code) != m_codes.end();
}

bool Client::wasAnswered(unsigned status) const
{
    return std::find(m_statuses.begin(), m_statuses.end(), status) != m_statuses.end();
}

void Client::onClosed(Connection &connection)
{
    m_field.reached = m_field.reached || connection.reachedTarget();
    const bool upgraded = connection.status() == 101;
    unsigned code = connection.closeCode();
    if (upgraded && code == 0)
        code = 1006;
    ended(code, connection.status(), connection.failure());
}

void Client::onClosed(HttpClient &client)
{
    m_field.reached = m_field.reached || client.reachedTarget();
    ended(0, client.status(), client.status() == 200 ? "the stream ended" : "refused");
}

void Client::ended(unsigned code, unsigned status, const std::string &why)
{
    const bool wasOpen = m_state == ClientState::open || code != 0 || status == 200;
    rememberCode(code);
    rememberStatus(status);
    if (m_record.firstTrouble.empty())
        m_record.firstTrouble = why
            + (code != 0          ? " (" + std::to_string(code) + ")"
                    : status != 0 ? " (" + std::to_string(status) + ")"
                                  : "");
    ++(wasOpen ? m_record.closes : m_record.refusals);
    m_state = wasOpen ? ClientState::closed : ClientState::refused;
    comeBack(code, status);
}

void Client::comeBack(unsigned code, unsigned status)
{
    const bool isFinal = isTerminal(code) || isFinalStatus(status);
    if (m_group.reconnect == Reconnect::never || isFinal || m_field.ending) {
        m_account.leave();
        return;
    }
    constexpr std::uint64_t kStable = 30 * kSecond;
    if (m_openedAt != 0 && nowNanos() - m_openedAt >= kStable)
        m_rounds = 0;
    m_openedAt = 0;
    m_state = ClientState::waiting;
    const std::uint64_t delay = m_hinted && m_group.heedsHints ? m_hint : drawDelay();
    ++m_rounds;
    m_field.timers.at(nowNanos() + delay, [this] { connect(); });
}

std::uint64_t Client::drawDelay()
{
    switch (m_group.reconnect) {
    case Reconnect::fixed:
        return m_group.backoff;
    case Reconnect::fullJitter:
        return fullJitter(m_group.backoff, m_rounds,
            m_field.seed ^ (std::uint64_t {m_groupIndex} << 40) ^ (std::uint64_t {m_index} << 16)
                ^ m_comings);
    case Reconnect::atOnce:
    case Reconnect::never:
        break;
    }
    return kClientMilli; // a client that does not wait has its own delay still
}

void Client::readSlowly()
{
    if (!m_connection || m_connection->state() == Connection::State::Closed)
        return;
    const std::uint64_t now = nowNanos();
    const auto rate = static_cast<double>(m_group.readRate);
    m_credit
        = std::min(m_credit + rate * static_cast<double>(now - m_creditAt) / 1e9, rate / 10 + 1);
    m_creditAt = now;
    while (m_credit >= 1) {
        const std::size_t got = m_connection->readSome(static_cast<std::size_t>(m_credit));
        if (got == 0)
            break;
        m_credit -= static_cast<double>(got);
    }
    if (m_connection->state() != Connection::State::Closed)
        m_field.timers.at(now + kReadEvery, [this, which = m_comings] {
            if (which == m_comings)
                readSlowly();
        });
}

void Client::onMessage(Connection &, const Message &message)
{
    ++m_record.messages;
    const std::string_view body = message.body;
    if (m_group.dialect == Dialect::raw) {
        m_account.takeRaw(body);
    } else if (message.opcode == Opcode::Binary) {
        m_account.takeBlock(body);
    } else if (body.starts_with(R"({"type":")")) {
        takeControl(body, jsonText(body, "type"));
    } else {
        m_account.takePublication(body);
    }
}

void Client::takeControl(std::string_view body, std::string_view type)
{
    if (type == "welcome") {
        m_welcomeDue = false;
        if (m_acksDue == 0)
            opened();
    } else if (type == "ack") {
        takeAck(body);
    } else if (type == "channel") {
        m_account.begin(body, jsonWhole(body, "seq").value_or(0));
    } else if (type == "lagged") {
        m_account.takeLagged(body);
    } else if (type == "error") {
        ++m_record.errors[static_cast<unsigned>(jsonWhole(body, "code").value_or(0))];
        if (m_state == ClientState::connecting && m_acksDue > 0 && --m_acksDue == 0
            && !m_welcomeDue)
            opened();
    } else if (type == "closing") {
        if (const auto after = jsonWhole(body, "afterMs"))
            takeHint(*after);
    }
}

void Client::takeHint(std::uint64_t afterMs)
{
    m_hinted = true;
    m_hint = std::min<std::uint64_t>(afterMs, 60'000) * kClientMilli;
}

void Client::takeAck(std::string_view body)
{
    const std::string_view channel = jsonText(body, "channel");
    const auto seq = jsonWhole(body, "seq");
    if (jsonText(body, "policy").empty()) {
        // Of a publication; of leaving or naming a channel there is nothing to keep.
        if (seq) {
            ++m_record.accepted;
            Numbering &numbering = m_field.ledger.of(channel, jsonText(body, "epoch"));
            numbering.published = std::max(numbering.published, *seq);
        }
        return;
    }
    if (seq && !channel.ends_with(".*"))
        m_account.begin(body, *seq);
    if (m_acksDue > 0 && --m_acksDue == 0 && !m_welcomeDue)
        opened();
}

void Client::setPosition(std::string_view position)
{
    const bool first = m_position.empty();
    m_position = position;
    const std::size_t colon = position.rfind(':');
    if (m_group.subscribe.size() != 1 || colon == std::string_view::npos)
        return;
    const auto seq = leadingWhole(position.substr(colon + 1));
    Track &track = m_account.trackOf(m_group.subscribe.front());
    const std::string_view epoch = position.substr(0, colon);
    if (seq && (first || (track.begun() && track.epoch() != epoch)))
        track.begin(m_field.ledger.of(m_group.subscribe.front(), epoch), *seq, false,
            !first && m_group.resumes);
}

void Client::onHead(HttpClient &client)
{
    m_field.reached = true;
    rememberStatus(client.status());
    if (client.status() != 200) {
        client.abandon();
        ended(0, client.status(), "refused");
    }
}

void Client::onBody(HttpClient &, std::string_view piece)
{
    if (m_group.way == Way::longPoll) {
        if (m_answer.size() + piece.size() <= kMaxAnswer)
            m_answer.append(piece);
        return;
    }
    m_events.take(piece, [this](const EventReader::Event &event) { takeEvent(event); });
}

void Client::takeEvent(const EventReader::Event &event)
{
    if (event.retryMs)
        takeHint(*event.retryMs);
    if (event.name == "position") {
        setPosition(event.id);
        opened();
    } else if (!event.data.empty()) {
        ++m_record.messages;
        if (event.data.starts_with(R"({"type":")"))
            takeControl(event.data, jsonText(event.data, "type"));
        else
            m_account.takePublication(event.data);
        if (!event.id.empty())
            m_position = event.id;
    }
}

void Client::onAnswered(HttpClient &)
{
    if (m_group.way != Way::longPoll) {
        m_http->abandon();
        ended(0, m_http->status(), "the stream ended");
        return;
    }
    takeAnswer();
    if (!m_http->closed())
        poll();
}

void Client::takeAnswer()
{
    const bool first = m_position.empty();
    const std::string_view since = jsonText(m_answer, "since");
    if (since.empty())
        return;
    if (first)
        setPosition(since);
    opened();
    for (const std::string_view item : jsonItems(jsonMember(m_answer, "messages"))) {
        if (first)
            break; // the latest of each, from before it was there
        ++m_record.messages;
        if (item.starts_with(R"({"type":")"))
            takeControl(item, jsonText(item, "type"));
        else
            m_account.takePublication(item);
    }
    if (!first)
        setPosition(since);
}

} // namespace wavetape::scenario
