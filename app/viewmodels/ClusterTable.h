// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/Dashboard.h"
#include "viewmodels/ReplacedListModel.h"
#include "viewmodels/TimeSeries.h"

#include <QJsonObject>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::viewmodels {

// The nodes of the server's cluster, a row each, from `sys.cluster`; the broker as the node sees it
// that the window is connected to, the feed's lease, and five minutes of the way over the broker.
// Subscribed only while `active`. GUI thread.
class ClusterTable : public ReplacedListModel {
    Q_OBJECT
    QML_ELEMENT
    // Whose server it is; set once.
    Q_PROPERTY(
        wavetape::viewmodels::Dashboard *dashboard READ dashboard WRITE setDashboard REQUIRED)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(wavetape::viewmodels::ClusterTable::Standing standing READ standing NOTIFY changed)
    Q_PROPERTY(int count READ rowCount NOTIFY changed)
    Q_PROPERTY(QString cluster READ cluster NOTIFY changed)
    // The one that tells all this.
    Q_PROPERTY(QString node READ node NOTIFY changed)
    // The one that drain() is about: that one, unless another one was chosen.
    Q_PROPERTY(QString target READ target WRITE setTarget NOTIFY changed)
    Q_PROPERTY(bool draining READ isDraining NOTIFY changed) // `target`
    Q_PROPERTY(bool brokerUp READ isBrokerUp NOTIFY changed)
    Q_PROPERTY(QString trouble READ trouble NOTIFY changed) // of the broker
    Q_PROPERTY(double losses READ losses NOTIFY changed)
    Q_PROPERTY(double followed READ followed NOTIFY changed)
    Q_PROPERTY(QString role READ role NOTIFY changed) // in the feed
    Q_PROPERTY(QString leader READ leader NOTIFY changed) // "": nobody that is known
    Q_PROPERTY(double leaders READ leaders NOTIFY changed)
    Q_PROPERTY(double beats READ beats NOTIFY changed)
    Q_PROPERTY(double leaseMs READ leaseMs NOTIFY changed)
    // µs; what a question needs to go round, and a publication from this node back to it.
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *probe READ probe CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *hopP50 READ hopP50 CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TimeSeries *hopP99 READ hopP99 CONSTANT)
    // Why the last wish was not done; "": it was.
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
public:
    static constexpr qsizetype kMostNodes = 256;

    enum Standing {
        Unknown, // nothing was told yet
        Alone, // the server is on no cluster
        Forbidden, // it does not tell this window
        Member,
    };
    Q_ENUM(Standing)
    enum Role {
        Node = Qt::UserRole + 1,
        Here,
        Leads,
        Draining,
        Part,
        Connections,
        InRate,
        OutRate,
        Hop,
        Uptime,
    };
    Q_ENUM(Role)

    explicit ClusterTable(QObject *parent = nullptr);

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    Q_INVOKABLE QString keyAt(int row) const;
    Q_INVOKABLE int indexOfKey(const QString &key) const;

    Dashboard *dashboard() const { return m_dashboard; }
    void setDashboard(Dashboard *dashboard);
    bool isActive() const { return m_active; }
    void setActive(bool active);
    Standing standing() const { return m_standing; }
    QString cluster() const { return m_cluster; }
    QString node() const { return m_node; }
    QString target() const;
    void setTarget(const QString &node);
    bool isDraining() const;
    bool isBrokerUp() const { return m_brokerUp; }
    QString trouble() const { return m_trouble; }
    double losses() const { return m_losses; }
    double followed() const { return m_followed; }
    QString role() const { return m_role; }
    QString leader() const { return m_leader; }
    double leaders() const { return m_leaders; }
    double beats() const { return m_beats; }
    double leaseMs() const { return m_leaseMs; }
    TimeSeries *probe() { return &m_probe; }
    TimeSeries *hopP50() { return &m_hopP50; }
    TimeSeries *hopP99() { return &m_hopP99; }
    QString problem() const { return m_problem; }

    // Has the node `target` tell everybody to leave: the order goes to the one that the window is
    // connected to, and from there over the broker.
    Q_INVOKABLE void drain();

    // What `sys.cluster` says.
    Q_INVOKABLE void apply(const QJsonObject &cluster);
    // What a server says that has no such channel, by the number of its error.
    void refuse(int code);

Q_SIGNALS:
    void activeChanged();
    void changed();

private:
    struct Row {
        QString node, part;
        bool leads = false, draining = false;
        // Negative: not told.
        double connections = -1, inPerSecond = -1, outPerSecond = -1, hopMs = -1, uptimeMs = -1;
    };
    static Row read(const QJsonObject &node);
    const Row *rowOf(const QString &node) const;
    void follow();

    QPointer<Dashboard> m_dashboard;
    client::Subscription m_subscription;
    bool m_active = false;
    Standing m_standing = Unknown;
    QString m_cluster, m_node, m_trouble, m_role, m_leader, m_problem;
    QString m_target; // "": none was chosen
    QString m_asked; // to drain, and has not been seen to; "": none
    bool m_brokerUp = true;
    double m_losses = 0, m_followed = 0, m_leaders = 0, m_beats = 0, m_leaseMs = 0;
    std::vector<Row> m_rows;
    TimeSeries m_probe, m_hopP50, m_hopP99;
};

} // namespace wavetape::viewmodels
