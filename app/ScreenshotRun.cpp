// SPDX-License-Identifier: GPL-3.0-or-later
#include "ScreenshotRun.h"

#include "demos/DemoModel.h"
#include "inspector/InspectorSession.h"
#include "inspector/ProxySession.h"
#include "lab/HandshakeLab.h"
#include "lab/HeartbeatLab.h"
#include "recordings/RecordingView.h"
#include "report/MarketCheck.h"
#include "viewmodels/ClusterTable.h"

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QImage>
#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkRequest>
#include <QQuickItem>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace wavetape {

using namespace Qt::StringLiterals;

namespace {
constexpr int kLookMs = 2500;
constexpr int kShortLookMs = 900;
constexpr int kStateLookMs = 500;
constexpr int kWaterfallMs = 4000; // until it has something to tell
constexpr int kExperimentMs = 6500; // until each close code has come about
constexpr int kOverloadMs = 3000; // until it shows
constexpr int kPatienceMs = 60000; // for what a slow machine has not shown yet, without progress
constexpr int kPatienceStepMs = 100;
constexpr int kBeatMs = 100; // of the server behind a proxy
const QStringList kTraces {u"wave.sine1"_s, u"wave.ecg"_s};
const QStringList kMoreTraces {
    u"wave.chirp"_s, u"wave.noise"_s, u"wave.square1"_s, u"wave.burst"_s};
// The pages are a Repeater's, which gives them no QObject for a parent.
template <typename Object>
Object *ofPage(const QQuickItem *item)
{
    auto *found = item->findChild<Object *>({}, Qt::FindDirectChildrenOnly);
    const auto children = item->childItems();
    for (auto child = children.begin(); !found && child != children.end(); ++child)
        found = ofPage<Object>(*child);
    return found;
}

// As `sys.cluster` tells it.
QJsonObject clusterOf(int second, bool up)
{
    const double wave = 1 + 0.3 * std::sin(second / 7.0), peak = second % 23 == 0 ? 2.4 : 1;
    const auto hop = [wave, peak](double ms) {
        return QJsonObject {{u"p50"_s, ms * wave}, {u"p99"_s, 3 * ms * wave * peak}};
    };
    QJsonArray nodes;
    for (int i = 0; i < (up ? 3 : 1); ++i)
        nodes.append(QJsonObject {{u"node"_s, u"n%1"_s.arg(i + 1)},
            {u"role"_s, i == 1 ? u"leader"_s : u"follower"_s}, {u"draining"_s, i == 2},
            {u"connections"_s, 412 - 190 * i}, {u"messagesInPerSecond"_s, (38 - 11 * i) * wave},
            {u"messagesOutPerSecond"_s, (5210 - 2400 * i) * wave},
            {u"hopMs"_s, hop(0.31 + 0.1 * i)},
            {u"uptimeMs"_s, 1000.0 * (86'400 * (2 - i) + second + 640)}});
    QJsonObject broker {{u"state"_s, up ? u"up"_s : u"away"_s}, {u"losses"_s, up ? 0 : 1},
        {u"followed"_s, 37}, {u"hopMs"_s, hop(0.31)}};
    if (up)
        broker.insert(u"probeMs"_s, 0.19 * wave);
    else
        broker.insert(u"trouble"_s, u"127.0.0.1:6379: does not answer any more"_s);
    return {{u"time"_s, 1000.0 * second}, {u"cluster"_s, u"wavetape"_s}, {u"node"_s, u"n1"_s},
        {u"broker"_s, broker},
        {u"feed"_s,
            QJsonObject {{u"role"_s, u"follower"_s}, {u"leader"_s, u"n2"_s}, {u"leaseMs"_s, 3000},
                {u"leaders"_s, 1}, {u"beats"_s, 7204 + 2 * second}}},
        {u"nodes"_s, nodes}};
}

} // namespace

ScreenshotRun::ScreenshotRun(
    QQuickWindow *window, viewmodels::Dashboard &dashboard, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_dashboard(dashboard)
    , m_folder(folder)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ScreenshotRun::shoot);
    window->installEventFilter(this);
}

bool ScreenshotRun::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Enter:
    case QEvent::MouseMove:
    case QEvent::HoverEnter:
    case QEvent::HoverMove:
        return true;
    default:
        return QObject::eventFilter(watched, event);
    }
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
    QUrl url = QUrl(m_dashboard.link()->browserUrl()).resolved(QUrl(path));
    url.setScheme(u"ws"_s);
    QNetworkRequest request(url);
    request.setRawHeader("User-Agent", agent);
    socket->open(request);
    m_guests.push_back(std::move(guest));
}

void ScreenshotRun::inviteGuests()
{
    m_guests.clear(); // those of a former server
    invite(u"/ws"_s, "visitor/1.0 (plain)",
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
}

void ScreenshotRun::serverBegan()
{
    if (std::exchange(m_guestsDue, false))
        inviteGuests();
}

void ScreenshotRun::start()
{
    m_pages = m_window->property("pageNames").toStringList();
    planStates(u"connecting"_s, ServerKind::None, kLookMs, {});
    planStates(u"empty"_s, ServerKind::Idle, kLookMs,
        [this] { return m_dashboard.link()->isLive() && m_dashboard.stats()->isKnown(); });
    viewmodels::MarketPanel &market = *m_dashboard.market();
    viewmodels::StreamRack &streams = *m_dashboard.streams();
    const auto streaming
        = [&streams] { return streams.used() > 0 && streams.traceAt(0)->peakToPeak() > 0; };
    const std::vector<Scene> scenes {
        {u"market"_s, u"market"_s, kLookMs + 1000,
            [this] {
                m_guestsDue = true;
                Q_EMIT serverWanted(ServerKind::Real);
            },
            [&market] {
                return !market.candles()->isEmpty() && !market.book()->isEmpty()
                    && market.tape()->rowCount() > 0;
            }},
        {u"streams"_s, u"streams"_s, kLookMs, [this] { chooseTraces(kTraces, true); }, streaming},
        {u"streams-spectrum"_s, u"streams"_s, kLookMs + kWaterfallMs,
            [this] {
                m_dashboard.preferences()->setSpectrum(true);
                m_dashboard.streams()->toggle(u"wave.chirp"_s);
            },
            streaming},
        {u"connections"_s, u"connections"_s, kLookMs, {},
            [this] { return m_dashboard.connections()->count() > 1; }},
        {u"connections-detail"_s, u"connections"_s, kLookMs,
            [this] {
                viewmodels::ConnectionTable &table = *m_dashboard.connections();
                int busiest = 0;
                const auto rate = [&table](int row) {
                    const auto *found = table.find(table.keyAt(row));
                    return found ? found->outPerSecond : 0;
                };
                for (int row = 1; row < table.count(); ++row)
                    busiest = rate(row) > rate(busiest) ? row : busiest;
                m_dashboard.detail()->setConnection(table.keyAt(busiest));
            },
            [this] { return !m_dashboard.detail()->subscriptions().isEmpty(); }},
        {u"connections-frames"_s, u"connections"_s, kShortLookMs,
            [this] { showExample(u"frames"_s); },
            [this] { return m_dashboard.detail()->frames()->count() > 20; }},
        {u"inspector"_s, u"inspector"_s, kLookMs + 1000, [this] { showExample({}); }, {}},
        // It goes on behind what follows.
        {u"recordings"_s, u"recordings"_s, kLookMs,
            [this] { m_dashboard.recording()->record(true); },
            [this] {
                return m_dashboard.recording()->isRunning()
                    && m_dashboard.recording()->messages() > 0;
            }},
        {u"lab-backpressure"_s, u"lab"_s, kExperimentMs, [this] { showExample(u"backpressure"_s); },
            {}},
        {u"lab-unbounded"_s, u"lab"_s, kLookMs, [this] { showExample(u"unbounded"_s); }, {}},
        {u"lab-transports"_s, u"lab"_s, kExperimentMs, [this] { showExample(u"transports"_s); },
            {}},
        {u"lab-transports-idle"_s, u"lab"_s, kExperimentMs, [this] { showExample(u"idle feed"_s); },
            {}},
        {u"lab-transports-broken"_s, u"lab"_s, kExperimentMs,
            [this] { showExample(u"header forgotten"_s); }, {}},
        {u"lab-chaos"_s, u"lab"_s, kShortLookMs, [this] { showExample(u"quiet"_s); }, {}},
        {u"lab-chaos-faults"_s, u"lab"_s, kExperimentMs, [this] { showExample(u"chaos"_s); }, {}},
        {u"lab-chaos-storm"_s, u"lab"_s, kExperimentMs, [this] { showExample(u"storm"_s); }, {}},
        {u"lab-scenario-failed"_s, u"lab"_s, kExperimentMs, [this] { showExample(u"failing"_s); },
            {}},
        {u"lab-scenario"_s, u"lab"_s, kShortLookMs, [this] { showExample(u"scenarios"_s); }, {}},
        {u"lab-close-codes"_s, u"lab"_s, kExperimentMs, [this] { showExample(u"close codes"_s); },
            {}},
        {u"lab-handshake"_s, u"lab"_s, kShortLookMs, [this] { showExample(u"handshake"_s); },
            [this] {
                const auto *handshake = ofPage<lab::HandshakeLab>(m_window->contentItem());
                return handshake && handshake->status() > 0;
            }},
        {u"lab-heartbeat"_s, u"lab"_s, kExperimentMs, [this] { showExample(u"heartbeat"_s); },
            [this] {
                const auto *heartbeat = ofPage<lab::HeartbeatLab>(m_window->contentItem());
                const QVariantList readings = heartbeat ? heartbeat->readings() : QVariantList();
                return std::any_of(readings.begin(), readings.end(), [](const QVariant &reading) {
                    return reading.toMap().value(u"endedMs"_s).toDouble() >= 0;
                });
            }},
        {u"reference"_s, u"reference"_s, kShortLookMs, [this] { showExample({}); }, {}},
    };
    m_scenes.insert(m_scenes.end(), scenes.begin(), scenes.end());
    m_scenes.push_back(
        {u"market-report"_s, u"market"_s, kShortLookMs, [this] { showExample(u"report"_s); },
            [this] {
                const auto *check = ofPage<report::MarketCheck>(m_window->contentItem());
                return check && check->isKnown() && !check->isRunning();
            },
            [this] {
                const auto *check = ofPage<report::MarketCheck>(m_window->contentItem());
                return check ? check->done() : 0;
            }});
    planDemos();
    planCluster();
    // Pages that need no time, whichever there are.
    for (const QString &page : std::as_const(m_pages)) {
        const bool taken = page == u"overview" || page == u"cluster" || page == u"demos"
            || std::any_of(scenes.begin(), scenes.end(),
                [&page](const Scene &scene) { return scene.page == page; });
        if (!taken)
            m_scenes.push_back({page, page, kShortLookMs, {}, {}});
    }
    planProxy();
    // Charts of minutes come last: they are the ones that need a past.
    m_scenes.push_back({u"overview"_s, u"overview"_s, kLookMs, {}, {}});
    m_scenes.push_back({u"palette"_s, u"overview"_s, kShortLookMs,
        [this] { QMetaObject::invokeMethod(m_window, "showPalette", Q_ARG(bool, true)); }, {}});
    planRecordings();
    m_scenes.push_back({u"market-closed"_s, u"market"_s, kLookMs,
        [this] {
            QMetaObject::invokeMethod(m_window, "showPalette", Q_ARG(bool, false));
            showExample({});
            m_guestsDue = true;
            m_dashboard.replay()->choose({});
            Q_EMIT serverWanted(ServerKind::Closed);
        },
        [&market] {
            return market.session()->phase() == viewmodels::SessionFeed::Auction
                && !market.candles()->isEmpty();
        }});
    planOverload();
    planStates(u"disconnected"_s, ServerKind::None, kShortLookMs,
        [this] { return !m_dashboard.link()->isLive(); });
    next();
}

void ScreenshotRun::planStates(
    const QString &state, ServerKind kind, int firstMs, const std::function<bool()> &ready)
{
    bool first = true;
    for (const QString &page : std::as_const(m_pages)) {
        std::function<void()> prepare;
        if (std::exchange(first, false)) {
            prepare = [this, kind] {
                QMetaObject::invokeMethod(m_window, "showPalette", Q_ARG(bool, false));
                Q_EMIT serverWanted(kind);
            };
        } else if (page == u"streams" && kind == ServerKind::Idle) {
            prepare = [this] { chooseTraces(kTraces, false); };
        }
        m_scenes.push_back({page + u'-' + state, page, prepare ? firstMs : kStateLookMs,
            std::move(prepare), ready});
    }
}

// Others who are there, as they would be in a browser. Pointers that rest are forgotten: they come
// again.
void ScreenshotRun::inviteToDemos(bool onlyPointers)
{
    const auto says = [](const char *channel, const char *data) {
        return uR"({"type":"publish","channel":"%1","data":%2})"_s.arg(
            QLatin1StringView(channel), QLatin1StringView(data));
    };
    QStringList ada {says("game.cursors.ada00000", R"({"x":0.31,"y":0.42,"name":"Ada"})")};
    QStringList grace {says("game.cursors.grace000", R"({"x":0.66,"y":0.58,"name":"Grace"})")};
    if (!onlyPointers) {
        const QString present = uR"({"type":"subscribe","channel":"chat.lobby.who"})"_s;
        ada << present << says("chat.lobby", R"({"name":"Ada","text":"Is the feed back?"})")
            << says("social.feed",
                   R"({"name":"Ada","text":"Measured the restart: nothing lost, nothing twice."})")
            << says("notices.desk",
                   R"({"kind":"warning","text":"Maintenance at 18:00","name":"Ada","from":"ada"})")
            << says("notices.desk.read", R"({"seq":1,"id":"ada","name":"Ada"})")
            << says("auction.lamp.bid", R"({"name":"Ada","amount":40})");
        grace << present
              << says("chat.lobby",
                     R"({"name":"Grace","text":"Since a minute ago; <b>see the log</b>."})")
              << says("social.feed",
                     R"({"name":"Grace","text":"A slow reader costs the others nothing."})")
              << says("notices.desk",
                     R"({"kind":"alarm","text":"The disk is full","name":"Grace","from":"grace"})")
              << says("auction.lamp.bid", R"({"name":"Grace","amount":70})");
    }
    invite(u"/ws"_s, "visitor/1.0 (Ada)", ada);
    invite(u"/ws"_s, "visitor/1.0 (Grace)", grace);
}

void ScreenshotRun::planDemos()
{
    // The auction first: its round begins with a reader, and only then are there bids.
    for (const QString &name : {u"auction"_s, u"chat"_s, u"cursors"_s, u"notices"_s, u"social"_s,
             u"ticker"_s, u"scores"_s, u"text"_s}) {
        m_scenes.push_back({u"demos-"_s + name, u"demos"_s, kShortLookMs,
            [this, name] {
                showExample(name);
                if (name == u"auction")
                    QTimer::singleShot(kShortLookMs / 2, this, [this] { inviteToDemos(false); });
                if (name == u"cursors")
                    inviteToDemos(true);
            },
            [this, name, looks = 0]() mutable {
                constexpr int kLooksUntilAgain = 5000 / kPatienceStepMs;
                const auto *model = ofPage<demos::DemoModel>(m_window->contentItem());
                if (name == u"text" || (model && model->rowCount() > 0))
                    return true;
                // Where the machine is slow they bid before the round, or find no room yet.
                if (++looks % kLooksUntilAgain == 0)
                    inviteToDemos(name == u"cursors");
                return false;
            }});
    }
}

// The window's server is on no cluster; what one would say of three nodes, and where its broker is
// away.
void ScreenshotRun::planCluster()
{
    m_scenes.push_back({u"cluster"_s, u"cluster"_s, kShortLookMs, {}, {}});
    for (const bool up : {true, false}) {
        m_scenes.push_back({up ? u"cluster-nodes"_s : u"cluster-away"_s, u"cluster"_s, kShortLookMs,
            {}, [this, up, looks = 0]() mutable {
                auto *table = ofPage<viewmodels::ClusterTable>(m_window->contentItem());
                if (!table || table->standing() == viewmodels::ClusterTable::Unknown)
                    return false;
                if (looks++ > 0)
                    return looks > 10; // its chart has had its turn
                for (int second = up ? 0 : 90; second < (up ? 90 : 95); ++second)
                    table->apply(clusterOf(second, up));
                return false;
            }});
    }
}

// Somebody else's server, which tells of a boiler and answers whatever it is told.
QUrl ScreenshotRun::beginForeign()
{
    m_foreign = std::make_unique<QWebSocketServer>(u"boiler"_s, QWebSocketServer::NonSecureMode);
    m_foreign->listen(QHostAddress::LocalHost);
    connect(m_foreign.get(), &QWebSocketServer::newConnection, this, [this] {
        QWebSocket *socket = m_foreign->nextPendingConnection();
        auto *beat = new QTimer(socket);
        connect(beat, &QTimer::timeout, socket, [socket, n = 0]() mutable {
            ++n;
            socket->sendTextMessage(
                uR"({"type":"reading","n":%1,"boiler":{"celsius":%2,"bar":%3},"valve":"%4"})"_s
                    .arg(n)
                    .arg(71.5 + 4 * std::sin(n / 6.0), 0, 'f', 2)
                    .arg(1.6 + 0.2 * std::cos(n / 9.0), 0, 'f', 2)
                    .arg(n / 12 % 2 ? u"open"_s : u"shut"_s));
        });
        connect(
            socket, &QWebSocket::textMessageReceived, socket, [socket, beat](const QString &order) {
                socket->sendTextMessage(uR"({"type":"done","order":%1})"_s.arg(order));
                beat->start(kBeatMs);
            });
    });
    return m_foreign->serverUrl();
}

// A guest's link to it through a fault proxy: lines, one of them looked at, and a message that
// stands still.
void ScreenshotRun::planProxy()
{
    constexpr int kLines = 40;
    m_scenes.push_back(
        {u"inspector-proxy"_s, u"inspector/proxy"_s, kShortLookMs, {}, [this, done = 0]() mutable {
             auto *proxy = ofPage<inspector::ProxySession>(m_window->contentItem());
             if (!proxy || proxy->state() != inspector::ProxySession::Ready)
                 return false;
             if (done == 0) {
                 proxy->start(beginForeign().toString(), {});
             } else if (done == 1 && proxy->tells()) {
                 invite(proxy->address() + u"/panel"_s, "panel/2.3",
                     {uR"({"type":"watch","boiler":1,"every":"100 ms"})"_s,
                         uR"({"type":"set","valve":"open","until":"75 °C"})"_s});
             } else if (done == 2 && proxy->log()->held() > kLines) {
                 proxy->hold(false, true);
             } else if (done == 3 && !proxy->held().isEmpty()) {
                 proxy->log()->setFollow(false);
                 proxy->log()->step(0);
                 proxy->log()->step(-2 * kLines); // to the first, and from there
                 proxy->log()->step(3);
             } else {
                 return done > 3;
             }
             ++done;
             return false;
         }});
}

// What was recorded meanwhile, a copy of it that was cut, and a replay of it.
void ScreenshotRun::planRecordings()
{
    viewmodels::RecordingStatus &recording = *m_dashboard.recording();
    viewmodels::ReplayControl &replay = *m_dashboard.replay();
    const auto copy = [&recording] { return recording.folder() + u"/copied.mcap"_s; };
    m_scenes.push_back({u"recordings-damaged"_s, u"recordings"_s, kShortLookMs,
        [this, &recording] {
            QMetaObject::invokeMethod(m_window, "showPalette", Q_ARG(bool, false));
            recording.record(false);
        },
        [this, &recording, copy] {
            if (recording.isRunning())
                return false;
            const auto *view = ofPage<recordings::RecordingView>(m_window->contentItem());
            if (QFile::copy(recording.file(), copy())) {
                QFile file(copy());
                file.resize(file.size() / 3);
            }
            showExample(u"damaged"_s);
            return view && !view->isReading() && view->isRepairable();
        }});
    m_scenes.push_back({u"recordings-replay"_s, u"recordings/wavetape.mcap"_s, kLookMs,
        [&recording, &replay] { replay.choose(recording.folder() + u"/wavetape.mcap"_s); },
        [this, &replay] {
            const auto *view = ofPage<recordings::RecordingView>(m_window->contentItem());
            if (replay.state() == viewmodels::ReplayControl::Playing) {
                replay.seek(replay.duration() / 2);
                replay.pause();
            }
            return replay.state() == viewmodels::ReplayControl::Paused && view
                && !view->isReading();
        }});
    m_scenes.push_back({u"market-replay"_s, u"market"_s, kLookMs,
        [this, &replay] {
            showExample({});
            replay.play();
        },
        [this] { return !m_dashboard.market()->candles()->isEmpty(); }});
    m_scenes.push_back({u"streams-replay"_s, u"streams"_s, kLookMs, {}, {}});
}

// Nothing is put on: the readers are slow, the waves are more than the link takes, and the log is
// over its bound. The Reference needs no server, so there is nothing that could overload it.
void ScreenshotRun::planOverload()
{
    viewmodels::Dashboard &board = m_dashboard;
    const auto dropping = [&board] { return board.stats()->droppedPerSecond()->last() > 0; };
    const std::vector<Scene> scenes {
        {u"market-overloaded"_s, u"market"_s, kOverloadMs,
            [this] {
                QMetaObject::invokeMethod(m_window, "showPalette", Q_ARG(bool, false));
                m_guestsDue = true;
                Q_EMIT serverWanted(ServerKind::Flooding);
            },
            [&board] { return board.link()->isLive() && !board.market()->candles()->isEmpty(); }},
        {u"lab-overloaded"_s, u"lab"_s, kOverloadMs,
            [this] {
                showExample(u"backpressure"_s);
                showExample(u"unbounded"_s);
            },
            dropping},
        {u"connections-overloaded"_s, u"connections"_s, kOverloadMs,
            [this] { m_dashboard.detail()->setConnection({}); },
            [&board] { return board.connections()->lagging() > 0; }},
        {u"overview-overloaded"_s, u"overview"_s, kOverloadMs, {}, dropping},
        {u"server-overloaded"_s, u"server"_s, kShortLookMs,
            [this] { m_dashboard.preferences()->setSpectrum(false); }, dropping},
        {u"streams-overloaded"_s, u"streams"_s, kOverloadMs,
            [this] { chooseTraces(kTraces + kMoreTraces, true); },
            [&board] { return board.streams()->lost() > 0; }},
        {u"inspector-overloaded"_s, u"inspector"_s, kExperimentMs,
            [this] {
                chooseTraces(kMoreTraces, false);
                showExample(u"flood"_s);
            },
            [this] {
                auto *session = ofPage<inspector::InspectorSession>(m_window->contentItem());
                return session && session->log()->dropped() > 0;
            }},
    };
    m_scenes.insert(m_scenes.end(), scenes.begin(), scenes.end());
}

void ScreenshotRun::chooseTraces(const QStringList &channels, bool shown)
{
    viewmodels::StreamRack &streams = *m_dashboard.streams();
    for (const QString &channel : channels) {
        const int before = streams.used();
        streams.toggle(channel);
        if ((streams.used() > before) != shown)
            streams.toggle(channel);
    }
}

void ScreenshotRun::showExample(const QString &name)
{
    QMetaObject::invokeMethod(m_window, "showExample", Q_ARG(QString, name));
}

void ScreenshotRun::next()
{
    if (m_scene >= m_scenes.size()) {
        Q_EMIT finished({});
        return;
    }
    const Scene &scene = m_scenes[m_scene];
    QMetaObject::invokeMethod(m_window, "showPage", Q_ARG(QString, scene.page));
    if (scene.prepare)
        scene.prepare();
    m_patience = kPatienceMs / kPatienceStepMs;
    m_timer.start(scene.ms);
}

void ScreenshotRun::shoot()
{
    const Scene &scene = m_scenes[m_scene];
    const double progress = scene.progress ? scene.progress() : 0;
    if (progress != std::exchange(m_progress, progress))
        m_patience = kPatienceMs / kPatienceStepMs;
    if (scene.ready && !scene.ready() && --m_patience > 0) {
        m_timer.start(kPatienceStepMs);
        return;
    }
    if (scene.ready && m_patience <= 0)
        std::fprintf(stderr, "wavetape: %s did not come about\n", qPrintable(scene.name));
    const QString path = QDir(m_folder).filePath(scene.name + u".png"_s);
    const QImage picture = m_window->grabWindow();
    if (picture.isNull() || !picture.save(path)) {
        Q_EMIT finished(tr("%1 could not be written").arg(path));
        return;
    }
    ++m_scene;
    next();
}

} // namespace wavetape
