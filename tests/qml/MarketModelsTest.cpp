// SPDX-License-Identifier: GPL-3.0-or-later
// What the Market page is told by its view models.
#include "viewmodels/MarketPanel.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace wavetape;
using namespace wavetape::viewmodels;

namespace {

QJsonObject json(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

QJsonObject status(const char *symbol, const char *state, const char *reason, double until = 0)
{
    QJsonObject row {{"symbol", symbol}, {"status", state}, {"reason", reason}, {"time", 1000}};
    if (until > 0)
        row["until"] = until;
    return row;
}

client::FeedMessage bookOf(std::vector<client::BookLevel> bids, std::vector<client::BookLevel> asks)
{
    client::FeedMessage message;
    message.kind = client::FeedMessage::Kind::Snapshot;
    message.data = client::BookSnapshot {1, std::move(bids), std::move(asks)};
    return message;
}

} // namespace

class MarketModelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSessionIsWhatMostSymbolsDo()
    {
        client::FeedClient client;
        SessionFeed session(client);
        QCOMPARE(session.phase(), SessionFeed::Unknown);
        QCOMPARE(session.clockText(), QString());
        session.setSymbol("A");
        session.applyStatus(QJsonArray {status("A", "closed", "opening auction", 61'000),
            status("B", "closed", "opening auction", 61'000)});
        QCOMPARE(session.phase(), SessionFeed::Auction);
        QCOMPARE(session.remaining(), QString()); // nobody has told the time
        session.applyIndex(json(
            R"({"level":1000.5,"change":1,"changePct":0.1,"advancing":14,"declining":10,"time":20000})"));
        QCOMPARE(session.remaining(), "00:00:41");
        QCOMPARE(session.symbolText(), "Opening auction, 00:00:41 left");
        QCOMPARE(session.level(), 1000.5);
        QCOMPARE(session.advancing(), 14);

        session.applyStatus(status("A", "open", "continuous trading"));
        session.applyStatus(status("B", "open", "continuous trading"));
        session.applyStatus(status("C", "halted", "price left its band", 320'000));
        QCOMPARE(session.phase(), SessionFeed::Trading);
        QCOMPARE(session.resting(), 1);
        QCOMPARE(session.symbolText(), QString());
        session.setSymbol("C");
        QCOMPARE(session.symbolPhase(), SessionFeed::Halted);
        QCOMPARE(session.symbolText(), "Halted: the price left its band, 00:05:00 left");

        for (const char *symbol : {"A", "B", "C"})
            session.applyStatus(status(symbol, "halted", "market fell by 7 %"));
        QCOMPARE(session.phase(), SessionFeed::Halted);
        QCOMPARE(session.resting(), 0); // none by itself
        QCOMPARE(session.remaining(), QString());

        session.clear();
        QCOMPARE(session.phase(), SessionFeed::Unknown);
        QVERIFY(!session.isIndexKnown());
    }
    void aSessionTakesWhatever()
    {
        client::FeedClient client;
        SessionFeed session(client);
        session.applyStatus(QJsonValue(3));
        session.applyStatus(QJsonArray {1, "x", QJsonObject {}, QJsonArray {}});
        session.applyIndex({{"advancing", 1e300}, {"level", "x"}});
        QCOMPARE(session.phase(), SessionFeed::Unknown);
        QVERIFY(!session.isIndexKnown());
        session.applyStatus(status("A", "open", "something of tomorrow"));
        QCOMPARE(session.phaseText(), "something of tomorrow");
    }
    void newsAndAlertsAreOneList()
    {
        client::FeedClient client;
        NewsFeed news(client);
        const auto item = [](double time, const QJsonValue &symbol, const QString &text) {
            return QJsonObject {{"time", time}, {"symbol", symbol}, {"text", text}};
        };
        news.apply(
            QJsonArray {item(1000, QJsonValue::Null, "opens"), item(3000, "A", "wins")}, false);
        news.apply(item(2000, "A", "rises"), true);
        news.apply(QJsonArray {item(1000, QJsonValue::Null, "opens")}, false); // told again
        news.flush();
        QCOMPARE(news.count(), 3);
        QCOMPARE(news.latest(), "wins");
        const auto at = [&news](int row, int role) { return news.data(news.index(row), role); };
        QCOMPARE(at(1, NewsFeed::Text).toString(), "rises");
        QVERIFY(at(1, NewsFeed::Alert).toBool());
        QVERIFY(!at(0, NewsFeed::Alert).toBool());
        QCOMPARE(at(2, NewsFeed::Symbol).toString(), "");
        for (int i = 0; i < 1000; ++i)
            news.apply(item(4000 + i, "B", QString::number(i)), true);
        news.flush();
        QCOMPARE(size_t(news.count()), NewsFeed::kLimit);
        QCOMPARE(news.latest(), "999");
        news.clear();
        QCOMPARE(news.count(), 0);
    }
    void theTapeTellsBlocksFromOddLots()
    {
        client::FeedClient client;
        TradeTape tape(client);
        double time = 0;
        const auto trade = [&](double size, bool buy, bool auction = false) {
            tape.add({.id = "1",
                .price = 10,
                .size = size,
                .buy = buy,
                .auction = auction,
                .time = ++time});
        };
        for (int i = 0; i < 20; ++i)
            trade(200, i % 4 != 0);
        trade(37, true);
        trade(2000, false);
        trade(1999, false);
        trade(50'000, true, true);
        tape.flush();
        const auto at = [&tape](int row, int role) { return tape.data(tape.index(row), role); };
        QCOMPARE(at(0, TradeTape::Condition).toString(), "auction");
        QCOMPARE(at(1, TradeTape::Weight).toInt(), 0);
        QCOMPARE(at(2, TradeTape::Weight).toInt(), 1);
        QCOMPARE(at(2, TradeTape::Condition).toString(), "block");
        QCOMPARE(at(3, TradeTape::Weight).toInt(), -1);
        QCOMPARE(at(3, TradeTape::Condition).toString(), "odd");
        QCOMPARE(at(4, TradeTape::Condition).toString(), "");
        QCOMPARE(at(2, TradeTape::Share).toDouble(), 1.0); // an auction hides nobody
        QCOMPARE(at(0, TradeTape::Share).toDouble(), 1.0);
        QCOMPARE(tape.bought(), (15 * 200 + 37) / (20 * 200 + 37 + 3999.0));
        QCOMPARE(at(0, TradeTape::Spoken).toString(), "auction of 50,000 at 10.00");
    }
    void theBookLeans()
    {
        client::FeedClient client;
        BookFeed book(client);
        book.receive({bookOf({{99.99, 300}, {99.98, 10}}, {{100.01, 100}})});
        book.flush();
        QCOMPARE(book.lean(), 0.75);
        QVERIFY(std::abs(book.spread() - 0.02) < 1e-9);
        QVERIFY(std::abs(book.spreadBp() - 2) < 1e-9);
        book.receive({bookOf({{99.99, 300}}, {})}); // as around a halt
        book.flush();
        QCOMPARE(book.spread(), 0.0);
        QCOMPARE(book.spreadBp(), 0.0);
        QCOMPARE(book.lean(), 0.5);
    }
    void anAlarmRingsOnce()
    {
        client::FeedClient client;
        MarketPanel market(client);
        PriceAlarm &alarm = *market.alarm();
        const auto priced = [&market](const char *symbol, double price) {
            market.watchlist()->apply({.symbol = symbol, .price = price});
            market.watchlist()->flush();
        };
        priced("AAPL", 100);
        priced("MSFT", 50);
        alarm.place(101);
        QVERIFY(alarm.isSet());
        priced("MSFT", 200); // another's
        priced("AAPL", 100.5);
        QCOMPARE(alarm.rung(), "");
        market.setSymbol("MSFT");
        QVERIFY(!alarm.isSet());
        priced("AAPL", 101); // waits for it though another is looked at
        QCOMPARE(alarm.rung(), "AAPL rose to 101.00");
        alarm.silence();
        priced("AAPL", 100);
        priced("AAPL", 102);
        QCOMPARE(alarm.rung(), "");

        alarm.place(150);
        priced("MSFT", 160);
        priced("MSFT", 149);
        QCOMPARE(alarm.rung(), "MSFT fell to 149.00");
        alarm.place(-1);
        QVERIFY(!alarm.isSet());
        alarm.place(std::numeric_limits<double>::quiet_NaN());
        QVERIFY(!alarm.isSet());
        alarm.place(10);
        market.startOver();
        QCOMPARE(alarm.price(), 0.0);
        QCOMPARE(alarm.rung(), "");
    }
    void theWatchlistSaysWhoRests()
    {
        client::FeedClient client;
        Watchlist watchlist(client);
        watchlist.apply({.symbol = "A", .price = 1, .status = client::Trading::Halted});
        watchlist.apply({.symbol = "B", .price = 1});
        watchlist.flush();
        QCOMPARE(watchlist.data(watchlist.index(0), Watchlist::StatusText).toString(), "halted");
        QCOMPARE(watchlist.data(watchlist.index(1), Watchlist::StatusText).toString(), "");
    }
};

QTEST_GUILESS_MAIN(MarketModelsTest)
#include "MarketModelsTest.moc"
