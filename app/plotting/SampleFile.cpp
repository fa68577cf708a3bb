// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/SampleFile.h"

#include <QCoreApplication>
#include <QSaveFile>
#include <QtEndian>

#include <charconv>
#include <cmath>
#include <cstring>
#include <vector>

namespace wavetape::plotting {

namespace {

QString text(const char *english)
{
    return QCoreApplication::translate("SampleFile", english);
}

QByteArray csv(const SampleStretch &stretch)
{
    // In units of 100 ns and in integers: a double of seconds since 1970 has no seventh decimal.
    constexpr int64_t kTicks = 10'000'000;
    QByteArray out("time,value\n");
    char number[64];
    const auto append = [&](auto... arguments) {
        const auto end = std::to_chars(number, number + sizeof number, arguments...);
        out.append(number, end.ptr - number);
    };
    for (std::size_t i = 0; i < stretch.samples.size(); ++i) {
        const int64_t ticks = stretch.startUs * (kTicks / 1'000'000)
            + std::llround(static_cast<double>(i) / stretch.rateHz * static_cast<double>(kTicks));
        append(ticks / kTicks);
        out.append('.');
        append(kTicks + ticks % kTicks);
        out.remove(out.size() - 8, 1); // the one that keeps leading zeros
        out.append(',');
        if (!std::isnan(stretch.samples[i]))
            append(stretch.samples[i]);
        out.append('\n');
    }
    return out;
}

QByteArray raw(std::span<const float> samples, bool silentGaps)
{
    QByteArray out(static_cast<qsizetype>(samples.size() * sizeof(float)), Qt::Uninitialized);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const float sample = silentGaps && std::isnan(samples[i]) ? 0 : samples[i];
        qToLittleEndian(sample, out.data() + i * sizeof(float));
    }
    return out;
}

// RIFF with format 3 (IEEE float), one channel, and the `fact` chunk that it calls for.
QByteArray wav(const SampleStretch &stretch)
{
    const QByteArray data = raw(stretch.samples, true);
    QByteArray out;
    const auto put = [&](auto value) {
        char bytes[sizeof value];
        qToLittleEndian(value, bytes);
        out.append(bytes, sizeof value);
    };
    const auto rate = static_cast<quint32>(std::lround(std::min(stretch.rateHz, 4e9)));
    out.append("RIFF");
    put(static_cast<quint32>(4 + 24 + 2 + 12 + 8 + data.size()));
    out.append("WAVEfmt ");
    put(quint32(18));
    put(quint16(3));
    put(quint16(1));
    put(rate);
    put(rate * 4);
    put(quint16(4));
    put(quint16(32));
    put(quint16(0));
    out.append("fact");
    put(quint32(4));
    put(static_cast<quint32>(stretch.samples.size()));
    out.append("data");
    put(static_cast<quint32>(data.size()));
    return out + data;
}

} // namespace

QString saveSamples(const QUrl &url, const SampleStretch &stretch)
{
    const QString name = url.isLocalFile() ? url.toLocalFile() : url.toString();
    if (stretch.samples.empty())
        return text(QT_TRANSLATE_NOOP("SampleFile", "There is nothing to save."));
    if (name.isEmpty())
        return text(QT_TRANSLATE_NOOP("SampleFile", "The file has no name."));
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly))
        return text(QT_TRANSLATE_NOOP("SampleFile", "Cannot write %1: %2"))
            .arg(name, file.errorString());
    const QByteArray bytes = name.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)
        ? csv(stretch)
        : name.endsWith(QLatin1String(".wav"), Qt::CaseInsensitive) ? wav(stretch)
                                                                    : raw(stretch.samples, false);
    if (file.write(bytes) != bytes.size() || !file.commit())
        return text(QT_TRANSLATE_NOOP("SampleFile", "Cannot write %1: %2"))
            .arg(name, file.errorString());
    return {};
}

} // namespace wavetape::plotting
