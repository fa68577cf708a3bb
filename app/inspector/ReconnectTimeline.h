// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/ReconnectBackoff.h"

#include <QObject>
#include <QTimer>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace wavetape::inspector {

// When to try again after a connection was lost: 1, 2, 4, 8, 16, 30 … s as it stands or with full
// jitter, ten times, then no more. Shows what was waited, what is and what would be. GUI thread.
class ReconnectTimeline : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the InspectorSession")
    Q_PROPERTY(bool enabled READ isEnabled WRITE setEnabled NOTIFY changed)
    Q_PROPERTY(bool jitter READ hasJitter WRITE setJitter NOTIFY changed)
    Q_PROPERTY(QVariantList tries READ tries NOTIFY changed)
    Q_PROPERTY(int attempt READ attempt NOTIFY changed)
    Q_PROPERTY(bool waiting READ isWaiting NOTIFY changed)
    Q_PROPERTY(double leftMs READ leftMs NOTIFY ticked)
    Q_PROPERTY(bool gaveUp READ hasGivenUp NOTIFY changed)
    // Why nothing is tried any more; "": it is, or nothing was lost.
    Q_PROPERTY(QString over READ over NOTIFY changed)
    Q_PROPERTY(double totalMs READ totalMs NOTIFY changed)
public:
    static constexpr int kTries = 10;
    static constexpr int kStableMs = 30'000;

    // `scale` shortens every wait, for tests.
    explicit ReconnectTimeline(QObject *parent = nullptr, double scale = 1);

    bool isEnabled() const { return m_enabled; }
    void setEnabled(bool enabled);
    bool hasJitter() const { return m_jitter; }
    void setJitter(bool jitter);
    // [{waitMs, ceilingMs, state: "done" | "waiting" | "open" | "planned"}], ten of them
    QVariantList tries() const;
    int attempt() const { return int(m_waits.size()); }
    bool isWaiting() const { return m_timer.isActive(); }
    double leftMs() const { return m_timer.isActive() ? m_timer.remainingTime() : 0; }
    bool hasGivenUp() const { return m_gaveUp; }
    QString over() const { return m_over; }
    // What has been waited so far, or what the whole schedule would take before the first loss.
    double totalMs() const;

    // The connection was lost; plans the next attempt, not before `hintMs` where the server asked
    // for it (negative: it did not).
    void lost(int64_t hintMs = -1);
    // A connection is open. Where it stays so for kStableMs the next loss begins at the base again.
    void opened();
    // There is no use in trying again; `why` is said.
    void stayAway(const QString &why);
    // Ended on purpose, or begun anew: nothing is planned any more.
    void reset();
    Q_INVOKABLE void tryNow();

Q_SIGNALS:
    void changed();
    void ticked();
    void due();

private:
    client::BackoffSettings settings() const;
    int64_t ceiling(int attempt) const;

    const double m_scale;
    bool m_jitter = false; // before m_backoff, which is made by it
    client::ReconnectBackoff m_backoff;
    QTimer m_timer, m_tick, m_stable;
    QString m_over;
    QList<double> m_waits;
    bool m_enabled = false;
    bool m_gaveUp = false;
    bool m_open = false;
};

} // namespace wavetape::inspector
