// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/ChaosClient.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QThread>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

namespace wavetape::inspector {
class InspectorClient;
}

namespace wavetape::lab {

// The clients of the Lab that faults may hit, side by side, and a channel of their own that goes on
// meanwhile. All of them live in one thread. GUI thread.
class ChaosCrowd : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the ChaosLab")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(bool full READ isFull NOTIFY changed)
    Q_PROPERTY(int open READ openCount NOTIFY sampled)
public:
    static constexpr size_t kLimit = 40;
    // 20 publications a second, while there is somebody.
    static constexpr const char *kChannel = "lab.chaos";

    enum Role {
        Name = Qt::UserRole + 1,
        Habits,
        State,
        Open,
        Code,
        Lag,
        Late, // what comes is old, or nothing does
        Missed,
        Twice,
        Spoilt,
        Book, // "", or how its order book fared
        Noticed,
        Back,
        Delays,
    };

    explicit ChaosCrowd(QObject *parent = nullptr);
    ~ChaosCrowd() override;

    // Where those that are added go. Whoever is there stays where it is.
    void setServer(const QString &url) { m_server = url; }
    int count() const { return int(m_clients.size()); }
    bool isFull() const { return m_clients.size() >= kLimit; }
    int openCount() const;

    void add(const ChaosClient::Wish &wish);
    void clear();
    // A fault begins now: what follows is told from here.
    void mark();
    void sleep(bool asleep);
    // The most attempts to connect within `windowMs`, since mark(), of those whose name begins so.
    int peak(const QString &prefix, qint64 windowMs) const;
    ChaosClient::Figures figuresOf(const QString &name) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();
    void sampled();

private:
    struct Entry {
        ChaosClient *client; // lives in m_thread
        ChaosClient::Figures figures;
    };

    template <typename Task>
    void each(Task task);
    void sample();
    void publish();
    static QString bookOf(const Entry &entry);

    QString m_server;
    QThread m_thread;
    QElapsedTimer m_clock;
    qint64 m_marked = 0;
    std::vector<Entry> m_clients;
    std::unique_ptr<inspector::InspectorClient> m_publisher;
    QTimer m_sampler, m_pace;
    quint64 m_published = 0;
};

} // namespace wavetape::lab
