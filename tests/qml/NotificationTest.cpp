// SPDX-License-Identifier: GPL-3.0-or-later
// What rings in the window is told by the desktop: by dunst on a bus of its own (notified.sh), by a
// service that remembers what it was given, and what happens where there is no service, or no bus.
// notification-test dunst|service|nobody|no-bus
#include "Application.h"
#include "Bystander.h"
#include "DesktopNotifier.h"
#include "Language.h"
#include "WindowProbe.h"

#include <QApplication>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QQuickStyle>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 60'000;
QString s_desktop;

QByteArray dunst(const QStringList &words)
{
    QProcess process;
    process.start(u"dunstctl"_s, words);
    process.waitForFinished(kPatienceMs);
    return process.readAllStandardOutput();
}

// What was shown and is gone, the newest first, as "program | title | text".
QStringList gone()
{
    QStringList notices;
    const QJsonObject history = QJsonDocument::fromJson(dunst({u"history"_s})).object();
    for (const auto &value : history.value(u"data"_s).toArray().at(0).toArray()) {
        const QJsonObject notice = value.toObject();
        const auto text = [&notice](QLatin1StringView name) {
            return notice.value(name).toObject().value(u"data"_s).toString();
        };
        notices << text("appname"_L1) + u" | "_s + text("summary"_L1) + u" | "_s + text("body"_L1);
    }
    return notices;
}

int shown()
{
    return dunst({u"count"_s, u"displayed"_s}).trimmed().toInt();
}

// A desktop's service on the session bus, as the specification has it.
class NoticeService : public QDBusVirtualObject {
    Q_OBJECT
public:
    struct Notice {
        QString program, title, text;
        uint replaced = 0;
        QStringList actions;
    };
    QStringList abilities;
    std::vector<Notice> notices;

    // False: somebody else is.
    bool begin()
    {
        return m_bus.registerVirtualObject(u"/org/freedesktop/Notifications"_s, this)
            && m_bus.registerService(u"org.freedesktop.Notifications"_s);
    }
    // Notice `number`, counted from 1.
    void press(uint number)
    {
        QDBusMessage signal = QDBusMessage::createSignal(u"/org/freedesktop/Notifications"_s,
            u"org.freedesktop.Notifications"_s, u"ActionInvoked"_s);
        m_bus.send(signal << number << u"default"_s);
    }
    QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override
    {
        const QVariantList given = message.arguments();
        if (message.member() == u"GetCapabilities")
            return connection.send(message.createReply(abilities));
        if (message.member() != u"Notify" || given.size() != 8)
            return false;
        notices.push_back({given[0].toString(), given[3].toString(), given[4].toString(),
            given[1].toUInt(), given[5].toStringList()});
        return connection.send(message.createReply(uint(notices.size())));
    }

private:
    QDBusConnection m_bus
        = QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"notices"_s);
};

} // namespace

class NotificationTest : public QObject {
    Q_OBJECT
    wavetape::tests::WindowProbe m_probe;
    QTemporaryDir m_home;
    std::unique_ptr<wavetape::Application> m_program;
    QQuickWindow *m_window = nullptr;
    std::unique_ptr<NoticeService> m_service; // where it is what the desktop has

    int seen(const QString &text) const
    {
        const QStringList names = m_probe.names(m_window);
        return int(std::count_if(names.begin(), names.end(),
            [&text](const QString &name) { return name.contains(text); }));
    }
    void showPage(const QString &name)
    {
        QMetaObject::invokeMethod(m_window, "showPage", Q_ARG(QString, name));
    }
    QString page() const
    {
        return m_window->property("pageNames")
            .toStringList()
            .value(m_window->property("current").toInt());
    }
    static wavetape::viewmodels::Dashboard &dashboard()
    {
        return *wavetape::viewmodels::Dashboard::create(nullptr, nullptr);
    }
    static wavetape::viewmodels::MarketPanel &market() { return *dashboard().market(); }
    static quint16 port() { return quint16(QUrl(dashboard().link()->browserUrl()).port()); }
    // By whichever desktop there is; where there is none the window says so.
    void isTold(const QString &title)
    {
        if (m_service) {
            QTRY_COMPARE_WITH_TIMEOUT(m_service->notices.size(), size_t(1), kPatienceMs);
            QCOMPARE(m_service->notices[0].program, u"Wavetape"_s);
            QCOMPARE(m_service->notices[0].title, title);
            QCOMPARE(m_service->notices[0].text, dashboard().link()->browserUrl());
            QCOMPARE(m_service->notices[0].actions, QStringList({u"default"_s, u"Show"_s}));
        } else if (s_desktop == u"dunst") {
            QTRY_COMPARE_WITH_TIMEOUT(shown(), 1, kPatienceMs);
            dunst({u"close-all"_s});
            const QString told = u"Wavetape | "_s + title + u" | http"_s;
            QTRY_VERIFY_WITH_TIMEOUT(gone().value(0).startsWith(told), kPatienceMs);
        } else {
            const QString page = NotificationTest::page();
            showPage(u"overview"_s);
            QTRY_COMPARE_WITH_TIMEOUT(seen(u"not by the desktop"_s), 1, kPatienceMs);
            showPage(page);
        }
    }
    void pressLeadsTo(const QString &wanted)
    {
        if (!m_service)
            return;
        showPage(u"server"_s);
        m_service->press(1);
        QTRY_COMPARE_WITH_TIMEOUT(page(), wanted, kPatienceMs);
    }

private Q_SLOTS:
    void init()
    {
        QVERIFY(m_home.isValid());
        qputenv("XDG_CONFIG_HOME", m_home.path().toLocal8Bit());
        if (s_desktop == u"service") {
            if (!m_service) {
                m_service = std::make_unique<NoticeService>();
                QVERIFY(m_service->begin());
            }
            m_service->abilities = QStringList {u"body"_s, u"body-markup"_s, u"actions"_s};
            m_service->notices.clear();
        }
        wavetape::config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        config.feed.symbols = 4;
        config.feed.speed = 60;
        m_program = std::make_unique<wavetape::Application>(config, wavetape::WindowOptions());
        QVERIFY(m_program->start());
        for (QWindow *window : QGuiApplication::topLevelWindows()) {
            if (auto *quick = qobject_cast<QQuickWindow *>(window))
                m_window = quick;
        }
        QVERIFY(m_window);
        m_window->requestActivate();
    }
    void cleanup()
    {
        m_window = nullptr;
        m_program.reset();
    }
    // Also while nobody looks at the market.
    void aPrice()
    {
        showPage(u"market"_s);
        QTRY_VERIFY_WITH_TIMEOUT(market().ticker().contains(u"price"_s), kPatienceMs);
        const QString symbol = market().symbol();
        showPage(u"overview"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!market().isActive(), kPatienceMs);
        market().alarm()->place(market().ticker().value(u"price"_s).toDouble());
        QTRY_VERIFY_WITH_TIMEOUT(!market().alarm()->isSet(), kPatienceMs);
        QVERIFY(market().alarm()->rung().startsWith(symbol));
        isTold(market().alarm()->rung());
        pressLeadsTo(u"market"_s);
    }
    void aThreshold()
    {
        showPage(u"server"_s);
        QTRY_VERIFY_WITH_TIMEOUT(dashboard().stats()->isKnown(), kPatienceMs);
        const QSignalSpy raised(dashboard().alerts(), &wavetape::viewmodels::LoadAlerts::raised);
        dashboard().alerts()->place(u"connections"_s, 0.5);
        const wavetape::tests::Bystander visitor(port());
        QTRY_COMPARE_WITH_TIMEOUT(raised.count(), 1, kPatienceMs);
        const QString told = raised.at(0).at(1).toString();
        QVERIFY2(told.startsWith(u"Connections above "_s), qPrintable(told));
        isTold(told);
        QCOMPARE(seen(told), 0); // it is an event of the Overview, which is not seen
        pressLeadsTo(u"overview"_s);
        showPage(u"overview"_s);
        QTRY_VERIFY_WITH_TIMEOUT(seen(told) > 0, kPatienceMs);
        dashboard().alerts()->place(u"connections"_s, 0);
    }
    // The title is never markup; the text is escaped for who takes it for such.
    void markupStaysText()
    {
        if (!m_service)
            QSKIP("only with the service that remembers");
        wavetape::DesktopNotifier notifier;
        const QString title = u"<b>bold</b> & \"quoted\""_s;
        const QString text = u"<img src='http://127.0.0.1:9/x'/> a < b && c"_s;
        const size_t before = m_service->notices.size();
        notifier.show(u"topic"_s, title, text);
        QTRY_COMPARE_WITH_TIMEOUT(m_service->notices.size(), before + 1, kPatienceMs);
        QCOMPARE(m_service->notices.back().title, title);
        QCOMPARE(m_service->notices.back().text,
            u"&lt;img src='http://127.0.0.1:9/x'/&gt; a &lt; b &amp;&amp; c"_s);
        QCOMPARE(m_service->notices.back().replaced, 0U);
        QCOMPARE(m_service->notices.back().actions, QStringList({u"default"_s, u"Show"_s}));
        // Another service has come, one that shows plain text and no buttons.
        m_service->abilities = QStringList {u"body"_s};
        notifier.show(u"topic"_s, title, text);
        QTRY_COMPARE_WITH_TIMEOUT(m_service->notices.size(), before + 2, kPatienceMs);
        QCOMPARE(m_service->notices.back().title, title);
        QCOMPARE(m_service->notices.back().text, text);
        QCOMPARE(m_service->notices.back().replaced, uint(before + 1));
        QVERIFY(m_service->notices.back().actions.isEmpty());
    }
    void nothingWasComplainedOf() { QCOMPARE(m_probe.warnings(), 0); }
};

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    s_desktop = QString::fromLocal8Bit(argv[1]);
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("wavetape"));
    QApplication::setOrganizationName(QStringLiteral("wavetape"));
    wavetape::Language::speak(QStringLiteral("en"));
    wavetape::tests::WindowProbe::installMessageCounter();
    NotificationTest test;
    return QTest::qExec(&test, {QString::fromLocal8Bit(argv[0])});
}

#include "NotificationTest.moc"
