// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"
#include "viewmodels/BeatTimer.h"
#include "viewmodels/ReplacedListModel.h"

#include <QJsonValue>
#include <QtQml/qqmlregistration.h>

#include <deque>

namespace wavetape::viewmodels {

// What people read and what stood out: `news` and `alerts` in one list, newest first. GUI thread.
class NewsFeed : public ReplacedListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(QString latest READ latest NOTIFY changed) // "" before the first
public:
    static constexpr size_t kLimit = 60;

    enum Role {
        TimeText = Qt::UserRole + 1,
        Symbol, // "" the whole market
        Text,
        Alert, // of the server's detector; else a headline
        Spoken, // the row as one sentence
    };

    explicit NewsFeed(client::FeedClient &client, QObject *parent = nullptr);

    void setActive(bool active);
    void clear();
    int count() const { return rowCount(); }
    QString latest() const;

    // What the server tells: an object, or a snapshot's array of them.
    void apply(const QJsonValue &value, bool alert);
    void flush();

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    struct Item {
        double time = 0;
        QString symbol, text;
        bool alert = false;
        bool operator==(const Item &) const = default;
    };
    void put(const QJsonObject &object, bool alert);

    client::FeedClient &m_client;
    client::Subscription m_news, m_alerts;
    BeatTimer m_flush {0};
    std::deque<Item> m_items; // newest first
};

} // namespace wavetape::viewmodels
