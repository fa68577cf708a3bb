// SPDX-License-Identifier: GPL-3.0-or-later
// A silent client at a server that looks for pongs promptly, and at one that sweeps.
#include "lab/HeartbeatLab.h"

#include <gtest/gtest.h>

#include <QTest>
#include <QVariantMap>

using namespace wavetape::lab;

namespace {

QStringList kinds(const QVariantMap &reading)
{
    QStringList kinds;
    for (const QVariant &moment : reading["moments"].toList())
        kinds << moment.toMap()["kind"].toString();
    return kinds;
}

} // namespace

TEST(HeartbeatLab, aSweepMissesThePongOnePingLater)
{
    HeartbeatLab lab;
    EXPECT_FALSE(lab.isRunning());
    lab.setProperty("pingMs", 2000);
    lab.setProperty("pongMs", 1000);
    QStringList ended; // in order
    QObject::connect(&lab, &HeartbeatLab::changed, [&] {
        for (const QVariant &entry : lab.readings()) {
            const QVariantMap reading = entry.toMap();
            if (reading["endedMs"].toDouble() >= 0 && !ended.contains(reading["mode"]))
                ended << reading["mode"].toString();
        }
    });
    lab.run();
    EXPECT_TRUE(lab.isRunning());
    ASSERT_TRUE(QTest::qWaitFor([&] { return ended.size() == 2; }, 60000));
    EXPECT_EQ(ended, (QStringList {"prompt", "sweep"}));
    EXPECT_FALSE(lab.isRunning());
    for (const QVariant &entry : lab.readings()) {
        const QVariantMap reading = entry.toMap();
        EXPECT_EQ(kinds(reading), (QStringList {"ping", "pong", "ping", "end"}))
            << reading["mode"].toString().toStdString();
        EXPECT_TRUE(reading["outcome"].toString().startsWith("1006"));
    }
    EXPECT_EQ(lab.readings()[0].toMap()["dueMs"], 3000);
    EXPECT_EQ(lab.readings()[1].toMap()["dueMs"], 4000);
}
