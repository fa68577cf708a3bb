// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/FrameClock.h"
#include "plotting/SpectrumAnalyser.h"
#include "plotting/TraceSource.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::plotting {

// The spectrum of a stream's newest samples, some twenty times a second while somebody looks:
// shared by a SpectrumItem and a WaterfallItem. GUI thread; a transform of 4096 samples takes some
// 50 us.
class Spectrum : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        wavetape::plotting::TraceSource *source READ source WRITE setSource NOTIFY sourceChanged)
    Q_PROPERTY(int size READ size WRITE setSize NOTIFY sizeChanged) // samples, a power of two
    Q_PROPERTY(
        double averaging READ averaging WRITE setAveraging NOTIFY averagingChanged) // 0..0.98
    Q_PROPERTY(bool paused READ paused WRITE setPaused NOTIFY pausedChanged)
    Q_PROPERTY(double rateHz READ rateHz NOTIFY updated)
    Q_PROPERTY(double resolution READ resolution NOTIFY updated) // Hz per bin
    Q_PROPERTY(double peakHz READ peakHz NOTIFY updated) // between the bins, by parabola
    Q_PROPERTY(double peakLevel READ peakLevel NOTIFY updated) // dB
    Q_PROPERTY(bool empty READ isEmpty NOTIFY updated)

public:
    static constexpr int kIntervalMs = 50;

    explicit Spectrum(QObject *parent = nullptr);

    TraceSource *source() const { return m_source; }
    void setSource(TraceSource *source);
    int size() const { return static_cast<int>(m_analyser->size()); }
    void setSize(int samples);
    double averaging() const { return m_averaging; }
    void setAveraging(double share);
    bool paused() const { return m_paused; }
    void setPaused(bool paused);
    double rateHz() const { return m_rateHz; }
    double resolution() const { return m_rateHz / size(); }
    double peakHz() const { return m_peakHz; }
    double peakLevel() const { return m_peakLevel; }
    bool isEmpty() const { return levels().empty(); }

    // dB of size() / 2 + 1 bins from 0 to half the rate.
    const std::vector<float> &levels() const { return m_analyser->levels(); }

    // Items that are seen hold one; without any nothing is computed.
    class Viewer {
    public:
        Viewer() = default;
        explicit Viewer(Spectrum *spectrum);
        ~Viewer() { reset(); }
        Viewer(Viewer &&other) noexcept
            : m_spectrum(std::exchange(other.m_spectrum, nullptr))
        {
        }
        Viewer &operator=(Viewer &&other) noexcept
        {
            if (this != &other) {
                reset();
                m_spectrum = std::exchange(other.m_spectrum, nullptr);
            }
            return *this;
        }
        void reset();

    private:
        QPointer<Spectrum> m_spectrum;
    };

    // Transforms the newest samples now, if there are new ones. True if updated() was emitted.
    bool refresh();

signals:
    void sourceChanged();
    void sizeChanged();
    void averagingChanged();
    void pausedChanged();
    void updated();

private:
    void follow();
    void onTick();
    void findPeak();

    QPointer<TraceSource> m_source;
    std::unique_ptr<SpectrumAnalyser> m_analyser;
    std::vector<float> m_samples;
    QElapsedTimer m_since;
    FrameClock::Ticket m_ticket;
    double m_averaging = 0.5, m_rateHz = 0, m_lastCount = 0, m_peakHz = 0;
    double m_peakLevel = SpectrumAnalyser::kFloorDb;
    int m_viewers = 0;
    bool m_paused = false;
};

} // namespace wavetape::plotting
