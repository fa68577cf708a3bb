// SPDX-License-Identifier: GPL-3.0-or-later
// How many messages a second the Inspector's log holds, and whether the window stutters meanwhile.
//   bench-inspector [--rate N] [--seconds N] [--bytes N] [--filter TEXT]     rate 0: as fast as it
//   goes
// Shows the log's own panel in a window (QT_QPA_PLATFORM=offscreen where there is no display).
#include "PacedPeer.h"
#include "inspector/InspectorSession.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QQmlApplicationEngine>
#include <QQmlComponent>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace wavetape;

namespace {

constexpr int kBeatMs = 4;

double threadSeconds()
{
    timespec time {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

constexpr auto kWindow = R"(
import QtQuick
import Wavetape.Inspector
import Wavetape.Pages.Inspector
Window {
    property InspectorSession session: InspectorSession {}
    width: 1000; height: 700; visible: true
    LogPanel { anchors.fill: parent; session: parent.Window.window.session }
})";

} // namespace

int main(int argc, char **argv)
{
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{"rate", "messages per second, 0: all it takes", "N", "50000"},
        {"seconds", "of sending", "N", "10"}, {"bytes", "of a message", "N", "100"},
        {"filter", "that the log has meanwhile", "TEXT", ""}});
    parser.process(application);
    const uint64_t rate = parser.value("rate").toULongLong();
    const uint64_t messages = (rate ? rate : 500'000) * parser.value("seconds").toULongLong();

    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    QQmlComponent component(&engine);
    component.setData(kWindow, QUrl(QStringLiteral("bench.qml")));
    const std::unique_ptr<QObject> made(component.create());
    auto *window = qobject_cast<QQuickWindow *>(made.get());
    if (!window) {
        std::fprintf(stderr, "%s\n", qPrintable(component.errorString()));
        return 2;
    }
    auto *session = made->property("session").value<inspector::InspectorSession *>();
    bench::PacedPeer peer(messages, rate, parser.value("bytes").toUInt());
    session->setProperty("url", QStringLiteral("ws://127.0.0.1:%1/").arg(peer.port()));
    session->log()->setText(parser.value("filter"));

    std::vector<double> gaps;
    uint64_t frames = 0;
    QElapsedTimer beat;
    QTimer heart;
    heart.setTimerType(Qt::PreciseTimer);
    QObject::connect(&heart, &QTimer::timeout, [&] {
        gaps.push_back(double(beat.nsecsElapsed()) / 1e6);
        beat.restart();
    });
    QObject::connect(
        window, &QQuickWindow::afterRendering, window, [&] { ++frames; }, Qt::DirectConnection);
    // Begun once the window stands: its own making is not what is measured.
    double cpu = 0;
    QElapsedTimer wall;
    QTimer::singleShot(1000, [&] {
        cpu = threadSeconds();
        frames = 0;
        beat.start();
        wall.start();
        heart.start(kBeatMs);
        session->open();
    });
    QObject::connect(session, &inspector::InspectorSession::changed, [&] {
        if (session->readyState() == 3 && session->closeCode() != 0)
            QTimer::singleShot(200, &application, &QCoreApplication::quit);
    });
    QApplication::exec();
    const double seconds = double(wall.elapsed()) / 1000;
    cpu = threadSeconds() - cpu;

    const auto extent = session->client().log()->extent();
    uint64_t texts = 0, jumps = 0, next = 0;
    session->client().log()->visit(
        extent.first, extent.end, [&](uint64_t, const inspector::LogEntry &entry) {
            if (entry.kind != inspector::LogEntry::Kind::Text)
                return true;
            const uint64_t n = std::stoull(entry.payload.substr(5));
            jumps += texts > 0 && n != next;
            next = n + 1;
            ++texts;
            return true;
        });
    std::sort(gaps.begin(), gaps.end());
    const uint64_t lost
        = peer.sent() - (extent.dropped + texts > 1 ? std::min(peer.sent(), next) : 0);
    std::printf("sent            %llu messages in %.2f s: %.0f /s\n",
        static_cast<unsigned long long>(peer.sent()), peer.seconds(),
        double(peer.sent()) / peer.seconds());
    std::printf("held            %llu lines, %.1f MB; %llu of the oldest gave way to the bound\n",
        static_cast<unsigned long long>(extent.size()), double(extent.bytes) / 1e6,
        static_cast<unsigned long long>(extent.dropped));
    std::printf("lost            %llu; jumps within what is held: %llu\n",
        static_cast<unsigned long long>(lost), static_cast<unsigned long long>(jumps));
    std::printf("GUI thread      busy %.1f %%; %llu frames; event loop gaps p50 %.1f ms, p99 %.1f "
                "ms, longest %.1f ms\n",
        100 * cpu / seconds, static_cast<unsigned long long>(frames), gaps[gaps.size() / 2],
        gaps[gaps.size() * 99 / 100], gaps.back());
    return lost == 0 && jumps == 0 ? 0 : 1;
}
