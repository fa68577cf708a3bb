// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QHash>
#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <map>

namespace wavetape::viewmodels {

// A line at a price of each symbol, which somebody drew: rings once when the price reaches it. Of
// the chosen symbol here; those of others wait for their symbol's prices too. GUI thread.
class PriceAlarm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(bool set READ isSet NOTIFY changed)
    Q_PROPERTY(double price READ price NOTIFY changed) // where the line is; 0: none
    Q_PROPERTY(QString rung READ rung NOTIFY changed) // "AAPL rose to 190.20"; "" until then
public:
    explicit PriceAlarm(client::FeedClient &client, QObject *parent = nullptr);

    // While nobody else tells it prices it asks for those of the symbols that have a line.
    void setAlone(bool alone);
    void setSymbol(const QString &symbol);
    // Another server has other prices.
    void clear();
    // Of any symbol, as it comes.
    void observe(const QString &symbol, double price);

    bool isSet() const { return m_lines.contains(m_symbol); }
    double price() const { return m_lines.value(m_symbol).price; }
    QString rung() const { return m_rung; }

    // Draws or moves the line of the chosen symbol; a price that is none removes it.
    Q_INVOKABLE void place(double price);
    Q_INVOKABLE void remove();
    // It was heard.
    Q_INVOKABLE void silence();

Q_SIGNALS:
    void changed();
    // What rung() says from now on.
    void rang(const QString &symbol, const QString &text);

private:
    struct Line {
        double price = 0;
        int side = 0; // on which the price was seen first: 1 above, -1 below, 0 not seen yet
    };
    void listen();

    client::FeedClient &m_client;
    bool m_alone = true;
    QHash<QString, Line> m_lines;
    std::map<QString, client::Subscription> m_feeds;
    QString m_symbol;
    QString m_rung;
};

} // namespace wavetape::viewmodels
