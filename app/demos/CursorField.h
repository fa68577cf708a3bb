// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demos/RatedDemo.h"

#include <QElapsedTimer>
#include <QTimer>

#include <vector>

namespace wavetape::demos {

// Everybody's pointer over one area, a row each. A pointer has a channel of its own,
// `game.cursors.<id>`; all are read as `game.cursors.*` at a rate: of each pointer the newest place
// is enough, and what came between is never sent. Places are shares of the area, 0 to 1. GUI
// thread.
class CursorField : public wavetape::demos::RatedDemo {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString figures READ figures NOTIFY changed)
public:
    static constexpr size_t kMost = 200;
    enum Role { Name = Qt::UserRole + 1, Across, Down, Hue, Own };

    explicit CursorField(QObject *parent = nullptr);

    // Where this window's pointer is; published at most 60 times a second.
    Q_INVOKABLE void move(double across, double down);
    // By so much from where it is.
    Q_INVOKABLE void step(double across, double down);
    QString figures() const;
    double came() const { return m_came; }
    double saved() const { return m_saved; } // places that were never sent

    void take(const client::FeedMessage &message) override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

protected:
    void clear() override;
    void begin() override;
    int rows() const override { return int(m_pointers.size()); }

private:
    struct Pointer {
        QString id, name;
        double across = 0, down = 0;
        qint64 atMs = 0;
    };
    void show(const QString &id, const QString &name, double across, double down);
    void send();
    void forgetTheGone();

    std::vector<Pointer> m_pointers; // in the order in which they came
    double m_across = 0.5, m_down = 0.5;
    bool m_here = false; // this window's pointer has been in the area
    bool m_due = false, m_sending = false;
    double m_came = 0, m_bytes = 0, m_saved = 0;
    QElapsedTimer m_clock;
    QTimer m_pace, m_rest;
};

} // namespace wavetape::demos
