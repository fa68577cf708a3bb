// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/Reader.h"

#include "protocol/BinaryHeader.h"
#include "viewmodels/JsonRead.h"

#include <QJsonDocument>

#include <charconv>
#include <chrono>

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using viewmodels::numberOr;
using viewmodels::textOf;

namespace {

// So that the wait is where it can be seen: with the server. Below this the kernel tells a window
// so rarely that the reader is not what it says.
constexpr int kLosingMs = 5000; // for so long after a loss
constexpr int kSmallBuffer = 16 * 1024;
// A message counts when it is whole, and a slow reader has few of them: the rate is a mean.
constexpr double kRateSeconds = 3;
constexpr double kHistorySeconds = 120;

double wallMs()
{
    using namespace std::chrono;
    return duration<double, std::milli>(system_clock::now().time_since_epoch()).count();
}

} // namespace

Reader::Reader(Wish wish, QObject *parent)
    : QObject(parent)
    , m_wish(std::move(wish))
    , m_client(nullptr,
          [counts = m_counts](websocket::Opcode opcode, std::string_view payload) {
              count(*counts, opcode, payload);
          })
    , m_queue(nullptr, kHistorySeconds, 120)
    , m_stale(nullptr, kHistorySeconds, 120)
{
    connect(&m_client, &inspector::InspectorClient::changed, this, [this] {
        if (isOpen() && !m_subscribed) {
            m_subscribed = true;
            // "unbounded" is only for an admin, who sets it afterwards.
            QJsonObject subscribe {
                {u"type"_s, u"subscribe"_s}, {u"id"_s, 1}, {u"channel"_s, m_wish.feed}};
            if (m_wish.policy != u"unbounded")
                subscribe.insert(u"policy"_s, m_wish.policy);
            m_client.send(
                websocket::Opcode::text, QJsonDocument(subscribe).toJson(QJsonDocument::Compact));
        }
        Q_EMIT changed();
    });
    inspector::ConnectPlan plan;
    plan.url = m_wish.server;
    plan.protocols = "wavetape.v1";
    plan.headers.emplaceBack("User-Agent", "wavetape-lab");
    plan.readPerSecond = bytesPerSecond(m_wish.speed);
    plan.receiveBuffer = m_wish.speed == Fast ? 0 : kSmallBuffer;
    m_client.open(plan);
}

Reader::~Reader() = default;

QString Reader::speedName(Speed speed)
{
    switch (speed) {
    case Fast:
        return tr("fast");
    case Megabit:
        return tr("1 Mbit/s");
    case Modem:
        return tr("64 kbit/s");
    case Stalled:
        return tr("stalled");
    }
    return {};
}

qint64 Reader::bytesPerSecond(Speed speed)
{
    switch (speed) {
    case Fast:
        return -1;
    case Megabit:
        return 125'000;
    case Modem:
        return 8'000;
    case Stalled:
        return 0;
    }
    return -1;
}

bool Reader::isOpen() const
{
    return m_client.link().ready == inspector::LinkState::Ready::Open;
}

void Reader::count(Counts &counts, websocket::Opcode opcode, std::string_view payload)
{
    counts.bytes += payload.size();
    if (opcode == websocket::Opcode::binary) {
        if (const auto header = protocol::BinaryHeader::read({payload.data(), payload.size()})) {
            ++counts.messages;
            counts.newestMs = double(header->timeMicros) / 1000;
        }
        return;
    }
    // A publication has no "type"; notices do, and stand at the front.
    if (payload.starts_with("{\"type\":")) {
        counts.lagged += payload.starts_with("{\"type\":\"lagged\"") ? 1 : 0;
        return;
    }
    ++counts.messages;
    constexpr std::string_view kTime = "\"ts\":";
    const size_t at = payload.rfind(kTime);
    double ts = 0;
    if (at != std::string_view::npos
        && std::from_chars(payload.data() + at + kTime.size(), payload.data() + payload.size(), ts)
                .ec
            == std::errc())
        counts.newestMs = std::max(counts.newestMs.load(), ts);
}

bool Reader::apply(const QJsonObject &row)
{
    const QString address = textOf(row, "address"_L1, 64);
    if (address.isEmpty() || address != m_client.link().localAddress)
        return false;
    if (const double dropped = numberOr(row, "dropped"_L1); dropped > m_served.dropped)
        m_losing.setRemainingTime(kLosingMs);
    m_served = {.id = textOf(row, "id"_L1, 32),
        .lag = textOf(row, "lag"_L1, 16),
        .queueBytes = numberOr(row, "queueBytes"_L1),
        .queueMessages = numberOr(row, "queueMessages"_L1),
        .oldestMs = numberOr(row, "oldestMs"_L1),
        .dropped = numberOr(row, "dropped"_L1),
        .conflated = numberOr(row, "conflated"_L1)};
    return true;
}

double Reader::staleMs() const
{
    const double newest = m_counts->newestMs;
    return newest > 0 ? std::max(0.0, wallMs() - newest) : -1;
}

void Reader::sample(double seconds)
{
    m_readings.push_back({seconds, m_counts->bytes});
    while (m_readings.size() > 1 && m_readings.front().seconds < seconds - kRateSeconds)
        m_readings.pop_front();
    const Reading &oldest = m_readings.front();
    if (seconds > oldest.seconds)
        m_bytesPerSecond = double(m_counts->bytes - oldest.bytes) / (seconds - oldest.seconds);
    if (!isOpen())
        return;
    m_queue.append(seconds, m_served.queueBytes);
    if (staleMs() >= 0)
        m_stale.append(seconds, staleMs());
}

} // namespace wavetape::lab
