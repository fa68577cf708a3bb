// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedTypes.h"
#include "client/StreamDecoder.h"

#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace wavetape::client {

// What the window wants of one name, all its handlers taken together.
struct Interest {
    QString name; // channel, or prefix ending in ".*"
    QString policy;
    double maxRate = 0;
    bool snapshot = true;
    int inboxLimit = 0;
    std::vector<std::shared_ptr<SampleSink>> sinks;

    bool isPrefix() const { return name.endsWith(QLatin1String(".*")); }
};

// The client's books about its subscriptions on one server: what is wanted, which channels that
// makes, how far each has been read, whether every jump of seq was announced. Client thread, no
// I/O.
class SubscriptionTable {
public:
    explicit SubscriptionTable(int channelLimit)
        : m_channelLimit(channelLimit)
    {
    }

    struct Channel {
        QString name;
        QString epoch;
        uint64_t seq = 0; // last seen
        uint64_t begun
            = 0; // where this epoch began for us: what it had before was never on its way
        uint64_t kseq = 0;
        uint32_t channelId = 0; // 0: none yet
        bool numbered = false; // seq says where we are
        bool conflating = false;
        StreamDecoder decoder;
    };

    struct Verdict {
        Channel *channel = nullptr; // null: nobody wants it
        bool unexplained = false; // a jump, regress or duplicate without a notice
        uint64_t conflated = 0; // publications that the server left out by policy
    };

    void want(Interest interest);
    void forget(const QString &name);
    const QHash<QString, Interest> &interests() const { return m_interests; }
    // Wanted names that a channel's messages go to: itself and the prefixes that match it.
    QStringList receivers(const QString &channel) const;
    Channel *find(const QString &channel);
    Channel *find(uint32_t channelId);

    // The messages that ask for everything wanted, after a (re)connect: with `since` where that can
    // give the missing publications, many names to a message where it cannot. Without ids.
    std::vector<QJsonObject> subscribeAll() const;
    // One (repeated) subscribe; `resume` asks for what came since the last seen publication.
    QJsonObject subscribeOne(const QString &name, bool resume) const;

    // The connection is gone: ids mean nothing any more, positions do.
    void disconnected();
    // `ack` of a subscribe and `channel` notices. Null where it makes no sense.
    Channel *acknowledged(const QJsonObject &ack);
    Verdict published(const FeedMessage &message);
    // A binary block's place in its channel.
    Verdict block(uint32_t channelId, uint64_t seq);
    void snapshot(const FeedMessage &message, const QString &epoch);
    // How many publications the notice names that were on their way to us: the newest ones of it.
    uint64_t lagged(const QString &channel, uint64_t from, uint64_t to);

    // A whole number from 1 to 2^53 as it is, all else as 0.
    static uint64_t countOf(const QJsonValue &value);
    static bool validName(const QString &name);

private:
    Channel *learn(const QString &name);
    bool wanted(const QString &channel) const;
    static QJsonObject message(const Interest &interest);
    static bool advance(Channel &channel, uint64_t seq);

    int m_channelLimit;
    QHash<QString, Interest> m_interests;
    QHash<QString, std::shared_ptr<Channel>> m_channels;
    QHash<uint32_t, QString> m_ids;
};

} // namespace wavetape::client
