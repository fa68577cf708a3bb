// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/TransportClient.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QThread>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <array>
#include <memory>

namespace wavetape::inspector {
class InspectorClient;
}

namespace wavetape::lab {

// Seven tabs of one browser at one server. The sockets are real; the rule is a browser's, kept
// here: at most six at a time to one host by HTTP/1.1, whoever comes later waits for one of them
// without being told. WebSockets do not count among them. GUI thread.
class TabCrowd : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString server MEMBER m_server NOTIFY changed)
    Q_PROPERTY(int way READ way WRITE setWay NOTIFY changed)
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    Q_PROPERTY(int openCount READ openCount NOTIFY changed)
    Q_PROPERTY(int waitingCount READ waitingCount NOTIFY changed)
    Q_PROPERTY(QString trouble READ trouble NOTIFY changed)
public:
    enum Way { Events, WebSocket };
    Q_ENUM(Way)
    enum Role {
        Name = Qt::UserRole + 1,
        State, // in words
        Waiting, // for a connection
        Shown, // the tab is there: it was not closed
        EventsText,
    };
    static constexpr int kTabs = 7;
    static constexpr int kSockets = 6; // per host, scheme and port: Chromium, Firefox, Safari

    explicit TabCrowd(QObject *parent = nullptr);
    ~TabCrowd() override;

    int way() const { return m_way; }
    void setWay(int way);
    bool isRunning() const { return m_publisher != nullptr; }
    int openCount() const; // with an answer or a handshake
    int waitingCount() const;
    QString trouble() const { return m_trouble; }
    TransportFigures figures(int row) const { return m_tabs.at(size_t(row)).figures; }

    Q_INVOKABLE void open();
    // Its connection is free for who waits longest.
    Q_INVOKABLE void closeTab(int row);
    Q_INVOKABLE void stop();

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    struct Tab {
        TransportClient *client = nullptr; // lives in m_thread; null: waits, or is closed
        TransportFigures figures;
        QElapsedTimer asked;
        bool shown = false;
    };
    void connectWhoMay();
    void letGo(Tab &tab);
    void sample();
    void tell();

    QString m_server, m_trouble;
    int m_way = Events;
    std::array<Tab, size_t(kTabs)> m_tabs;
    QThread m_thread; // of all of them
    std::unique_ptr<inspector::InspectorClient> m_publisher; // while it runs
    uint64_t m_published = 0;
    QTimer m_pace;
};

} // namespace wavetape::lab
