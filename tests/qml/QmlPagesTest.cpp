// SPDX-License-Identifier: GPL-3.0-or-later
// Qt Charts needs a QApplication, so this has a main of its own instead of QUICK_TEST_MAIN.
#include "HostileVisitors.h"
#include "Language.h"
#include "OtherServer.h"
#include "Server.h"
#include "ServerSettings.h"
#include "Translated.h"
#include "WindowProbe.h"
#include "client/FeedClient.h"
#include "viewmodels/Dashboard.h"

#include <QApplication>
#include <QQmlContext>
#include <QQmlEngine>
#include <QQuickStyle>
#include <QtQuickTest>

#include <cstdio>

namespace {

// Asks the window's client for more than it gives it room for: of the trades that come while
// nobody looks all but the newest are lost.
class SmallInbox : public QObject {
    Q_OBJECT
public:
    explicit SmallInbox(wavetape::client::FeedClient &client)
        : m_client(client)
    {
    }
    Q_INVOKABLE void open()
    {
        m_trades = m_client.subscribe(QStringLiteral("trades.*"), {.inboxLimit = 1}, [](auto &) {});
    }
    Q_INVOKABLE void close() { m_trades.reset(); }

private:
    wavetape::client::FeedClient &m_client;
    wavetape::client::Subscription m_trades;
};

// The table of settings, as in the program whose window runs its own server.
class OwnSettings : public QObject {
    Q_OBJECT
public:
    OwnSettings(
        wavetape::viewmodels::SettingsList &list, const wavetape::config::ServerConfig &config)
        : m_list(list)
        , m_settings(list, nullptr)
        , m_config(config)
    {
    }
    Q_INVOKABLE void show() { m_settings.show(m_config); }
    Q_INVOKABLE void hide()
    {
        m_list.setFilter({});
        m_list.assign({}, {});
    }

private:
    wavetape::viewmodels::SettingsList &m_list;
    wavetape::ServerSettings m_settings;
    const wavetape::config::ServerConfig m_config;
};

// Figures as no honest market has them.
class WildMarket : public QObject {
    Q_OBJECT
public:
    explicit WildMarket(wavetape::viewmodels::Watchlist &watchlist)
        : m_watchlist(watchlist)
    {
    }
    Q_INVOKABLE void tick(const QString &symbol, double figure)
    {
        m_watchlist.apply({.symbol = symbol,
            .price = figure,
            .bid = figure,
            .ask = figure,
            .open = figure,
            .high = figure,
            .low = figure,
            .change = figure,
            .changePct = figure,
            .volume = figure});
    }

    Q_INVOKABLE void forget() { m_watchlist.clear(); }

private:
    wavetape::viewmodels::Watchlist &m_watchlist;
};

class Setup : public QObject {
    Q_OBJECT
public:
    Setup(wavetape::tests::WindowProbe &probe, wavetape::tests::OtherServer &other,
        wavetape::client::FeedClient &client, OwnSettings &settings,
        wavetape::viewmodels::Watchlist &watchlist)
        : m_probe(probe)
        , m_other(other)
        , m_settings(settings)
        , m_smallInbox(client)
        , m_wildMarket(watchlist)
    {
    }

public Q_SLOTS:
    void qmlEngineAvailable(QQmlEngine *engine)
    {
        engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
        engine->rootContext()->setContextProperty(QStringLiteral("probe"), &m_probe);
        engine->rootContext()->setContextProperty(QStringLiteral("otherServer"), &m_other);
        engine->rootContext()->setContextProperty(QStringLiteral("smallInbox"), &m_smallInbox);
        engine->rootContext()->setContextProperty(QStringLiteral("ownSettings"), &m_settings);
        engine->rootContext()->setContextProperty(QStringLiteral("wildMarket"), &m_wildMarket);
        engine->rootContext()->setContextProperty(QStringLiteral("translated"), &m_translated);
        engine->rootContext()->setContextProperty(QStringLiteral("hostile"), &m_hostile);
        engine->rootContext()->setContextProperty(QStringLiteral("fetches"), &m_fetches);
        engine->setNetworkAccessManagerFactory(&m_fetches);
    }

private:
    wavetape::tests::WindowProbe &m_probe;
    wavetape::tests::OtherServer &m_other;
    OwnSettings &m_settings;
    SmallInbox m_smallInbox;
    WildMarket m_wildMarket;
    wavetape::tests::Translated m_translated;
    wavetape::tests::HostileVisitors m_hostile;
    wavetape::tests::FetchCounter m_fetches;
};

} // namespace

int main(int argc, char **argv)
{
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("wavetape-test"));

    wavetape::Language::speak(qEnvironmentVariable("WAVETAPE_TEST_LANGUAGE", QStringLiteral("en")));
    wavetape::config::ServerConfig config;
    config.listen = {{"127.0.0.1", 0, false}};
    if (qEnvironmentVariableIsSet("WAVETAPE_TEST_FEED"))
        config.feed.profile = qEnvironmentVariable("WAVETAPE_TEST_FEED").toStdString();
    wavetape::Server server(config);
    server.faults();
    if (const auto started = server.start(); !started) {
        std::fprintf(stderr, "%s\n", started.error().c_str());
        return 2;
    }
    int result = 0;
    wavetape::tests::WindowProbe probe;
    {
        wavetape::client::FeedClient client;
        wavetape::viewmodels::Dashboard dashboard(client, false);
        const QUrl home(QStringLiteral("ws://127.0.0.1:%1/ws").arg(server.port()));
        const QString token = QString::fromStdString(server.adminToken());
        client.open(home, token);
        wavetape::tests::OtherServer other(client, home, token);
        wavetape::tests::WindowProbe::installMessageCounter();
        OwnSettings settings(*dashboard.settings(), config);
        Setup setup(probe, other, client, settings, *dashboard.market()->watchlist());
        result = quick_test_main_with_setup(argc, argv, "qml-pages", QUICK_TEST_SOURCE_DIR, &setup);
    }
    server.stop();
    if (probe.warnings() > 0) {
        std::fprintf(stderr, "%d warnings were written: none is allowed\n", probe.warnings());
        return 1;
    }
    return result;
}

#include "QmlPagesTest.moc"
