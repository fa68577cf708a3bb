// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/TransportClient.h"

#include "client/EndSocket.h"

#include <QNetworkProxy>
#include <QUrl>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>
#include <ctime>

namespace wavetape::lab {

namespace {

constexpr size_t kLatencies = 4096;
constexpr int kAgainMs = 1000;

double transportWallMs()
{
    using namespace std::chrono;
    return duration<double, std::milli>(system_clock::now().time_since_epoch()).count();
}

double threadMicros()
{
    timespec time {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e6 + double(time.tv_nsec) / 1e3;
}

// The number of a member that stands behind the data: what clients put there comes before it.
template <typename Number>
Number memberOf(std::string_view json, std::string_view name)
{
    Number number {};
    const size_t at = json.rfind(name);
    if (at != std::string_view::npos)
        std::from_chars(json.data() + at + name.size(), json.data() + json.size(), number);
    return number;
}

double at(std::vector<float> sorted, double share)
{
    const auto place = sorted.begin() + ptrdiff_t(share * double(sorted.size() - 1));
    std::nth_element(sorted.begin(), place, sorted.end());
    return *place;
}

} // namespace

TransportClient::TransportClient(Plan plan)
    : m_plan(std::move(plan))
    , m_again(this)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &TransportClient::dial);
}

TransportClient::~TransportClient()
{
    client::endSocket(*this, m_socket);
}

void TransportClient::start()
{
    dial();
}

void TransportClient::dial()
{
    hangUp();
    m_socket = new QTcpSocket(this);
    m_socket->setProxy(QNetworkProxy::NoProxy);
    connect(m_socket, &QTcpSocket::connected, this, [this] {
        m_socket->setSocketOption(QTcpSocket::LowDelayOption, 1);
        {
            const std::lock_guard lock(m_mutex);
            ++m_figures.connections;
        }
        onConnected();
        noteCpu();
    });
    connect(m_socket, &QTcpSocket::readyRead, this, [this] {
        const QByteArray bytes = m_socket->readAll();
        {
            const std::lock_guard lock(m_mutex);
            m_figures.down += uint64_t(bytes.size());
        }
        onBytes(bytes);
        noteCpu();
    });
    connect(m_socket, &QTcpSocket::errorOccurred, this, [this](QTcpSocket::SocketError error) {
        if (error != QTcpSocket::RemoteHostClosedError)
            giveUp(m_socket->errorString());
    });
    connect(m_socket, &QTcpSocket::disconnected, this, &TransportClient::onSocketEnded);
    m_socket->connectToHost(m_plan.host, m_plan.port);
}

void TransportClient::hangUp()
{
    m_again.stop();
    client::endSocket(*this, m_socket);
}

void TransportClient::onSocketEnded()
{
    client::endSocket(*this, m_socket);
    onEnded();
    if (!m_socket && !m_again.isActive()) {
        {
            const std::lock_guard lock(m_mutex);
            m_figures.open = false;
        }
        m_again.start(kAgainMs);
    }
}

void TransportClient::giveUp(const QString &why)
{
    hangUp();
    {
        const std::lock_guard lock(m_mutex);
        m_figures.trouble = why;
        m_figures.open = false;
    }
    m_again.start(kAgainMs);
}

void TransportClient::send(const QByteArray &bytes)
{
    {
        const std::lock_guard lock(m_mutex);
        m_figures.up += uint64_t(bytes.size());
    }
    m_socket->write(bytes);
}

void TransportClient::request(const QByteArray &target, const QByteArray &fields)
{
    QByteArray head = "GET " + target + " HTTP/1.1\r\nHost: " + m_plan.host.toLatin1() + ':'
        + QByteArray::number(m_plan.port) + "\r\nUser-Agent: wavetape-lab\r\n";
    if (!m_plan.token.isEmpty())
        head += "Authorization: Bearer " + m_plan.token + "\r\n";
    head += fields + "\r\n";
    {
        const std::lock_guard lock(m_mutex);
        ++m_figures.requests;
    }
    send(head);
}

QByteArray TransportClient::channelQuery() const
{
    return "?channels=" + QUrl::toPercentEncoding(m_plan.channel);
}

void TransportClient::noteOpen()
{
    const std::lock_guard lock(m_mutex);
    m_figures.open = true;
    m_figures.trouble.clear();
}

void TransportClient::noteJson(std::string_view json, qint64 bytes)
{
    // A publication has no "type"; notices do, and stand at the front.
    if (json.starts_with("{\"type\":"))
        return;
    if (const size_t from = json.rfind("\"b64\":\""); from != std::string_view::npos) {
        const size_t begin = from + 7;
        const QByteArray block = QByteArray::fromBase64(QByteArray(
            json.data() + begin, qsizetype(std::min(json.find('"', begin), json.size()) - begin)));
        noteFloats(block.constData(), size_t(block.size()));
    }
    noteEvent(bytes, memberOf<uint64_t>(json, "\"seq\":"), memberOf<double>(json, "\"ts\":"));
}

void TransportClient::noteEvent(qint64 bytes, uint64_t seq, double timeMs)
{
    const double latency = std::max(0.0, transportWallMs() - timeMs);
    const std::lock_guard lock(m_mutex);
    TransportFigures &figures = m_figures;
    figures.eventBytes += uint64_t(bytes);
    // A poll gets the newest again where there is nothing newer: bytes, but no event.
    if (seq == m_lastSeq)
        return;
    if (m_lastSeq != 0 && seq > m_lastSeq)
        figures.missed += seq - m_lastSeq - 1;
    m_lastSeq = seq;
    if (++figures.events == 1)
        figures.opening = figures.overhead();
    figures.late += latency > TransportFigures::kLateMs ? 1 : 0;
    figures.lastMs = latency;
    if (m_latencies.size() < kLatencies)
        m_latencies.push_back(float(latency));
    else
        m_latencies[m_nextLatency++ % kLatencies] = float(latency);
}

void TransportClient::noteFloats(const char *bytes, size_t size)
{
    uint64_t text = 0;
    for (size_t at = 0; at + sizeof(float) <= size; at += sizeof(float)) {
        float value = 0;
        std::memcpy(&value, bytes + at, sizeof value);
        char digits[32];
        text += uint64_t(std::to_chars(digits, digits + sizeof digits, value).ptr - digits) + 1;
    }
    const std::lock_guard lock(m_mutex);
    m_figures.floats += size / sizeof(float);
    m_figures.floatsAsText += text;
}

void TransportClient::noteCpu()
{
    const std::lock_guard lock(m_mutex);
    m_figures.cpuMicros = threadMicros();
}

TransportFigures TransportClient::figures() const
{
    TransportFigures figures;
    std::vector<float> latencies;
    {
        const std::lock_guard lock(m_mutex);
        figures = m_figures;
        latencies = m_latencies;
    }
    if (!latencies.empty()) {
        figures.p50Ms = at(latencies, 0.5);
        figures.p99Ms = at(std::move(latencies), 0.99);
    }
    return figures;
}

} // namespace wavetape::lab
