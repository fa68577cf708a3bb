// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <QVariantList>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

#include <atomic>
#include <memory>

class QThread;

namespace wavetape::feeds::report {
struct Report;
}

namespace wavetape::report {

// Simulates some hours of the market on a thread of its own and holds them against what real
// markets do. GUI thread; the destructor waits for the thread, a moment at most.
class MarketCheck : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QStringList profiles READ profiles CONSTANT)
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    Q_PROPERTY(double done READ done NOTIFY progressed) // 0 … 1
    Q_PROPERTY(bool known READ isKnown NOTIFY changed) // there is a report
    Q_PROPERTY(bool pass READ pass NOTIFY changed)
    Q_PROPERTY(int passed READ passed NOTIFY changed) // rows within their bands
    // What the report is of: "calm, seed 1, 4 h".
    Q_PROPERTY(QString subject READ subject NOTIFY changed)
    // {title, value, band, pass, short (too few hours to say much), spoken}; those of the seam
    // between past and live come last, their `band` being what live must equal.
    Q_PROPERTY(QVariantList rows READ rows NOTIFY changed)
public:
    explicit MarketCheck(QObject *parent = nullptr);
    ~MarketCheck() override;

    QStringList profiles() const;
    bool isRunning() const { return m_thread != nullptr; }
    double done() const { return m_done; }
    bool isKnown() const { return !m_rows.isEmpty(); }
    bool pass() const { return m_pass; }
    int passed() const { return m_passed; }
    QString subject() const { return m_subject; }
    QVariantList rows() const { return m_rows; }

    // Hours are bound to 1 … 48, seeds to 1 … 5. Nothing where one is running.
    Q_INVOKABLE void start(int profile, int hours, int seeds);
    Q_INVOKABLE void stop();
    // {x, y, reference: [number]} of the curve of that id; see server/feeds/README.md.
    Q_INVOKABLE QVariantMap figure(const QString &id) const { return m_figures.value(id).toMap(); }

Q_SIGNALS:
    void changed();
    void progressed();

private:
    void take(const feeds::report::Report &report);

    std::unique_ptr<QThread> m_thread;
    std::shared_ptr<std::atomic<bool>> m_stopped;
    QString m_subject, m_nextSubject;
    QVariantList m_rows;
    QVariantMap m_figures;
    double m_done = 0;
    int m_passed = 0;
    bool m_pass = false;
};

} // namespace wavetape::report
