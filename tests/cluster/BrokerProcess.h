// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/BrokerUrl.h"
#include "protocol/StreamPosition.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace wavetape::cluster {

enum class BrokerKind : uint8_t { redis, nats };

/// A real broker on a free loopback port, that can be killed, paused and lied to. What is done to
/// it is done by a client of its own, and to the cluster named `test`. Ends with its owner.
class BrokerProcess {
public:
    /// `password`: that it wants; empty: none.
    static std::unique_ptr<BrokerProcess> make(BrokerKind kind, const std::string &password = {});
    virtual ~BrokerProcess() = default;
    BrokerProcess(const BrokerProcess &) = delete;
    BrokerProcess &operator=(const BrokerProcess &) = delete;

    BrokerUrl url() const;
    uint16_t port() const { return m_port; }
    virtual void kill(); ///< as by SIGKILL
    virtual void start() = 0; ///< on the same port, empty
    void pause();
    void goOn();

    struct Numbered {
        protocol::StreamPosition position;
        std::string envelope; ///< whatever it is
    };
    /// As a node would: numbers, stores and sends it.
    virtual void number(const std::string &channel, const Numbered &publication, size_t most) = 0;
    /// The same, while nodes are cut off what they are subscribed to, before they are back.
    virtual void numberWhileCut(
        const std::string &channel, const std::vector<Numbered> &publications, size_t most)
        = 0;
    /// To who is subscribed, though nothing has numbered it.
    virtual void send(const std::string &channel, const Numbered &publication) = 0;
    virtual void sendGarbled(const std::string &channel) = 0;
    virtual std::string epochOf(const std::string &channel) = 0;
    virtual std::vector<std::string> stored(const std::string &channel) = 0;
    /// As after a failover that lost the newest number; nodes come again.
    virtual void fallBehind(const std::string &channel) = 0;

    virtual std::string lifeOf(const std::string &node) = 0;
    /// As another node of that name would take it; an empty life: as it would give it back.
    virtual void setLife(const std::string &node, const std::string &life) = 0;
    /// What a node said of who reads a channel, as it was said.
    virtual std::string said(const std::string &node, const std::string &channel) = 0;
    virtual void say(const std::string &node, const std::string &channel, const std::string &life,
        const std::string &envelope)
        = 0;

    struct Beat {
        std::string holder, life;
        uint64_t number = 0;
        std::string envelope;
    };
    virtual Beat beat() = 0;
    virtual void setBeat(const Beat &beat) = 0;
    virtual bool hasCheckpoint() = 0;
    virtual std::string checkpoint() = 0; ///< the newest, sealed
    virtual void setCheckpoint(const Beat &beat, const std::string &envelope) = 0;
    virtual void forgetFeed() = 0;

protected:
    BrokerProcess(BrokerKind kind, std::string password);
    static uint16_t freePort();
    void spawn(std::vector<std::string> words);

    const BrokerKind m_kind;
    const std::string m_password;
    const uint16_t m_port;
    pid_t m_pid = -1;
};

} // namespace wavetape::cluster
