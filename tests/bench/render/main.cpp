// SPDX-License-Identifier: GPL-3.0-or-later
// CPU per displayed frame: TraceItem against other ways to draw the same samples. See README.md.
#include "QuickBench.h"
#include "Signal.h"
#ifdef WITH_QCUSTOMPLOT
#include "CustomPlotBench.h"
#endif

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QtQml/qqmlextensionplugin.h>

#include <cstdio>
#include <functional>
#include <map>

Q_IMPORT_QML_PLUGIN(Wavetape_PlottingPlugin)

namespace {

struct Contender {
    const char *name;
    double mostSamples; // beyond this it takes seconds per frame
    std::function<Cost(double rate, double seconds, int frames)> run;
};

Contender quick(const char *name, Drawing drawing, double mostSamples = 1e12)
{
    return {name, mostSamples, [drawing](double rate, double seconds, int frames) {
                return measureQuick(drawing, rate, seconds, frames);
            }};
}

// For contenders that are other programs: one round of it.
int writeSignal(const QString &name)
{
    Signal signal;
    const auto samples = signal.next(Signal::kLength);
    QFile file(name);
    const auto bytes = static_cast<qint64>(samples.size_bytes());
    if (file.open(QIODevice::WriteOnly)
        && file.write(reinterpret_cast<const char *>(samples.data()), bytes) == bytes
        && file.flush())
        return 0;
    std::fprintf(stderr, "%s: %s\n", qPrintable(name), qPrintable(file.errorString()));
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QCommandLineParser options;
    options.addHelpOption();
    options.addOption({"seconds", "Time for each cell of the table.", "s", "3"});
    options.addOption({"frames", "Most frames for each cell.", "n", "200"});
    options.addOption({"only", "Only what has this in its name.", "name"});
    options.addOption({"rate", "Only this many samples in view.", "samples"});
    options.addOption({"write-signal", "Write the signal's floats and end.", "file"});
    options.process(app);
    if (options.isSet("write-signal"))
        return writeSignal(options.value("write-signal"));
    const double seconds = options.value("seconds").toDouble();
    const int frames = options.value("frames").toInt();

    std::vector<Contender> contenders {
        quick("ChartView alone", Drawing::FrameOnly),
        quick("TraceItem", Drawing::Trace),
        quick("TraceItem, density", Drawing::TraceDensity),
        quick("LineSeries, decimated", Drawing::Series),
        quick("LineSeries, all points", Drawing::SeriesRaw, 100000),
    };
#ifdef WITH_QCUSTOMPLOT
    contenders.push_back({"QCustomPlot", 1e12, measureCustomPlot});
#endif
    std::printf(
        "CPU ms per displayed frame at 1400x900 (all threads, feeding left out), platform %s\n",
        qPrintable(QGuiApplication::platformName()));
    std::printf("%-24s", "samples in view = per s");
    std::vector<double> rates {1e3, 2e3, 1e4, 1e5, 1e6, 1e7};
    if (options.isSet("rate"))
        rates = {options.value("rate").toDouble()};
    for (const double rate : rates)
        std::printf("%10.0f", rate);
    std::printf("\n");
    for (const Contender &contender : contenders) {
        if (!QString::fromLatin1(contender.name).contains(options.value("only")))
            continue;
        std::printf("%-24s", contender.name);
        std::string feeding;
        for (const double rate : rates) {
            if (rate > contender.mostSamples) {
                std::printf("%10s", "-");
                continue;
            }
            const Cost cost = contender.run(rate, seconds, frames);
            std::printf("%10.2f", cost.drawMs);
            std::fflush(stdout);
            char text[32];
            std::snprintf(text, sizeof text, " %.3f", cost.feedMs);
            feeding += text;
        }
        std::printf("   feeding:%s\n", feeding.c_str());
    }
    return 0;
}
