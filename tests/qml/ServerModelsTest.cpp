// SPDX-License-Identifier: GPL-3.0-or-later
// What is made of a server's figures: a connection's life, thresholds, limits.
#include "viewmodels/ConnectionDetail.h"
#include "viewmodels/ConnectionPhases.h"
#include "viewmodels/ConnectionTable.h"
#include "viewmodels/EventLog.h"
#include "viewmodels/LimitScale.h"
#include "viewmodels/LoadAlerts.h"
#include "viewmodels/Preferences.h"
#include "viewmodels/SettingsList.h"
#include "viewmodels/StreamRack.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace wavetape;
using namespace wavetape::viewmodels;

class ServerModelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void howPagesWereLeftIsKept()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath("window.ini");
        {
            Preferences preferences(std::make_unique<QSettings>(path, QSettings::IniFormat));
            QCOMPARE(preferences.kept("lab/tab", "first"), "first");
            preferences.keep("lab/tab", "heartbeat");
            preferences.keep("streams/shown", QString(5000, u'x')); // no layout is that long
        }
        Preferences again(std::make_unique<QSettings>(path, QSettings::IniFormat));
        QCOMPARE(again.kept("lab/tab"), "heartbeat");
        QCOMPARE(again.kept("streams/shown"), "");
        Preferences forgetful(false);
        forgetful.keep("lab/tab", "heartbeat");
        QCOMPARE(forgetful.kept("lab/tab"), "");
    }
    void aSignalIsCalledWhatItsSenderCallsIt()
    {
        client::FeedClient client;
        StreamRack rack(client);
        const auto listed = [](const char *signal) {
            return QJsonDocument::fromJson(
                QByteArray(R"({"channels":[{"channel":"uplink.s5.0","kind":"binary","signal":)")
                + signal + R"(},{"channel":"uplink.s6","kind":"binary"}]})")
                .object();
        };
        rack.take("uplink.", listed(R"({"name":"pressure","unit":"bar"})"));
        const auto label
            = [&rack](int row) { return rack.data(rack.index(row), StreamRack::Label).toString(); };
        QCOMPARE(label(0), "pressure, bar");
        QCOMPARE(label(1), StreamSlot::labelOf("uplink.s6"));
        QVERIFY(rack.toggle("uplink.s5.0"));
        QCOMPARE(rack.traceAt(0)->label(), "pressure, bar");
        rack.take("uplink.", listed(R"({"name":"temperature"})")); // said anew
        QCOMPARE(rack.traceAt(0)->label(), "temperature");
        rack.take("uplink.", listed("[1]"));
        QCOMPARE(rack.traceAt(0)->label(), StreamSlot::labelOf("uplink.s5.0"));
    }
    void signalsAreShownByName()
    {
        client::FeedClient client;
        StreamRack rack(client);
        QSignalSpy used(&rack, &StreamRack::usedChanged);
        rack.show({"wave.a", "wave.b"});
        QCOMPARE(rack.shown(), (QStringList {"wave.a", "wave.b"}));
        rack.show({"wave.c", "wave.b", "wave.b", QString(500, u'x'), ""});
        QCOMPARE(rack.shown(), (QStringList {"wave.c", "wave.b"}));
        rack.show({"1", "2", "3", "4", "5", "6", "7", "8"});
        QCOMPARE(rack.shown().size(), StreamRack::kSlots);
        StreamSlot *slot = rack.traceAt(0);
        slot->rescale(1);
        QCOMPARE(slot->scale(), 2.0);
        slot->rescale(2);
        QCOMPARE(slot->scale(), 10.0);
        slot->rescale(100);
        QCOMPARE(slot->scale(), 1000.0);
        slot->rescale(-10);
        QCOMPARE(slot->scale(), 0.5);
        slot->rescale(-100);
        QCOMPARE(slot->scale(), 0.01);
        rack.show({});
        QCOMPARE(slot->scale(), 1.0);
        QCOMPARE(rack.used(), 0);
        QVERIFY(used.count() > 0);
    }
    void aThresholdIsToldOnceEachTimeItIsCrossed()
    {
        EventLog log(EventLog::Content::Everything);
        LoadAlerts alerts(log);
        TimeSeries series;
        alerts.watch("queued", series, "Queued", [](double v) { return QString::number(v); });
        QVERIFY(std::isnan(alerts.at("queued")));
        QVERIFY(std::isnan(alerts.at("nothing")));
        alerts.place("nothing", 5);
        alerts.place("queued", 100);
        QCOMPARE(alerts.at("queued"), 100.0);
        log.append({EventLog::Event {.time = 90'000, .kind = "server"}});
        double second = 0;
        for (const double value : {90.0, 101.0, 150.0, 95.0, 120.0, 89.0, 110.0})
            series.append(++second, value);
        QCOMPARE(log.count(), 3);
        QCOMPARE(log.data(log.index(0), EventLog::Text).toString(), "Queued above 100: 110");
        QCOMPARE(log.data(log.index(1), EventLog::Text).toString(), "Queued above 100: 101");
        QCOMPARE(log.data(log.index(0), EventLog::Kind).toString(), "alert");
        alerts.place("queued", 50); // it is above it
        QCOMPARE(log.count(), 4);
        alerts.place("queued", std::nan(""));
        series.append(++second, 1000);
        QVERIFY(std::isnan(alerts.at("queued")));
        QCOMPARE(log.count(), 4);
    }
    void aConnectionsPhasesShareItsTime()
    {
        const auto told = [](const ConnectionPhases &phases) {
            QStringList texts;
            double share = 0;
            for (const QVariant &row : phases.rows()) {
                texts << row.toMap()["text"].toString();
                share += row.toMap()["share"].toDouble();
            }
            return qFuzzyCompare(share, 1) ? texts : QStringList("shares are not one");
        };
        ConnectionPhases phases;
        phases.wholeMs = 40;
        QCOMPARE(told(phases), (QStringList {"40 ms", "to come", "to come"}));
        phases = {ConnectionPhases::Data, 65'002, 2.0, std::nan("")};
        QCOMPARE(told(phases), (QStringList {"2.00 ms", "1 min 05 s", "to come"}));
        phases = {ConnectionPhases::Closing, 65'402, 2.0, 400};
        QCOMPARE(told(phases), (QStringList {"2.00 ms", "1 min 05 s", "400 ms"}));
        // It was cut: nobody closed it, and its opening was not recorded.
        phases = {ConnectionPhases::Ended, 65'000, std::nan(""), std::nan("")};
        QCOMPARE(told(phases), (QStringList {"not known", "1 min 05 s", "none"}));
    }
    void whatIsReadAndHeldBackIsMarked()
    {
        client::FeedClient client;
        ConnectionTable table(client);
        EventLog ended(EventLog::Content::EndedConnections);
        ConnectionDetail detail(client, table, ended);
        const auto tell = [&](double second, double pauses, bool paused) {
            QJsonObject told {{"id", "c1"}, {"state", "open"}, {"sinceMs", second * 1000}};
            told["readPauses"] = pauses;
            told["readPaused"] = paused;
            if (second > 1)
                told["bufferedAmount"] = second * 100;
            table.apply({{"time", 10'000 + second * 1000}, {"full", true}, {"page", 0},
                {"pages", 1}, {"rows", QJsonArray {told}}});
            table.arrange();
        };
        const auto marks = [&] {
            QStringList texts;
            for (const QVariant &mark : detail.readMarks())
                texts << QStringLiteral("%1 %2")
                             .arg(mark.toMap()["ago"].toDouble())
                             .arg(mark.toMap()["text"].toString());
            return texts;
        };
        tell(1, 3, false);
        detail.setConnection("c1");
        QCOMPARE(detail.readyState(), 1);
        QCOMPARE(marks(), QStringList()); // what was before it was looked at
        QVERIFY(detail.buffered()->isEmpty());
        tell(2, 4, true);
        tell(3, 4, true);
        tell(5, 7, false); // resumed, and two short ones between
        QCOMPARE(marks(), (QStringList {"3 not read", "0 not read, 3×", "0 read again"}));
        QCOMPARE(detail.buffered()->last(), 500.0);
        QCOMPARE(detail.buffered()->size(), 3);
        tell(200, 7, false);
        QCOMPARE(marks(), QStringList());
    }
    void aLimitHasASliderAndAListHasParts()
    {
        const LimitScale rates(0.1, 1e6, 50, false);
        QCOMPARE(rates.stops().first(), 0.1);
        QCOMPARE(rates.stops().last(), 50'000.0);
        QCOMPARE(rates.stops()[rates.nearest(50)], 50.0);
        QCOMPARE(rates.stops()[rates.nearest(70)], 50.0);
        QCOMPARE(LimitScale(1024, 1 << 30, 1 << 20, true).stops().size(), 21); // 1 KiB to 1 GiB
        QCOMPARE(rates.nearest(0), 0);
        QCOMPARE(LimitScale().nearest(7), -1);
        QVERIFY(LimitScale(0, 0, 0, false).stops().isEmpty());

        SettingsList settings;
        settings.assign(
            {{.key = "limits.rate", .value = "50", .standard = "50", .typed = "50", .scale = rates},
                {.key = "access.origins",
                    .value = "https://a.example",
                    .typed = "https://a.example",
                    .many = true}},
            [](const QString &, QString &text) {
                return text.contains("bad") ? QStringLiteral("must be an origin") : QString();
            });
        const auto typed = [&settings](int row) {
            return settings.data(settings.index(row), SettingsList::Typed).toString();
        };
        QCOMPARE(
            settings.data(settings.index(0), SettingsList::Stops).toInt(), rates.stops().size());
        QCOMPARE(settings.data(settings.index(1), SettingsList::Stops).toInt(), 0);
        settings.slide("limits.rate", rates.nearest(50) + 1);
        QCOMPARE(typed(0), "100");
        settings.slide("limits.rate", 0);
        QCOMPARE(typed(0), "0.1");
        settings.slide("limits.rate", 1000);
        QCOMPARE(typed(0), "0.1");
        settings.addTo("access.origins", " https://b.example ");
        settings.addTo("access.origins", "https://b.example");
        settings.addTo("access.origins", "");
        QCOMPARE(typed(1), "https://a.example, https://b.example");
        settings.addTo("access.origins", "bad");
        QVERIFY(!settings.data(settings.index(1), SettingsList::Problem).toString().isEmpty());
        settings.takeFrom("access.origins", "bad");
        settings.takeFrom("access.origins", "https://a.example");
        QCOMPARE(typed(1), "https://b.example");
        QVERIFY(settings.data(settings.index(1), SettingsList::Problem).toString().isEmpty());
    }
};

QTEST_GUILESS_MAIN(ServerModelsTest)
#include "ServerModelsTest.moc"
