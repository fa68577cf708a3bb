// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace wavetape::viewmodels {

// The market's clock and what it does: from `status`, which has a row per symbol, and `index.ALL`,
// which comes twice a second with the market's time. GUI thread.
class SessionFeed : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    // Of the whole market.
    Q_PROPERTY(Phase phase READ phase NOTIFY changed)
    Q_PROPERTY(QString phaseText READ phaseText NOTIFY changed)
    Q_PROPERTY(QString clockText READ clockText NOTIFY changed) // "" before the first
    Q_PROPERTY(QString remaining READ remaining NOTIFY changed) // of the phase; "" nobody knows
    Q_PROPERTY(int resting READ resting NOTIFY changed) // symbols that are halted by themselves
    Q_PROPERTY(bool indexKnown READ isIndexKnown NOTIFY changed)
    Q_PROPERTY(double level READ level NOTIFY changed)
    Q_PROPERTY(double changePct READ changePct NOTIFY changed)
    Q_PROPERTY(int advancing READ advancing NOTIFY changed)
    Q_PROPERTY(int declining READ declining NOTIFY changed)
    // Of the chosen symbol.
    Q_PROPERTY(Phase symbolPhase READ symbolPhase NOTIFY changed)
    Q_PROPERTY(
        QString symbolText READ symbolText NOTIFY changed) // why it does not trade; "" it does
public:
    enum Phase { Unknown, Trading, Auction, Halted, Closed };
    Q_ENUM(Phase)

    explicit SessionFeed(client::FeedClient &client, QObject *parent = nullptr);

    void setActive(bool active);
    void setSymbol(const QString &symbol);
    // Another server has a market of its own.
    void clear();

    Phase phase() const { return m_market.phase; }
    QString phaseText() const;
    QString clockText() const;
    QString remaining() const { return remainingOf(m_market); }
    int resting() const { return m_resting; }
    bool isIndexKnown() const { return m_level > 0; }
    double level() const { return m_level; }
    double changePct() const { return m_changePct; }
    int advancing() const { return m_advancing; }
    int declining() const { return m_declining; }
    Phase symbolPhase() const;
    QString symbolText() const;

    // What the server tells: an object, or a snapshot's array of them.
    void applyStatus(const QJsonValue &value);
    void applyIndex(const QJsonObject &index);

Q_SIGNALS:
    void changed();

private:
    struct Status {
        Phase phase = Unknown;
        QString reason;
        double until = 0; // ms since 1970; 0: nobody knows
        bool operator==(const Status &) const = default;
    };
    static Status read(const QJsonObject &object);
    static QString reasonText(const Status &status);
    QString remainingOf(const Status &status) const;
    void judge();

    client::FeedClient &m_client;
    client::Subscription m_statusSubscription, m_indexSubscription;
    QHash<QString, Status> m_symbols;
    QString m_symbol;
    Status m_market;
    int m_resting = 0, m_advancing = 0, m_declining = 0;
    double m_level = 0, m_changePct = 0, m_time = 0;
};

} // namespace wavetape::viewmodels
