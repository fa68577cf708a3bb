// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/StreamSlot.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::viewmodels {

// The sample streams that the server offers (a row per `wave.` and `uplink.` channel) and the slots
// in which up to six of them are shown. Asks for the list while `active`, so that uplinks of
// clients that come and go appear. GUI thread.
class StreamRack : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(int used READ used NOTIFY usedChanged)
    Q_PROPERTY(QStringList shown READ shown WRITE show NOTIFY usedChanged)
    Q_PROPERTY(int capacity READ capacity CONSTANT)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(double lost READ lost NOTIFY measured)
    Q_PROPERTY(double totalHz READ totalHz NOTIFY measured)
public:
    static constexpr int kSlots = 6;

    enum Role {
        Channel = Qt::UserRole + 1,
        Label,
        Uplink,
        Slot, // -1: not shown
        Subscribers,
    };

    explicit StreamRack(client::FeedClient &client, QObject *parent = nullptr);

    bool isActive() const { return m_active; }
    void setActive(bool active);
    int used() const;
    QStringList shown() const; // channels, by slot
    // These and no others, as many as there are slots.
    void show(const QStringList &channels);
    int capacity() const { return kSlots; }
    int count() const { return int(m_rows.size()); }
    double lost() const;
    double totalHz() const;

    // 0 … capacity - 1
    Q_INVOKABLE wavetape::viewmodels::StreamSlot *traceAt(int number) const
    {
        return m_slots.value(number);
    }
    // Shows the channel in the first free slot, or takes it out of its own. False when all are
    // taken.
    Q_INVOKABLE bool toggle(const QString &channel);
    // A row's channel, which stays while rows come and go; -1: no such row.
    Q_INVOKABLE QString keyAt(int row) const { return data(index(row), Channel).toString(); }
    Q_INVOKABLE int indexOfKey(const QString &channel) const;

    // What the server answered to a `list` of those whose names begin so.
    void take(const QString &prefix, const QJsonObject &list);

    // A file that does not exist yet for samples of `label`, in the folder for documents.
    Q_INVOKABLE static QString fileFor(const QString &label, const QString &ending);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void activeChanged();
    void usedChanged();
    void countChanged();
    void measured();

private:
    struct Row {
        QString channel;
        int subscribers = 0;
        QString signal; // what its sender calls it, with its unit; "": nobody said
    };
    void nameSlots();
    void askAll();
    void ask(const QString &prefix);
    void tick();
    int slotOf(const QString &channel) const;

    client::FeedClient &m_client;
    QList<StreamSlot *> m_slots;
    std::vector<Row> m_rows;
    QTimer m_measure;
    QTimer m_list;
    QElapsedTimer m_sinceMeasure;
    bool m_active = false;
    bool m_chosenOnce = false;
};

} // namespace wavetape::viewmodels
