// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

class QThread;

namespace wavetape::scenario {
struct Progress;
struct Scenario;
struct Verdict;
} // namespace wavetape::scenario

namespace wavetape::lab {

// Scenario files (server/scenario) in the window: one of those that ship, or any; run on a server
// and in a thread of its own, with what happens told as it does. GUI thread; the destructor waits
// for the run, a moment at most.
class ScenarioLab : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QVariantList shipped READ shipped CONSTANT)
    Q_PROPERTY(bool loaded READ isLoaded NOTIFY changed)
    // Why the file that was asked for cannot be run; "" where it can.
    Q_PROPERTY(QString trouble READ trouble NOTIFY changed)
    Q_PROPERTY(QString file READ file NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString about READ about NOTIFY changed)
    // Of the twin, which must fail: what is taken away; "" where it has none that can be run here.
    Q_PROPERTY(QString twinWhy READ twinWhy NOTIFY changed)
    Q_PROPERTY(bool twin READ isTwin WRITE setTwin NOTIFY changed)
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    Q_PROPERTY(double seconds READ seconds NOTIFY changed) // at most
    Q_PROPERTY(double now READ now NOTIFY progressed) // s
    Q_PROPERTY(QVariantList steps READ steps NOTIFY changed)
    Q_PROPERTY(QVariantList groups READ groups NOTIFY progressed)
    Q_PROPERTY(QVariantList expectations READ expectations NOTIFY progressed)
    // "", "held", "failed", "not valid", "interrupted"
    Q_PROPERTY(QString verdict READ verdict NOTIFY progressed)
    // What failed, or why it proves nothing.
    Q_PROPERTY(QString sentence READ sentence NOTIFY progressed)
public:
    explicit ScenarioLab(QObject *parent = nullptr);
    ~ScenarioLab() override;

    QVariantList shipped() const; // [{name, title}]
    bool isLoaded() const { return m_scenario != nullptr; }
    QString trouble() const { return m_trouble; }
    QString file() const { return m_file; }
    QString title() const;
    QString about() const;
    QString twinWhy() const { return m_twinWhy; }
    bool isTwin() const { return m_twin; }
    void setTwin(bool twin);
    bool isRunning() const { return m_thread != nullptr; }
    double seconds() const;
    double now() const { return m_now; }
    QVariantList steps() const; // [{at (s), text}]
    QVariantList groups() const; // [{name, count, open, shares: [0 … 1 by moment]}]
    QVariantList expectations() const; // [{text, state: pending | held | failed | empty, said, at}]
    QString verdict() const { return m_verdict; }
    QString sentence() const { return m_sentence; }

    // Of `shipped`. Nothing is chosen while one runs.
    Q_INVOKABLE void choose(int shipped);
    Q_INVOKABLE void open(const QString &path);
    Q_INVOKABLE void run();
    Q_INVOKABLE void cancel();

Q_SIGNALS:
    void changed();
    void progressed();

private:
    void load(const QString &path);
    void forget();
    void take(const scenario::Progress &progress);
    void finish(const scenario::Verdict &verdict);

    std::shared_ptr<const scenario::Scenario> m_scenario;
    std::string m_text; // of the file
    QString m_file, m_trouble, m_twinWhy, m_verdict, m_sentence;
    std::unique_ptr<QThread> m_thread;
    std::shared_ptr<std::atomic<bool>> m_cancelled;
    struct Group {
        QString name;
        size_t count = 0, open = 0;
        QVariantList shares;
    };
    std::vector<Group> m_groups;
    struct Seen {
        QString state, said;
        double at = 0;
    };
    std::vector<Seen> m_seen; // as the scenario's expectations
    double m_now = 0;
    bool m_twin = false;
};

} // namespace wavetape::lab
