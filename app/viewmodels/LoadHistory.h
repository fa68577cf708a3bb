// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/ConnectionTable.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <array>
#include <deque>

namespace wavetape::viewmodels {

// Which connection had most of something in each of the last five minutes' seconds: whom a spike in
// a chart belongs to. Listens to `sys.connections` while `active`. GUI thread.
class LoadHistory : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
public:
    enum Load { MessagesOut, MessagesIn, QueuedBytes, OldestWaiting, Newest };
    Q_ENUM(Load)

    LoadHistory(client::FeedClient &client, QObject *parent = nullptr);

    bool isActive() const { return m_table.isActive(); }
    void setActive(bool active);
    // The connection's id; "" where none was known then. `ago` in seconds.
    Q_INVOKABLE QString culprit(wavetape::viewmodels::LoadHistory::Load load, double ago) const;
    // Another server's connections follow.
    void clear() { m_past.clear(); }

    // One listing, as of `time` ms.
    void observe(const ConnectionTable &table);

Q_SIGNALS:
    void activeChanged();

private:
    static constexpr size_t kLoads = Newest + 1;
    struct Second {
        double time = 0; // ms
        std::array<QString, kLoads> most;
    };

    ConnectionTable m_table;
    std::deque<Second> m_past; // newest last
};

} // namespace wavetape::viewmodels
