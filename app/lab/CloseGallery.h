// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"
#include "lab/CloseTrial.h"
#include "viewmodels/Dashboard.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

namespace wavetape::lab {

class GatewayPeer;
class SideServer;

// Every close code with the way it comes about, and what both ends saw when it was last provoked.
// Provoking happens on the window's own server; where that one never would, on a peer on loopback.
// GUI thread.
class CloseGallery : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        wavetape::viewmodels::Dashboard *dashboard READ dashboard WRITE setDashboard NOTIFY changed)
    Q_PROPERTY(QString server MEMBER m_server NOTIFY changed)
    Q_PROPERTY(int running READ running NOTIFY changed)
    Q_PROPERTY(int agreed READ agreed NOTIFY changed)
public:
    enum Role { Code = Qt::UserRole + 1, Name, Meaning, How, Own, Peer, State };

    explicit CloseGallery(QObject *parent = nullptr);
    ~CloseGallery() override;

    viewmodels::Dashboard *dashboard() const { return m_dashboard; }
    void setDashboard(viewmodels::Dashboard *dashboard);
    int running() const;
    int agreed() const; // how many ended with the code that was meant, at our end

    Q_INVOKABLE void provoke(int row);
    Q_INVOKABLE void provokeAll();
    // The feed client is what tells the server's side of it.
    void setClient(client::FeedClient *client);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    void provokeNext();
    QUrl urlFor(const CloseRecipe &recipe);
    void watch(client::FeedClient &client, client::Subscription &subscription);
    void onEvents(const std::vector<client::FeedMessage> &messages);
    bool makeSideServer();

    viewmodels::Dashboard *m_dashboard = nullptr;
    client::FeedClient *m_client = nullptr;
    client::Subscription m_events, m_sideEvents;
    QString m_server;
    std::vector<std::unique_ptr<CloseTrial>> m_trials; // one per recipe, null before the first
    std::vector<int> m_waiting;
    std::unique_ptr<SideServer> m_side;
    std::unique_ptr<client::FeedClient> m_sideClient;
    std::unique_ptr<GatewayPeer> m_gateway;
};

} // namespace wavetape::lab
