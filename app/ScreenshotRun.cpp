// SPDX-License-Identifier: GPL-3.0-or-later
#include "ScreenshotRun.h"

#include <QDir>
#include <QImage>
#include <QNetworkRequest>

namespace wavetape {

using namespace Qt::StringLiterals;

namespace {
constexpr int kFirstLookMs = 3500;
constexpr int kLookMs = 3000;
constexpr int kLastLookMs = 3500;
} // namespace

ScreenshotRun::ScreenshotRun(
    QQuickWindow *window, const QString &folder, const QUrl &server, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_folder(folder)
    , m_server(server)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ScreenshotRun::shoot);
}

void ScreenshotRun::invite(
    const QString &path, const QByteArray &agent, const QStringList &messages)
{
    auto guest = std::make_unique<QWebSocket>(u"http://localhost"_s);
    QWebSocket *socket = guest.get();
    connect(socket, &QWebSocket::connected, this, [socket, messages] {
        for (const QString &message : messages)
            socket->sendTextMessage(message);
    });
    QUrl url = m_server.resolved(QUrl(path));
    url.setScheme(u"ws"_s);
    QNetworkRequest request(url);
    request.setRawHeader("User-Agent", agent);
    socket->open(request);
    m_guests.push_back(std::move(guest));
}

void ScreenshotRun::start()
{
    m_pages = m_window->property("pageNames").toStringList();
    // The first page comes last: its charts are the ones that need a past.
    for (int page = 1; page < m_pages.size(); ++page)
        m_visits.emplace_back(page, page == 1 ? kFirstLookMs : kLookMs);
    m_visits.emplace_back(0, kLastLookMs);

    invite(u"/ws"_s, "visitor/1.0 (plain, four tickers)",
        {uR"({"type":"subscribe","channels":["ticker.AAPL","ticker.MSFT","trades.AAPL","trades.MSFT"]})"_s,
            uR"({"type":"report","bufferedAmount":0,"lagMs":4})"_s});
    invite(u"/ws/ticker.AAPL"_s, "visitor/1.0 (bare)", {});
    invite(
        u"/stream?streams=trades.AAPL/trades.MSFT/candles.AAPL.1s"_s, "visitor/1.0 (combined)", {});
    invite(u"/ws"_s, "visitor/1.0 (wave)", {uR"({"type":"subscribe","channel":"wave.ecg"})"_s});
    invite(u"/echo"_s, "visitor/1.0 (echo)", {u"hello"_s});
    for (int i = 0; i < 3; ++i)
        invite(u"/broadcast"_s, "visitor/1.0 (short stay)", {u"\"hello\""_s});
    // Some leave again, with different codes: the lists of events and of ended connections have
    // something to tell.
    for (size_t i = 5; i < m_guests.size(); ++i) {
        QTimer::singleShot(2500 + 900 * int(i), this, [this, i] {
            if (i == 5)
                m_guests[i]->abort();
            else
                m_guests[i]->close(i == 6 ? QWebSocketProtocol::CloseCodeNormal
                                          : QWebSocketProtocol::CloseCodeGoingAway,
                    i == 6 ? u"done"_s : u"page left"_s);
        });
    }
    next();
}

void ScreenshotRun::next()
{
    if (m_visit >= m_visits.size()) {
        Q_EMIT finished({});
        return;
    }
    const auto [page, ms] = m_visits[m_visit];
    QMetaObject::invokeMethod(m_window, "showPage", Q_ARG(int, page));
    m_timer.start(ms);
}

void ScreenshotRun::shoot()
{
    const QString name = m_pages.at(m_visits[m_visit].first);
    const QString path = QDir(m_folder).filePath(name + u".png"_s);
    const QImage picture = m_window->grabWindow();
    if (picture.isNull() || !picture.save(path)) {
        Q_EMIT finished(tr("%1 could not be written").arg(path));
        return;
    }
    ++m_visit;
    next();
}

} // namespace wavetape
