// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/TabCrowd.h"

#include "inspector/InspectorClient.h"
#include "lab/EventTransport.h"
#include "lab/SocketTransport.h"
#include "viewmodels/Format.h"

#include <QUrl>

#include <algorithm>
#include <utility>

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using viewmodels::Format;

namespace {
constexpr auto kTabChannel = "lab.tabs";
constexpr int kTabPaceMs = 500;
} // namespace

TabCrowd::TabCrowd(QObject *parent)
    : QAbstractListModel(parent)
{
    m_pace.setInterval(kTabPaceMs);
    connect(&m_pace, &QTimer::timeout, this, &TabCrowd::sample);
}

TabCrowd::~TabCrowd()
{
    stop();
}

void TabCrowd::setWay(int way)
{
    if (way == m_way || way < Events || way > WebSocket)
        return;
    m_way = way;
    if (isRunning()) {
        stop();
        open();
    }
    Q_EMIT changed();
}

void TabCrowd::open()
{
    stop();
    const QUrl url(m_server);
    m_trouble = url.scheme() == u"ws"
        ? QString()
        : tr("The tabs use no TLS: connect the window to a ws:// address.");
    if (m_trouble.isEmpty()) {
        m_thread.setObjectName(u"tabs"_s);
        m_thread.start();
        for (Tab &tab : m_tabs) {
            tab.figures = {};
            tab.shown = true;
            tab.asked.start();
        }
        m_publisher = std::make_unique<inspector::InspectorClient>(nullptr);
        inspector::ConnectPlan plan;
        plan.url = url;
        plan.headers.emplaceBack("User-Agent", "wavetape-lab");
        m_publisher->open(plan);
        connectWhoMay();
        m_pace.start();
    }
    tell();
}

void TabCrowd::connectWhoMay()
{
    const QUrl url(m_server);
    auto taken = std::count_if(
        m_tabs.begin(), m_tabs.end(), [](const Tab &tab) { return tab.client != nullptr; });
    for (Tab &tab : m_tabs) {
        if (!tab.shown || tab.client || (m_way == Events && taken >= kSockets))
            continue;
        ++taken;
        TransportClient::Plan plan;
        plan.host = url.host();
        plan.port = quint16(url.port(80));
        plan.channel = QString::fromLatin1(kTabChannel);
        if (m_way == Events)
            tab.client = new EventTransport(plan);
        else
            tab.client = new SocketTransport(plan);
        tab.client->moveToThread(&m_thread);
        connect(&m_thread, &QThread::finished, tab.client, &QObject::deleteLater);
        QMetaObject::invokeMethod(tab.client, &TransportClient::start, Qt::QueuedConnection);
    }
}

void TabCrowd::letGo(Tab &tab)
{
    if (!tab.client)
        return;
    tab.figures = tab.client->figures();
    std::exchange(tab.client, nullptr)->deleteLater();
}

void TabCrowd::closeTab(int row)
{
    if (row < 0 || row >= kTabs || !m_tabs[size_t(row)].shown)
        return;
    Tab &tab = m_tabs[size_t(row)];
    letGo(tab);
    tab.shown = false;
    connectWhoMay();
    tell();
}

void TabCrowd::stop()
{
    m_pace.stop();
    m_publisher.reset();
    for (Tab &tab : m_tabs) {
        letGo(tab);
        tab.shown = false;
    }
    m_thread.quit();
    m_thread.wait();
    tell();
}

void TabCrowd::sample()
{
    if (m_publisher->link().ready == inspector::LinkState::Ready::Open)
        m_publisher->send(websocket::Opcode::text,
            "{\"type\":\"publish\",\"channel\":\"" + QByteArray(kTabChannel)
                + "\",\"data\":" + QByteArray::number(++m_published) + '}');
    for (Tab &tab : m_tabs) {
        if (tab.client)
            tab.figures = tab.client->figures();
    }
    tell();
}

void TabCrowd::tell()
{
    Q_EMIT dataChanged(index(0), index(kTabs - 1));
    Q_EMIT changed();
}

int TabCrowd::openCount() const
{
    return int(std::count_if(m_tabs.begin(), m_tabs.end(),
        [](const Tab &tab) { return tab.client && tab.figures.open; }));
}

int TabCrowd::waitingCount() const
{
    return int(std::count_if(
        m_tabs.begin(), m_tabs.end(), [](const Tab &tab) { return tab.shown && !tab.client; }));
}

int TabCrowd::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kTabs;
}

QVariant TabCrowd::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= kTabs)
        return {};
    const Tab &tab = m_tabs[size_t(index.row())];
    const bool waits = tab.shown && !tab.client;
    switch (role) {
    case Name:
        return tr("Tab %1").arg(index.row() + 1);
    case State:
        if (waits)
            return tr("waits for a connection, %1").arg(Format::span(double(tab.asked.elapsed())));
        if (!tab.shown)
            return isRunning() ? tr("closed") : QString();
        return tab.figures.open             ? tr("open")
            : tab.figures.trouble.isEmpty() ? tr("connecting")
                                            : tab.figures.trouble;
    case Waiting:
        return waits;
    case Shown:
        return tab.shown;
    case EventsText:
        return tab.figures.events > 0 || tab.shown ? Format::count(double(tab.figures.events))
                                                   : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> TabCrowd::roleNames() const
{
    return {{Name, "name"}, {State, "state"}, {Waiting, "waiting"}, {Shown, "shown"},
        {EventsText, "eventsText"}};
}

} // namespace wavetape::lab
