// SPDX-License-Identifier: GPL-3.0-or-later
// The window's market report: made beside the window, drawn on its axes.
#include "report/MarketCheck.h"
#include "report/FigureItem.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace wavetape::report;

class MarketCheckTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void measuresBesideTheWindow()
    {
        MarketCheck check;
        const int dead = int(check.profiles().indexOf("dead"));
        QVERIFY(dead >= 0);
        QVERIFY(!check.isKnown());
        check.start(-1, 1, 1);
        check.start(99, 1, 1);
        QVERIFY(!check.isRunning());
        check.start(dead, 1, 1);
        QVERIFY(check.isRunning());
        check.start(dead, 48, 5); // one at a time
        QTRY_VERIFY_WITH_TIMEOUT(!check.isRunning(), 300'000);
        QVERIFY(check.isKnown());
        QCOMPARE(check.subject(), "dead, seed 1, 1 h");
        const QVariantMap row = check.rows().constFirst().toMap();
        QCOMPARE(row["title"].toString(), "trades per symbol and minute");
        QCOMPARE(row["band"].toString(), "0.300 to 3.00");
        QCOMPARE(check.passed(), row["pass"].toBool() ? 1 : 0);
        const QVariantMap day = check.figure("day");
        QCOMPARE(day["x"].value<QList<double>>().size(), 12); // of five minutes
        QCOMPARE(day["y"].value<QList<double>>().size(), 12);
        QVERIFY(check.figure("nothing").isEmpty());

        // One that is stopped leaves what was measured.
        const QVariantList rows = check.rows();
        check.start(dead, 48, 5);
        check.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!check.isRunning(), 300'000);
        QCOMPARE(check.rows(), rows);
        check.start(dead, 48, 5); // and one that is running ends with it
    }
    void axesAreMarkedAtRoundNumbers()
    {
        using Axis = FigureItem::Axis;
        const Axis linear = Axis::of({3, 47}, false, 0);
        QCOMPARE(linear.marks, (QList<double> {0, 20, 40, 60}));
        QCOMPARE(linear.at(30), 0.5);
        const Axis log = Axis::of({0, 0.004, 0.3, std::nan("")}, true, 1e-3);
        QCOMPARE(log.low, 0.002);
        QCOMPARE(log.high, 0.5);
        QCOMPARE(log.marks.size(), 2);
        QVERIFY(std::abs(log.marks.first() - 0.01) < 1e-12);
        QVERIFY(std::abs(log.at(std::sqrt(0.002 * 0.5)) - 0.5) < 1e-9);
        const Axis floored = Axis::of({1e-9, 1}, true, 1e-3);
        QVERIFY(std::abs(floored.low - 1e-3) < 1e-12);
        const Axis none = Axis::of({}, true, 1e-3);
        QVERIFY(none.marks.isEmpty());
        QVERIFY(std::isfinite(Axis::of({5, 5}, false, 0).at(5)));
    }
};

QTEST_GUILESS_MAIN(MarketCheckTest)
#include "MarketCheckTest.moc"
