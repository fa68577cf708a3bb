// SPDX-License-Identifier: GPL-3.0-or-later
// What the program's long lists cost by themselves, with data of a real server: the watchlist of
// 500 symbols, and the connections while 10,000 of them change. See README.md.
#include "ListWindow.h"
#include "LoopMeter.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QQuickStyle>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

const char *const kWatchlist = R"(
import QtQuick
import Wavetape.Pages.Market
import Wavetape.Theme
Window {
    color: Theme.page
    WatchlistPanel { width: %1; height: parent.height }
})";

// The square tells how smooth anything else in the window would be.
const char *const kConnections = R"(
import QtQuick
import Wavetape.Pages.Connections
import Wavetape.Theme
Window {
    id: window
    property bool moving: false
    color: Theme.page
    ConnectionList { anchors.fill: parent }
    Rectangle {
        width: 8; height: 8; color: Theme.accent; visible: window.moving
        NumberAnimation on x { running: window.moving; loops: Animation.Infinite; from: 0; to: 600; duration: 3000 }
    }
})";

void printWatchlist(const char *name, QSize size, const LoopMeter::Spent &spent)
{
    std::printf("%-34s %4dx%-4d  GUI thread %5.2f %% of a core (%.2f ms per frame, %.1f frames/s, "
                "longest turn %.1f ms), other threads %.2f %%\n",
        name, size.width(), size.height(), spent.guiMs / spent.seconds / 10,
        spent.guiMs / std::max(1, spent.frames), spent.frames / spent.seconds, spent.longestTurnMs,
        spent.othersMs / spent.seconds / 10);
    std::fflush(stdout);
}

void runWatchlist(int symbols, double seconds)
{
    const ServerProcess server({u"--symbols"_s, QString::number(symbols)});
    for (const QSize size : {QSize(1024, 640), QSize(1400, 900)}) {
        // As wide as on the Market page, then as wide as the window.
        for (const int width : {size.width() < 1150 ? 276 : 322, size.width()}) {
            const QByteArray qml = QByteArray(kWatchlist).replace("%1", QByteArray::number(width));
            ListWindow list(server, size, qml.constData());
            auto *watchlist = list.dashboard().market()->watchlist();
            watchlist->setActive(true);
            waitFor(
                watchlist, &wavetape::viewmodels::Watchlist::countChanged,
                [&] { return watchlist->total() >= symbols; }, "all symbols");
            runFor(3); // lines have some length
            LoopMeter meter(list.window());
            runFor(seconds);
            char name[64];
            std::snprintf(
                name, sizeof name, "watchlist, %d rows, %d px wide", watchlist->count(), width);
            printWatchlist(name, size, meter.spent());
        }
    }
}

void printConnections(const char *name, const LoopMeter::Spent &spent, int refreshes)
{
    std::printf(
        "%-34s GUI thread %5.2f %% of a core (%.2f ms per refresh of %d, longest turn %.1f ms), "
        "other threads %.2f %%, %.1f frames/s, longest gap %.1f ms\n",
        name, spent.guiMs / spent.seconds / 10, spent.guiMs / std::max(1, refreshes), refreshes,
        spent.longestTurnMs, spent.othersMs / spent.seconds / 10, spent.frames / spent.seconds,
        spent.longestGapMs);
    std::fflush(stdout);
}

void runConnections(int rows, double seconds)
{
    const ServerProcess server({});
    // Each gets a message a second, so that all rows change.
    QProcess crowd;
    crowd.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    crowd.setStandardOutputFile(QProcess::nullDevice());
    crowd.start(besideProgram(u"wavetape-load"_s),
        {u"hold"_s, server.url(u"/ws"_s).toString(), u"--connections"_s, QString::number(rows),
            u"--timeout"_s, u"120"_s, u"--sources"_s, u"8"_s, u"--subscribe"_s,
            uR"({"type":"subscribe","id":1,"channel":"ticker.AAPL","maxRate":1})"_s, u"--seconds"_s,
            QString::number(6 * seconds + 120)});
    ListWindow list(server, QSize(1400, 900), kConnections);
    auto *table = list.dashboard().connections();
    waitFor(
        list.dashboard().stats(), &wavetape::viewmodels::ServerStats::changed,
        [&] { return list.dashboard().stats()->connections()->last() > rows; }, "all connections");

    int refreshes = 0;
    QObject::connect(table, &wavetape::viewmodels::ConnectionTable::updated, [&] { ++refreshes; });
    LoopMeter meter(list.window());
    const auto measured = [&](const char *name) {
        runFor(seconds);
        printConnections(name, meter.spent(), refreshes);
    };
    const auto begin = [&] {
        refreshes = 0;
        meter.begin();
    };
    begin();
    table->setActive(true);
    waitFor(
        table, &wavetape::viewmodels::ConnectionTable::updated,
        [&] { return table->count() >= 60; }, "rows to fill the window");
    runFor(0.2); // and are displayed
    printConnections("connections, the first rows", meter.spent(), refreshes);
    begin();
    waitFor(
        table, &wavetape::viewmodels::ConnectionTable::updated,
        [&] { return table->total() > rows; }, "all rows");
    runFor(0.2);
    char name[64];
    std::snprintf(name, sizeof name, "all %d rows come", table->total());
    printConnections(name, meter.spent(), refreshes);
    runFor(2);

    begin();
    measured("they change, by age");
    table->sortBy(u"outRate"_s);
    begin();
    measured("they change, by rate");
    table->setFilter(u"127.0.0.3"_s);
    begin();
    measured("they change, by rate, filtered");
    table->setFilter({});
    list.window().setProperty("moving", true);
    runFor(0.5);
    begin();
    measured("they change, something moves");
    table->setActive(false);
    begin();
    measured("something moves, nothing else");
    crowd.terminate();
    crowd.waitForFinished(10'000);
}

} // namespace

int main(int argc, char **argv)
{
    QQuickStyle::setStyle(u"Basic"_s);
    QApplication application(argc, argv);
    QCommandLineParser options;
    options.addHelpOption();
    options.addOptions({{u"seconds"_s, u"of each measurement"_s, u"s"_s, u"10"_s},
        {u"symbols"_s, u"of the watchlist"_s, u"n"_s, u"500"_s},
        {u"rows"_s, u"connections held"_s, u"n"_s, u"9990"_s},
        {u"only"_s, u"watchlist or connections"_s, u"name"_s}});
    options.process(application);
    const double seconds = options.value(u"seconds"_s).toDouble();
    const QString only = options.value(u"only"_s);
    if (only != u"connections")
        runWatchlist(options.value(u"symbols"_s).toInt(), seconds);
    if (only != u"watchlist")
        runConnections(options.value(u"rows"_s).toInt(), seconds);
    return 0;
}
