// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/EventLog.h"
#include "viewmodels/TimeSeries.h"

#include <QHash>
#include <QObject>
#include <QSettings>
#include <QtQml/qqmlregistration.h>

#include <functional>

namespace wavetape::viewmodels {

// Thresholds in the charts of the server's figures: each is told once as an event of this window
// when its figure rises above it, and again after it was below nine tenths of it. GUI thread.
class LoadAlerts : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    // Grows with each change, for bindings on at().
    Q_PROPERTY(int revision READ revision NOTIFY changed)
public:
    using InWords = std::function<QString(double)>;

    // Events go to `log`.
    explicit LoadAlerts(EventLog &log, QObject *parent = nullptr);

    // Reads what was kept there, and keeps changes from now on. Null: nothing is kept.
    void setStore(QSettings *store);
    // `name` is what place() and at() call it, `title` what an event does.
    void watch(const QString &name, TimeSeries &series, const QString &title, InWords inWords);

    int revision() const { return m_revision; }
    Q_INVOKABLE double at(const QString &name) const; // NaN: none
    // A value that is none removes it. Above from the beginning is told at once.
    Q_INVOKABLE void place(const QString &name, double value);

Q_SIGNALS:
    void changed();
    // That event, of `name`.
    void raised(const QString &name, const QString &text);

private:
    struct Line {
        QString name;
        TimeSeries *series = nullptr;
        QString title;
        InWords inWords;
        double at;
        bool above = false;
    };
    void look(Line &line);

    EventLog &m_log;
    QSettings *m_store = nullptr;
    QHash<QString, Line> m_lines;
    int m_revision = 0;
};

} // namespace wavetape::viewmodels
