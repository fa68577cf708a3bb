// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demos/DemoModel.h"

namespace wavetape::demos {

// A demo of one prefix that is read at a rate: of each channel, or part of it, the newest so often;
// what comes between is never sent. GUI thread.
class RatedDemo : public wavetape::demos::DemoModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("What the demos with a rate have")
    Q_PROPERTY(double rate READ rate WRITE setRate NOTIFY rateChanged) // Hz; 0: all that comes
public:
    double rate() const { return m_options.maxRate; }
    void setRate(double rate);

Q_SIGNALS:
    void rateChanged();

protected:
    // `options`: those of the subscription; their maxRate is the first rate.
    RatedDemo(const QString &prefix, client::SubscribeOptions options, QObject *parent);

    void begin() override;

private:
    client::SubscribeOptions m_options;
};

} // namespace wavetape::demos
