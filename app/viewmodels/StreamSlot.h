// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"
#include "plotting/TraceSource.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <deque>
#include <span>
#include <utility>

namespace wavetape::viewmodels {

// One trace of the oscilloscope: which channel it shows, and what came of it. Empty until a channel
// is put in. The slot, not the channel, has the colour: a trace keeps it while others come and go.
class StreamSlot : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(int number READ number CONSTANT)
    Q_PROPERTY(bool used READ isUsed NOTIFY channelChanged)
    Q_PROPERTY(QString channel READ channel NOTIFY channelChanged)
    Q_PROPERTY(QString label READ label NOTIFY channelChanged)
    Q_PROPERTY(wavetape::plotting::TraceSource *source READ source NOTIFY channelChanged)
    Q_PROPERTY(double rateHz READ rateHz NOTIFY measured)
    Q_PROPERTY(double arrivingHz READ arrivingHz NOTIFY measured)
    Q_PROPERTY(double lost READ lost NOTIFY measured) // blocks named by `lagged`
    Q_PROPERTY(QString refusal READ refusal NOTIFY measured)
    Q_PROPERTY(double peakToPeak READ peakToPeak NOTIFY measured)
    Q_PROPERTY(double peak READ peak NOTIFY measured) // the larger of |least| and |greatest|
    Q_PROPERTY(double rms READ rms NOTIFY measured)
    // How many times as high as the others it is drawn: 1, 2, 5, 10 … and parts of it.
    Q_PROPERTY(double scale READ scale NOTIFY scaleChanged)
public:
    StreamSlot(client::FeedClient &client, int number, QObject *parent = nullptr);

    int number() const { return m_number; }
    bool isUsed() const { return !m_channel.isEmpty(); }
    QString channel() const { return m_channel; }
    void setChannel(const QString &channel); // "" empties the slot
    // Hidden pages hold no subscription; the samples received stay.
    void setActive(bool active);
    QString label() const { return m_signal.isEmpty() ? labelOf(m_channel) : m_signal; }
    // What its sender calls it, with its unit; "": nobody said.
    void setSignal(const QString &signal);
    static QString labelOf(const QString &channel);

    plotting::TraceSource *source() const { return m_source; }
    double rateHz() const { return m_source ? m_source->rateHz() : 0; }
    // Of the newest samples, whole periods where there are such.
    static double rmsOf(std::span<const float> samples);
    double arrivingHz() const { return m_arrivingHz; }
    double lost() const { return m_lost; }
    QString refusal() const { return m_refusal; }
    double peakToPeak() const { return m_peakToPeak; }
    double peak() const { return m_peak; }
    double rms() const { return m_rms; }
    double scale() const;
    // By so many steps, from a hundredth to a thousand times.
    Q_INVOKABLE void rescale(int steps);

    // To be called some times a second: takes the numbers from the newest samples.
    void measure(double seconds);

Q_SIGNALS:
    void channelChanged();
    void measured();
    void scaleChanged();

private:
    void subscribe();

    client::FeedClient &m_client;
    client::Subscription m_subscription;
    const int m_number;
    QString m_channel, m_signal;
    QString m_refusal;
    plotting::TraceSource *m_source = nullptr;
    bool m_active = false;
    double m_lost = 0;
    double m_clock = 0; // seconds of measuring
    std::deque<std::pair<double, double>> m_arrivals; // (m_clock, samples so far), of 10 s
    double m_arrivingHz = 0;
    double m_peakToPeak = 0;
    double m_peak = 0;
    double m_rms = 0;
    int m_scale = 0; // steps from 1
};

} // namespace wavetape::viewmodels
