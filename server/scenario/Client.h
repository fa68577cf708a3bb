// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Account.h"
#include "scenario/Connection.h"
#include "scenario/EventReader.h"
#include "scenario/Field.h"
#include "scenario/HttpClient.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::scenario {

/// One client of a scenario: it connects, subscribes, keeps account of what comes by number, and
/// comes back as its group says. Lives on the run's one thread, and as long as its timers may.
class Client final : private ConnectionListener, private HttpListener {
public:
    Client(Field &field, const ClientGroup &group, std::size_t groupIndex, GroupRecord &record,
        std::size_t index, std::size_t source);

    void connect();
    /// Frames, or any bytes, as they are; nothing where it is not open.
    void send(std::string_view bytes);
    void pauseUntil(std::uint64_t when);
    /// Gone without a close frame, as when a network fails.
    void cut();
    /// Gone for good, without a trace in the record.
    void leave();

    ClientState state() const { return m_state; }
    bool wasClosedWith(unsigned code) const;
    bool wasAnswered(unsigned status) const;
    /// Has it got all that it can have?
    bool caughtUp() const { return m_state != ClientState::open || m_account.caughtUp(); }
    Track::Totals totals() const { return m_account.totals(); }

private:
    void onReady(Connection &connection) override;
    void onMessage(Connection &connection, const Message &message) override;
    void onClosed(Connection &connection) override;
    void onHead(HttpClient &client) override;
    void onBody(HttpClient &client, std::string_view piece) override;
    void onAnswered(HttpClient &client) override;
    void onClosed(HttpClient &client) override;

    void openSocket();
    void openHttp();
    void poll();
    std::string pathWith(std::string_view base, std::string_view query) const;
    std::string httpHeaders() const;
    void subscribeAll();
    void opened();
    void ended(unsigned code, unsigned status, const std::string &why);
    void comeBack(unsigned code, unsigned status);
    std::uint64_t drawDelay();
    void takeControl(std::string_view body, std::string_view type);
    void takeAck(std::string_view body);
    void takeHint(std::uint64_t afterMs);
    void takeEvent(const EventReader::Event &event);
    void takeAnswer();
    void setPosition(std::string_view position);
    void readSlowly();
    void rememberCode(unsigned code);
    void rememberStatus(unsigned status);

    Field &m_field;
    const ClientGroup &m_group;
    const std::size_t m_groupIndex;
    GroupRecord &m_record;
    const std::size_t m_index;
    const std::size_t m_source;
    Account m_account;

    ClientState m_state = ClientState::idle;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<HttpClient> m_http;
    std::vector<unsigned> m_codes, m_statuses; ///< each once
    Target m_target; ///< of this coming
    std::uint64_t m_startedAt = 0, m_openedAt = 0;
    std::uint64_t m_rounds = 0; ///< of the backoff
    std::uint64_t m_comings = 0; ///< connections begun
    std::size_t m_acksDue = 0;
    bool m_welcomeDue = false;
    bool m_hinted = false;
    std::uint64_t m_hint = 0; ///< ns, from `closing` or `retry:`
    double m_credit = 0; ///< bytes that it may read
    std::uint64_t m_creditAt = 0;

    std::string m_position; ///< of events and polls
    EventReader m_events;
    std::string m_answer; ///< of the poll
};

} // namespace wavetape::scenario
