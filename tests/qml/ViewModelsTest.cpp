// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/ConnectionDetail.h"
#include "viewmodels/ConnectionTable.h"
#include "viewmodels/EventLog.h"
#include "viewmodels/LoadHistory.h"
#include "viewmodels/MarketPanel.h"
#include "viewmodels/ServerStats.h"
#include "viewmodels/SettingsList.h"
#include "viewmodels/StreamSlot.h"
#include "viewmodels/TimeSeries.h"
#include "viewmodels/Watchlist.h"
#include "viewmodels/WaveRates.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <random>

using namespace wavetape;
using namespace wavetape::viewmodels;

namespace {

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

QJsonObject listing(
    bool full, int page, int pages, const QJsonArray &rows, const QJsonArray &removed = {})
{
    return {{"time", 10'000}, {"full", full}, {"page", page}, {"pages", pages}, {"rows", rows},
        {"removed", removed}};
}

QJsonObject row(const QString &id, double queue = 0, const QString &lag = "normal")
{
    return {{"id", id}, {"address", "127.0.0.1:" + id.mid(1)}, {"state", "open"}, {"lag", lag},
        {"queueBytes", queue}, {"sinceMs", 1000}, {"agent", "node ws/8"}};
}

EventLog::Event happening(double time, const char *kind, const char *id)
{
    return {.time = time, .kind = kind, .connection = id};
}

} // namespace

class ViewModelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEventKeepsItsNumberWhileNewerOnesMoveIt()
    {
        EventLog log(EventLog::Content::Everything);
        log.append({happening(1, "open", "c1"), happening(2, "open", "c2")});
        const double number = log.keyAt(1);
        QCOMPARE(log.indexOfKey(number), 1);
        log.append({happening(2, "open", "c2"), happening(3, "close", "c1")}); // one is known
        QCOMPARE(log.indexOfKey(number), 2);
        QCOMPARE(log.data(log.index(2), EventLog::Connection).toString(), "c1");
        std::vector<EventLog::Event> many;
        for (size_t i = 0; i < EventLog::kLimit; ++i)
            many.push_back(happening(4 + double(i), "open", "c3"));
        log.append(many);
        QCOMPARE(log.indexOfKey(number), -1);
        QCOMPARE(log.indexOfKey(log.keyAt(0)), 0);
        log.clear();
        QCOMPARE(log.indexOfKey(number), -1);
    }
    void seriesForgetsWhatIsOld()
    {
        TimeSeries series(nullptr, 10, 3);
        for (int i = 0; i < 100; ++i)
            series.append(i, i);
        QVERIFY(series.size() <= 12);
        QCOMPARE(series.recent(), (QList<double> {97, 98, 99}));
        QCOMPARE(series.points().last(), QPointF(0, 99));
        QVERIFY(series.points().first().x() <= -10);
        series.append(50, 1); // the past
        series.append(100, std::nan(""));
        QCOMPARE(series.last(), 99.0);
    }

    void seriesTellsWhatWas()
    {
        TimeSeries series;
        for (int i = 0; i <= 10; ++i)
            series.append(i, i * i);
        QCOMPARE(series.valueAt(0), 100.0);
        QCOMPARE(series.valueAt(3), 49.0);
        QCOMPARE(series.valueAt(3.4), 49.0);
        QVERIFY(std::isnan(series.valueAt(20)));
    }
    void rmsIsOfWholePeriods()
    {
        std::vector<float> sine;
        for (int i = 0; i < 65536; ++i)
            sine.push_back(std::sin(float(i) * 2 * float(M_PI) / 48000));
        QVERIFY(std::abs(StreamSlot::rmsOf(sine) - M_SQRT1_2) < 0.0005);
        QVERIFY(std::abs(StreamSlot::rmsOf(std::span(sine).first(12000)) - M_SQRT1_2) < 0.001);
        QCOMPARE(StreamSlot::rmsOf({}), 0.0);
    }
    void whatArrivesIsCounted()
    {
        client::FeedClient client;
        StreamSlot slot(client, 0);
        slot.setChannel("wave.sine1");
        plotting::SampleStream &stream = *slot.source()->stream();
        stream.begin(48000);
        int64_t us = 0;
        // So many quarters of a second, of which in every `whole` blocks of 480 one is lost.
        const auto pass = [&](int quarters, int whole) {
            for (int block = 0; block < quarters * 25; ++block, us += 10'000) {
                if (whole > 0 && block % whole == 0)
                    stream.gap(480);
                else
                    stream.append(std::vector<float>(480, 1.0f), us);
                if (block % 25 == 24)
                    slot.measure(0.25);
            }
        };
        pass(4, 0);
        QCOMPARE(slot.arrivingHz(), 48000.0);
        pass(60, 0);
        QCOMPARE(slot.arrivingHz(), 48000.0);
        // What was lost did not arrive, and what came before a pause says nothing of now.
        pass(60, 4);
        QVERIFY2(std::abs(slot.arrivingHz() - 36000) < 360,
            qPrintable(QString::number(slot.arrivingHz())));
        slot.setActive(true);
        slot.measure(40);
        pass(4, 0);
        QCOMPARE(slot.arrivingHz(), 48000.0);
        // A rate that changes begins anew what it is drawn by, not the count.
        stream.begin(96000);
        pass(60, 0);
        QCOMPARE(slot.arrivingHz(), 48000.0);
        for (int i = 0; i < 9; ++i)
            slot.measure(0.25);
        QCOMPARE(slot.arrivingHz(), 0.0);
    }

    void anotherServerHasSymbolsOfItsOwn()
    {
        client::FeedClient client;
        MarketPanel market(client);
        Watchlist *watchlist = market.watchlist();
        watchlist->apply({.symbol = "AAPL", .price = 1});
        watchlist->flush();
        QCOMPARE(market.symbol(), "AAPL");
        market.startOver();
        QCOMPARE(watchlist->total(), 0);
        QCOMPARE(market.symbol(), "");
        watchlist->apply({.symbol = "OTHER", .price = 2});
        watchlist->flush();
        QCOMPARE(watchlist->count(), 1);
        QCOMPARE(market.symbol(), "OTHER");
    }

    void whoLosesStandsFirst()
    {
        client::FeedClient client;
        ConnectionTable table(client);
        const auto told = [&table](double time, std::vector<QJsonObject> rows) {
            QJsonArray array;
            for (const QJsonObject &row : rows)
                array.append(row);
            table.apply({{"time", time}, {"full", false}, {"rows", array}});
            table.arrange();
        };
        const auto reader = [](const char *id, double dropped, double oldestMs) {
            QJsonObject one = row(id);
            one["dropped"] = dropped;
            one["oldestMs"] = oldestMs;
            one["state"] = "open";
            return one;
        };
        const auto fares = [&table](int place) {
            return table.data(table.index(place), ConnectionTable::Fares).toInt();
        };
        told(1000, {reader("c1", 0, 0), reader("c2", 40, 0), reader("c3", 0, 0)});
        QCOMPARE(table.lagging(), 0); // what was lost before is no loss of now
        told(2000, {reader("c3", 1, 0), reader("c2", 40, 1500)});
        QCOMPARE(table.keyAt(0), "c3");
        QCOMPARE(fares(0), int(ConnectionTable::Losing));
        QCOMPARE(table.data(table.index(0), ConnectionTable::State).toString(), "losing");
        QCOMPARE(table.keyAt(1), "c2");
        QCOMPARE(fares(1), int(ConnectionTable::Behind));
        QCOMPARE(table.lagging(), 2);
        told(8000, {reader("c2", 40, 0)});
        QCOMPARE(table.lagging(), 1);
        QCOMPARE(fares(0), int(ConnectionTable::Behind)); // c3, though nothing was told of it
        told(63000, {});
        QCOMPARE(table.lagging(), 0);
        QCOMPARE(fares(0), int(ConnectionTable::Keeping));
    }
    void aSpikeHasACulprit()
    {
        client::FeedClient client;
        ConnectionTable table(client);
        LoadHistory loads(client);
        const auto reader = [](const char *id, double out, double queue) {
            QJsonObject one = row(id, queue);
            one["outPerSecond"] = out;
            return one;
        };
        for (int second = 1; second <= 10; ++second) {
            table.apply({{"time", second * 1000.0}, {"full", false},
                {"rows",
                    QJsonArray {reader("c1", 10, second == 5 ? 9000 : 1),
                        reader("c2", second == 3 ? 500 : 5, 2)}}});
            loads.observe(table);
        }
        QCOMPARE(loads.culprit(LoadHistory::MessagesOut, 0), "c1");
        QCOMPARE(loads.culprit(LoadHistory::MessagesOut, 7), "c2");
        QCOMPARE(loads.culprit(LoadHistory::QueuedBytes, 5), "c1");
        QCOMPARE(loads.culprit(LoadHistory::QueuedBytes, 4), "c2");
        QCOMPARE(loads.culprit(LoadHistory::QueuedBytes, 100), "");
    }
    void anEndedConnectionKeepsHowItEnded()
    {
        client::FeedClient client;
        ConnectionTable table(client);
        EventLog ended(EventLog::Content::EndedConnections);
        ConnectionDetail detail(client, table, ended);
        table.apply(listing(true, 0, 1, {row("c1")}));
        table.arrange();
        detail.setConnection("c1");
        QVERIFY(!detail.hasEnded());
        const auto fact = [&detail](const QString &name) {
            for (const QVariant &fact : detail.facts()) {
                if (fact.toMap()["name"] == name)
                    return fact.toMap()["value"].toString();
            }
            return QString();
        };
        QVERIFY(!fact("State").isEmpty());
        EventLog::Event end = happening(5, "close", "c1");
        end.code = 4308;
        end.reason = "slow consumer";
        end.by = "server";
        ended.append({end});
        table.apply({{"time", 6000.0}, {"full", false}, {"removed", QJsonArray {"c1"}}});
        table.arrange();
        QVERIFY(detail.hasEnded());
        QCOMPARE(fact("Close code"), "4308");
        QCOMPARE(fact("Reason"), "slow consumer");
        QCOMPARE(fact("Closed by"), "server");
        QCOMPARE(fact("State"), "");
        QVERIFY(!fact("Sent").isEmpty());
    }
    void listingsReplaceChangeAndRemove()
    {
        client::FeedClient client;
        ConnectionTable table(client);
        table.apply(listing(true, 0, 2, {row("c1"), row("c2")}));
        table.apply(listing(true, 1, 2, {row("c3", 5000, "lagging")}));
        table.setFilter("x");
        table.setFilter("");
        QCOMPARE(table.total(), 3);
        QCOMPARE(table.count(), 3);
        QCOMPARE(table.lagging(), 1);
        table.apply(listing(false, 0, 1, {row("c4")}, {"c1"}));
        table.setFilter("c4");
        QCOMPARE(table.count(), 1);
        QCOMPARE(table.keyAt(0), "c4");
        QCOMPARE(table.total(), 3);
        // A new full listing forgets whoever it does not name.
        table.apply(listing(true, 0, 1, {row("c9")}));
        table.setFilter("");
        QCOMPARE(table.total(), 1);
    }

    void listingsSurviveNonsense()
    {
        client::FeedClient client;
        ConnectionTable table(client);
        table.apply(json(R"({"rows":"no","removed":7,"page":"x"})"));
        table.apply(json(
            R"({"full":true,"page":0,"pages":1,"rows":[1,null,{"id":5},{"id":"c1","rttMs":"x","queueBytes":null}]})"));
        table.setFilter("c1");
        QCOMPARE(table.total(), 1);
        QCOMPARE(table.data(table.index(0), ConnectionTable::Rtt).toString(), QStringLiteral("–"));
    }

    void sortingIsStableAndTurnsRound()
    {
        client::FeedClient client;
        ConnectionTable table(client);
        QSignalSpy resets(&table, &QAbstractItemModel::modelReset);
        table.apply(listing(true, 0, 1, {row("c10", 5), row("c9", 5), row("c2", 9)}));
        table.sortBy("queue");
        QCOMPARE(table.keyAt(0), "c9");
        QCOMPARE(table.keyAt(1), "c10");
        QCOMPARE(table.keyAt(2), "c2");
        table.sortBy("queue");
        QVERIFY(table.isDescending());
        QCOMPARE(table.keyAt(0), "c2");
        QCOMPARE(table.indexOfKey("c2"), 0);
        table.sortBy("nonsense");
        QCOMPARE(table.sortKey(), "queue");
        QCOMPARE(resets.count(), 0);
    }

    void aMissedPageTakesNobodyAway()
    {
        client::FeedClient client;
        ConnectionTable table(client);
        table.apply(listing(true, 0, 1, {row("c1"), row("c2"), row("c3")}));
        table.apply(listing(true, 0, 3, {row("c1")}));
        table.apply(listing(true, 2, 3, {row("c3")}));
        QCOMPARE(table.total(), 3);
        table.apply(listing(true, 0, 2, {row("c1")}));
        table.apply(listing(true, 1, 2, {row("c3", 0, "lagging")}));
        QCOMPARE(table.total(), 2);
        QCOMPARE(table.find("c2"), nullptr);
        // Gone and back before anybody looked.
        table.apply(listing(false, 0, 1, {row("c2")}, {"c3"}));
        QCOMPARE(table.lagging(), 0);
        table.apply(listing(false, 0, 1, {row("c3")}, {"c1", "c9"}));
        table.arrange();
        QCOMPARE(table.count(), 2);
        QCOMPARE(table.total(), 2);
        QCOMPARE(table.keyAt(0), "c2");
        QCOMPARE(table.keyAt(1), "c3");
    }

    // What is put in its place bit by bit stands where sorting everything would put it.
    void changesFindTheirPlaces()
    {
        client::FeedClient client;
        ConnectionTable table(client), anew(client);
        for (ConnectionTable *each : {&table, &anew}) {
            each->sortBy("queue");
            each->sortBy("queue");
            each->setFilter("1");
        }
        std::mt19937 random(7);
        QHash<QString, QJsonObject> rows;
        const auto any = [&](unsigned below) { return int(random() % below); };
        for (int round = 0; round < 60; ++round) {
            QJsonArray changed, removed;
            for (int i = any(20); i >= 0; --i) {
                const QString id = QStringLiteral("c%1").arg(any(200));
                rows[id] = row(id, any(50), any(4) == 0 ? "lagging" : "normal");
                changed.append(rows[id]);
            }
            for (int i = any(8); i > 0; --i) {
                const QString id = QStringLiteral("c%1").arg(any(200));
                rows.remove(id);
                removed.append(id);
            }
            table.apply(listing(false, 0, 1, changed, removed));
            if (round % 3 == 0)
                continue; // two are shown at once
            table.arrange();
            QJsonArray all;
            for (const QJsonObject &each : std::as_const(rows))
                all.append(each);
            anew.apply(listing(true, 0, 1, all));
            anew.setFilter({});
            anew.setFilter("1");
            QCOMPARE(table.total(), int(rows.size()));
            QCOMPARE(table.lagging(), anew.lagging());
            QCOMPARE(table.count(), anew.count());
            for (int i = 0; i < table.count(); ++i)
                QCOMPARE(table.keyAt(i), anew.keyAt(i));
        }
    }

    void tenThousandRowsAreSortedInTime()
    {
        client::FeedClient client;
        ConnectionTable table(client);
        QJsonArray rows;
        for (int i = 0; i < 10'000; ++i)
            rows.append(row(QStringLiteral("c%1").arg(i), (i * 7919) % 10'007));
        table.apply(listing(true, 0, 1, rows));
        QElapsedTimer timer;
        timer.start();
        table.sortBy("queue");
        QCOMPARE(table.count(), 10'000);
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
    }

    void eventsKeepTheNewestAndAreNotRepeated()
    {
        EventLog log(EventLog::Content::Everything);
        EventLog ended(EventLog::Content::EndedConnections);
        std::vector<EventLog::Event> events {
            happening(1, "open", "c1"), happening(2, "close", "c1"), happening(2, "open", "c2")};
        log.append(events);
        ended.append(events);
        QCOMPARE(log.count(), 3);
        QCOMPARE(ended.count(), 1);
        QCOMPARE(log.data(log.index(0), EventLog::Connection).toString(), "c2");
        log.append(events); // the snapshot after a reconnect
        QCOMPARE(log.count(), 3);
        for (int i = 0; i < 600; ++i)
            log.append({happening(10 + i, "open", "c9")});
        QCOMPARE(size_t(log.count()), EventLog::kLimit);
    }

    void statsOfAnotherServerStartAnew()
    {
        client::FeedClient client;
        ServerStats stats(client);
        stats.apply({{"time", 1000}, {"uptimeMs", 90'000}, {"dropped", 5}});
        stats.apply({{"time", 2000}, {"uptimeMs", 91'000}, {"dropped", 8}});
        QCOMPARE(stats.connections()->size(), 2);
        QCOMPARE(stats.droppedPerSecond()->last(), 3.0);
        stats.apply({{"time", 2000}, {"uptimeMs", 91'000}, {"dropped", 8}}); // a repeated snapshot
        QCOMPARE(stats.connections()->size(), 2);
        stats.apply({{"time", 5000}, {"uptimeMs", 100}});
        QCOMPARE(stats.connections()->size(), 1);
        QVERIFY(stats.droppedPerSecond()->isEmpty());
    }

    void statsGoOnWhenTheClockIsSetBack()
    {
        client::FeedClient client;
        ServerStats stats(client);
        stats.apply({{"time", 5'000'000}, {"uptimeMs", 1000}, {"connections", 3}});
        stats.apply({{"time", 1'400'000}, {"uptimeMs", 2000}, {"connections", 4}});
        QCOMPARE(stats.connections()->last(), 3.0);
        QCOMPARE(stats.others(), 3.0);
        stats.apply({{"time", 1'400'000}, {"uptimeMs", 2000}, {"connections", 9}});
        QCOMPARE(stats.connections()->last(), 3.0); // the snapshot repeats what was published
    }
    void onlySomeSettingsRestartTheServer()
    {
        SettingsList settings;
        settings.assign(
            {{.section = {}, .key = "node", .value = "a", .standard = "a", .typed = "a"},
                {.section = "limits",
                    .key = "limits.burst",
                    .value = "1",
                    .standard = "1",
                    .typed = "1",
                    .live = true}},
            [](const QString &, QString &) { return QString(); });
        QVERIFY(!settings.restarts());
        settings.edit("limits.burst", "2");
        QCOMPARE(settings.edited(), 1);
        QVERIFY(!settings.restarts());
        settings.edit("node", "b");
        QVERIFY(settings.restarts());
        settings.edit("node", "a");
        QVERIFY(!settings.restarts());
    }
    void ratesAreReadAsPeopleWriteThem()
    {
        QCOMPARE(WaveRates::rateOf("48000"), 48'000.0);
        QCOMPARE(WaveRates::rateOf(" 96k "), 96'000.0);
        QCOMPARE(WaveRates::rateOf("1.5 M"), 1'500'000.0);
        for (const char *wrong : {"", "k", "fast", "-5", "0", "1e", "nan", "5m"})
            QVERIFY2(std::isnan(WaveRates::rateOf(wrong)), wrong);
    }
    void headerSizesAddUpToOne()
    {
        client::FeedClient client;
        ServerStats stats(client);
        stats.apply(json(R"({"time":1,"headers":{"out":{"2":30,"4":60,"10":10},"in":"?"}})"));
        double sum = 0;
        for (const QVariant &entry : stats.headersOut())
            sum += entry.toMap().value("share").toDouble();
        QCOMPARE(sum, 1.0);
        QCOMPARE(stats.headersIn().size(), 3);
    }

    void messagesAreSplitByTransport()
    {
        client::FeedClient client;
        ServerStats stats(client);
        stats.apply(json(R"({"time":1,"transports":{"websocket":{"connections":2,"messagesOut":75},
            "sse":{"connections":1,"messagesOut":25},"http":{"messagesOut":9},"longpoll":"?"}})"));
        const QVariantList rows = stats.transports();
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows[0].toMap().value("label").toString(), "WebSocket");
        QCOMPARE(rows[0].toMap().value("share").toDouble(), 0.75);
        QCOMPARE(rows[1].toMap().value("connections").toDouble(), 1.0);
        QCOMPARE(rows[2].toMap().value("share").toDouble(), 0.0);
        ConnectionTable table(client);
        table.apply(json(R"({"time":1,"rows":[{"id":"c1","transport":"sse"},
            {"id":"c2","transport":"websocket"},{"id":"c3","transport":"pigeon"}]})"));
        table.arrange();
        table.sortBy("transport");
        QStringList shown;
        for (int row = 0; row < table.count(); ++row)
            shown += table.data(table.index(row), ConnectionTable::Transport).toString();
        shown.sort();
        QCOMPARE(shown.join(' '), "SSE WS pigeon");
    }

    void watchlistIsOrderedAndTellsOnlyChanges()
    {
        client::FeedClient client;
        Watchlist list(client);
        QSignalSpy resets(&list, &QAbstractItemModel::modelReset);
        for (const char *symbol : {"MSFT", "AAPL", "TSLA"})
            list.apply({.symbol = symbol, .price = 100, .time = 1000});
        list.flush();
        QCOMPARE(resets.count(), 1);
        QCOMPARE(list.keyAt(0), "AAPL");
        QCOMPARE(list.indexOfKey("TSLA"), 2);
        QSignalSpy changes(&list, &QAbstractItemModel::dataChanged);
        list.apply({.symbol = "MSFT", .price = 99, .changePct = -1, .time = 1100});
        list.flush();
        QCOMPARE(changes.count(), 1);
        const QModelIndex msft = list.index(1);
        QCOMPARE(changes.first().first().toModelIndex(), msft);
        QCOMPARE(list.data(msft, Watchlist::TickDirection).toInt(), -1);
        QCOMPARE(list.data(msft, Watchlist::Glow).toDouble(), 1.0);
        QCOMPARE(list.data(msft, Watchlist::ChangeText).toString(), QStringLiteral("\u22121.00 %"));
        // The light goes out by itself, and then there is nothing more to tell.
        QTRY_COMPARE(list.data(msft, Watchlist::Glow).toDouble(), 0.0);
        const auto told = changes.count();
        QCOMPARE(changes.last().last().value<QList<int>>(), QList<int> {Watchlist::Glow});
        list.flush();
        QCOMPARE(changes.count(), told);
        // A second change so soon is told but not lit.
        list.apply({.symbol = "MSFT", .price = 98, .changePct = -2, .time = 1200});
        list.flush();
        QCOMPARE(changes.count(), told + 1);
    }
};

QTEST_MAIN(ViewModelsTest)

#include "ViewModelsTest.moc"
