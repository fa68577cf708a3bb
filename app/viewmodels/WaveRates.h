// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace wavetape::viewmodels {

// Changes how many samples a second a wave of the server has, while it runs: it goes on in a new
// epoch, which every subscriber is told, this window's oscilloscope too. GUI thread.
class WaveRates : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    // Without their `wave.`; empty while not connected.
    Q_PROPERTY(QStringList waves READ waves NOTIFY changed)
    // What came of the last wish; "": none yet.
    Q_PROPERTY(QString outcome READ outcome NOTIFY changed)
    Q_PROPERTY(bool refused READ isRefused NOTIFY changed)
public:
    explicit WaveRates(client::FeedClient &client, QObject *parent = nullptr);

    QStringList waves() const { return m_waves; }
    QString outcome() const { return m_outcome; }
    bool isRefused() const { return m_refused; }

    // `text` in samples/s: 48000, 48k, 1.5M.
    Q_INVOKABLE void set(const QString &wave, const QString &text);
    // NaN: `text` is no such number.
    static double rateOf(const QString &text);

Q_SIGNALS:
    void changed();

private:
    void ask();
    void say(const QString &outcome, bool refused);

    client::FeedClient &m_client;
    QStringList m_waves;
    QString m_outcome;
    bool m_refused = false;
};

} // namespace wavetape::viewmodels
