// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace wavetape::lab {

// Which transport suits a need, and the rule that says so. advise() is all of it, and pure; the
// rest is for sliders. GUI thread.
class TransportAdviser : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(int direction MEMBER m_direction NOTIFY changed)
    Q_PROPERTY(double perSecond MEMBER m_perSecond NOTIFY changed)
    Q_PROPERTY(double latencyMs MEMBER m_latencyMs NOTIFY changed)
    Q_PROPERTY(bool binary MEMBER m_binary NOTIFY changed)
    Q_PROPERTY(int proxies MEMBER m_proxies NOTIFY changed)
    Q_PROPERTY(QString transport READ transport NOTIFY changed)
    Q_PROPERTY(QString rule READ rule NOTIFY changed)
    Q_PROPERTY(QString besides READ besides NOTIFY changed)
public:
    enum Direction { Down, Both, Up }; // server to client, both, client to server
    Q_ENUM(Direction)
    enum Proxies { None, BlockUpgrades, HoldAnswers }; // what stands in between, and what it does
    Q_ENUM(Proxies)

    struct Need {
        Direction direction = Down;
        double perSecond = 1; // messages
        double latencyMs = 1000; // that may pass at most
        bool binary = false;
        Proxies proxies = None;
    };
    enum class Transport {
        WebSocket,
        Events,
        EventsAndPosts,
        LongPoll,
        LongPollAndPosts,
        Poll,
        Posts
    };
    // Why: a row of the rules that the guides give, or of what stands in the way.
    enum class Rule {
        BothWaysOften, // more than one message a second, or less than 100 ms
        BinaryOften, // base64 costs a third
        PushOnly, // the server alone has something to say
        BothWaysSeldom, // events one way, requests the other
        UnderOneAMinute, // asking now and then is enough
        SendOnly, // a request for each
        SendOnlyOften, // a head for each is more than the message
        UpgradesBlocked,
        AnswersHeld,
    };
    struct Advice {
        Transport transport;
        Rule rule;
    };

    using QObject::QObject;

    static Advice advise(const Need &need);
    static QString nameOf(Transport transport);
    static QString sentenceOf(Rule rule);

    QString transport() const;
    QString rule() const;
    // What the need costs with it, where that is worth a word.
    QString besides() const;

    // A panel's measurement (TransportRack::need) in place of the sliders; empty: nothing happens.
    Q_INVOKABLE void take(const QVariantMap &measured);

Q_SIGNALS:
    void changed();

private:
    Need need() const;

    int m_direction = Down;
    double m_perSecond = 1;
    double m_latencyMs = 1000;
    bool m_binary = false;
    int m_proxies = None;
};

} // namespace wavetape::lab
