// SPDX-License-Identifier: GPL-3.0-or-later
#include "demos/SharedRoom.h"

#include "demos/DemoText.h"
#include "documents/VarReader.h"

#include <QJsonDocument>
#include <QWebSocket>

#include <string>

namespace wavetape::demos {

using namespace Qt::StringLiterals;
using documents::VarReader;

namespace {
// y-protocols: sync.js and awareness.js.
constexpr uint64_t kSync = 0, kAwareness = 1, kAskAwareness = 3;
constexpr uint64_t kStep1 = 0, kStep2 = 1, kUpdate = 2;
constexpr size_t kOfNothing = 2; // an update of nothing
constexpr int kAgainMs = 2000;
} // namespace

SharedRoom::SharedRoom(QObject *parent)
    : QObject(parent)
{
    m_again.setSingleShot(true);
    m_again.setInterval(kAgainMs);
    connect(&m_again, &QTimer::timeout, this, &SharedRoom::open);
    connect(&m_told, &viewmodels::BeatTimer::timeout, this, &SharedRoom::changed);
}

SharedRoom::~SharedRoom()
{
    end();
}

void SharedRoom::setDashboard(viewmodels::Dashboard *dashboard)
{
    if (!dashboard || m_dashboard)
        return;
    m_dashboard = dashboard;
    connect(&dashboard->client(), &client::FeedClient::stateChanged, this, &SharedRoom::open);
    open();
}

void SharedRoom::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    if (active)
        open();
    else
        end();
    Q_EMIT changed();
}

void SharedRoom::end()
{
    m_again.stop();
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->close();
    m_socket->deleteLater();
    m_socket = nullptr;
}

void SharedRoom::open()
{
    end();
    if (!m_active || !m_dashboard
        || m_dashboard->client().state() != client::FeedClient::State::Open)
        return;
    m_people.clear();
    m_bytes = m_updates = 0;
    m_known = false;
    m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    connect(m_socket, &QWebSocket::connected, this, [this] {
        m_problem.clear();
        std::string ask;
        for (const uint64_t part : {kSync, kStep1, uint64_t {1}, uint64_t {0}})
            documents::appendNumber(ask, part); // everything
        m_socket->sendBinaryMessage(QByteArray::fromStdString(ask));
        ask.clear();
        documents::appendNumber(ask, kAskAwareness);
        m_socket->sendBinaryMessage(QByteArray::fromStdString(ask));
        Q_EMIT changed();
    });
    connect(m_socket, &QWebSocket::binaryMessageReceived, this, [this](const QByteArray &message) {
        take({message.constData(), size_t(message.size())});
    });
    connect(m_socket, &QWebSocket::disconnected, this, [this] {
        m_problem = m_socket->closeReason().isEmpty()
            ? viewmodels::visibleText(m_socket->errorString().left(200))
            : viewmodels::visibleText(m_socket->closeReason().left(200));
        m_people.clear();
        m_again.start();
        Q_EMIT changed();
    });
    m_dashboard->client().openBeside(*m_socket, u"/yjs/doc.demo"_s);
}

void SharedRoom::take(std::string_view message)
{
    VarReader reader(message);
    const uint64_t kind = reader.number();
    if (kind == kAwareness) {
        const std::string_view update = reader.text();
        if (reader.sound())
            takeAwareness(update);
    } else if (kind == kSync) {
        const uint64_t step = reader.number();
        const std::string_view update = reader.text();
        if (!reader.sound() || (step != kStep2 && step != kUpdate))
            return;
        // An empty state after the log says that this is all of it.
        m_known = m_known || step == kStep2;
        if (update.size() > kOfNothing) {
            m_bytes += double(update.size());
            ++m_updates;
        }
    }
    m_told.arm();
}

void SharedRoom::takeAwareness(std::string_view update)
{
    VarReader reader(update);
    for (uint64_t left = reader.number(); left > 0 && reader.sound(); --left) {
        const uint64_t id = reader.number();
        reader.number(); // its clock
        const std::string_view state = reader.text();
        if (!reader.sound())
            return;
        const auto document = QJsonDocument::fromJson(
            QByteArray::fromRawData(state.data(), qsizetype(state.size())));
        if (!document.isObject())
            m_people.erase(id); // null: gone
        else if (m_people.contains(id) || m_people.size() < kMostPeople)
            m_people[id] = nameOf(document.object().value("user"_L1).toObject(), tr("somebody"));
    }
}

QVariantList SharedRoom::people() const
{
    QVariantList people;
    for (const auto &[id, name] : m_people)
        people.append(QVariantMap {{u"name"_s, name}, {u"hue"_s, hueOf(name)}});
    return people;
}

} // namespace wavetape::demos
