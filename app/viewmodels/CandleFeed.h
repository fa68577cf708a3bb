// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"
#include "plotting/CandleItem.h"
#include "viewmodels/BeatTimer.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

#include <map>

namespace wavetape::viewmodels {

// The candles of one symbol and interval, handed to a CandleItem at up to 10 Hz. While paused the
// item keeps its picture; what arrives is kept and shown afterwards. GUI thread.
class CandleFeed : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(wavetape::plotting::CandleItem *view READ view WRITE setView NOTIFY viewChanged)
    Q_PROPERTY(bool paused READ isPaused WRITE setPaused NOTIFY pausedChanged)
    Q_PROPERTY(double behindMs READ behindMs NOTIFY ticked)
    Q_PROPERTY(bool empty READ isEmpty NOTIFY ticked)
    // Of the newest candle.
    Q_PROPERTY(double open READ open NOTIFY ticked)
    Q_PROPERTY(double high READ high NOTIFY ticked)
    Q_PROPERTY(double low READ low NOTIFY ticked)
    Q_PROPERTY(double close READ close NOTIFY ticked)
    Q_PROPERTY(double volume READ volume NOTIFY ticked)
public:
    explicit CandleFeed(client::FeedClient &client, QObject *parent = nullptr);

    // "" ends the subscription.
    void setSource(const QString &symbol, const QString &interval);

    plotting::CandleItem *view() const { return m_view; }
    void setView(plotting::CandleItem *view);
    bool isPaused() const { return m_paused; }
    void setPaused(bool paused);
    double behindMs() const;
    bool isEmpty() const { return m_bars.empty(); }
    double open() const { return m_newest.open; }
    double high() const { return m_newest.high; }
    double low() const { return m_newest.low; }
    double close() const { return m_newest.close; }
    double volume() const { return m_newest.volume; }

Q_SIGNALS:
    void viewChanged();
    void pausedChanged();
    void ticked();

private:
    void receive(const std::vector<client::FeedMessage> &messages);
    void keep(const client::Candle &candle);
    void fillView();
    void flush();

    client::FeedClient &m_client;
    client::Subscription m_subscription;
    QPointer<plotting::CandleItem> m_view;
    BeatTimer m_flush {2};
    QElapsedTimer m_pausedSince;
    std::map<double, plotting::CandleBar> m_bars; // by start
    std::map<double, plotting::CandleBar> m_pending; // since the last flush
    plotting::CandleBar m_newest;
    bool m_paused = false;
    bool m_fresh = false; // nothing of this source was shown yet
};

} // namespace wavetape::viewmodels
