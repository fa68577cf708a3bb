// SPDX-License-Identifier: GPL-3.0-or-later
// panel-figures URL FEED SECONDS: the Lab's four transports at work without a window; prints a line
// for each: its path, bytes up and down, events, requests, connections. Feeds are TransportRack's.
#include "lab/TransportRack.h"

#include <QCoreApplication>
#include <QTimer>

#include <csignal>
#include <cstdio>

using namespace wavetape::lab;

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.size() != 4)
        return 2;
    TransportRack rack;
    rack.setProperty("server", words[1]);
    rack.setFeed(words[2].toInt());
    rack.start();
    if (!rack.isRunning())
        return 1;
    QTimer::singleShot(words[3].toInt() * 1000, &app, [&rack] {
        rack.stop();
        const char *const paths[] {"/ws", "/sse", "/longpoll", "/poll"};
        for (int row = 0; row < rack.rowCount(); ++row) {
            const TransportFigures figures = rack.figures(row);
            std::printf("%s %llu %llu %llu %llu %llu\n", paths[row],
                static_cast<unsigned long long>(figures.up),
                static_cast<unsigned long long>(figures.down),
                static_cast<unsigned long long>(figures.events),
                static_cast<unsigned long long>(figures.requests),
                static_cast<unsigned long long>(figures.connections));
        }
        QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}
