// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/Dashboard.h"

#include <QAbstractListModel>
#include <QJsonObject>
#include <QTimer>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::lab {

// A row for each type of fault that the server knows: how much of it, and whether it is on. They
// are asked for by the window's own connection (admin actions `fault`, `heal`, `faults`), and hit
// whom the rack aims at. GUI thread.
class FaultRack : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the ChaosLab")
    Q_PROPERTY(int count READ count CONSTANT)
    Q_PROPERTY(int on READ onCount NOTIFY changed)
    // On the server, and not put there by this rack.
    Q_PROPERTY(int foreign READ foreignCount NOTIFY changed)
    // The server makes faults for others.
    Q_PROPERTY(bool supported READ isSupported NOTIFY changed)
    // Why the last wish was refused; "" where it was not.
    Q_PROPERTY(QString outcome READ outcome NOTIFY changed)
    // Whom they hit. A change of it counts at once, but for those that a story has put there.
    Q_PROPERTY(Whom whom READ whom WRITE setWhom NOTIFY aimed)
    Q_PROPERTY(QString client READ client WRITE setClient NOTIFY aimed)
    Q_PROPERTY(QString channel READ channel WRITE setChannel NOTIFY aimed)
    Q_PROPERTY(int transport READ transport WRITE setTransport NOTIFY aimed)
    Q_PROPERTY(int moment READ moment WRITE setMoment NOTIFY aimed)
    Q_PROPERTY(double share READ share WRITE setShare NOTIFY aimed)
public:
    enum Whom { Others, Clients, ThisWindow };
    Q_ENUM(Whom)
    enum Moment { Always, Later, EveryTenth };

    enum Role {
        Type = Qt::UserRole + 1, // the control port's word
        Title,
        What,
        On,
        Amount,
        AmountText,
        Least,
        Most, // 0: there is nothing to set
        Choices, // [amount]; instead of a scale
        Aim, // whom it hits, while it is on
    };

    explicit FaultRack(QObject *parent = nullptr);
    ~FaultRack() override;

    void setDashboard(viewmodels::Dashboard *dashboard);
    // Asks what is on, now and once a second.
    void setActive(bool active);

    int count() const { return int(m_rows.size()); }
    int onCount() const;
    int foreignCount() const { return m_foreign; }
    bool isSupported() const { return m_supported; }
    QString outcome() const { return m_outcome; }
    Whom whom() const { return m_whom; }
    void setWhom(Whom whom);
    QString client() const { return m_clientName; }
    void setClient(const QString &pattern);
    QString channel() const { return m_channel; }
    void setChannel(const QString &pattern);
    int transport() const { return m_transport; }
    void setTransport(int transport);
    int moment() const { return m_moment; }
    void setMoment(int moment);
    double share() const { return m_share; }
    void setShare(double share);

    // By the control port's word; a row that is on has it at once.
    Q_INVOKABLE void setOn(int row, bool on);
    Q_INVOKABLE void setAmount(int row, double amount);
    Q_INVOKABLE void toggle(int row);
    // A step of its scale, or of its choices.
    Q_INVOKABLE void turn(int row, int by);
    // Takes all faults away, whoever put them there.
    Q_INVOKABLE void heal();

    // For a story: `more` are attributes beside the amount.
    void put(const QString &type, double amount, const QJsonObject &more, bool upstream = false);
    void take(const QString &type);
    // Those of the rack; what others have put there stays.
    void takeAll();
    // Negative: there is none.
    Q_INVOKABLE int rowOf(const QString &type) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();
    void aimed();

private:
    struct Kind;
    struct Row {
        const Kind *kind;
        double amount;
        bool on = false;
        bool story = false; // a story has put it there, and aims it
        bool upstream = false;
        bool dirty = false; // what the server has is not what is shown
        QJsonObject more; // attributes, of a story
    };

    static QVariantList choicesOf(const Kind &kind);
    void send(Row &row);
    void ask();
    void aimAnew();
    QJsonObject aim(const Row &row) const;
    QString aimText(const QJsonObject &attributes) const;
    void request(QJsonObject message);
    void rowChanged(const Row &row);

    viewmodels::Dashboard *m_dashboard = nullptr;
    std::vector<Row> m_rows;
    QTimer m_asking, m_sending;
    QString m_outcome, m_clientName, m_channel;
    Whom m_whom = Others;
    int m_transport = 0, m_moment = Always;
    double m_share = 1;
    int m_foreign = 0;
    int m_asked = 0; // wishes under way: until they are answered the list is older than they are
    bool m_supported = true, m_active = false;
};

} // namespace wavetape::lab
