// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/SampleStream.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace wavetape::plotting {

// A stream as QML sees it: handed out by view models (`Q_PROPERTY(TraceSource *source …)`),
// plugged into a Trace. GUI thread; feed stream() from wherever the samples arrive.
class TraceSource : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(double rateHz READ rateHz NOTIFY rateChanged)
    Q_PROPERTY(double samples READ samples NOTIFY samplesChanged)

public:
    explicit TraceSource(QObject *parent = nullptr);
    explicit TraceSource(std::shared_ptr<SampleStream> stream, QObject *parent = nullptr);

    const std::shared_ptr<SampleStream> &stream() const { return m_stream; }
    double rateHz() const; // 0 before the first block
    double samples() const; // received since the rate last changed

    // Latest samples into `out` (newest last); how many there were. For spectra and exports.
    std::size_t latest(std::span<float> out) const;

public slots:
    // To be called a few times per second by whoever shows the two numbers.
    void refresh();

signals:
    void rateChanged();
    void samplesChanged();

private:
    std::shared_ptr<SampleStream> m_stream;
    double m_rateHz = 0;
    double m_samples = 0;
};

} // namespace wavetape::plotting
