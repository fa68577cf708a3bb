// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "BrokerProcess.h"
#include "cluster/NatsNames.h"
#include "cluster/NatsParser.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wavetape::cluster {

/// A real nats-server with JetStream in a folder of its own.
class NatsProcess final : public BrokerProcess {
public:
    explicit NatsProcess(const std::string &password = {});
    ~NatsProcess() override;

    void kill() override;
    void start() override;
    void startAgain() { run(m_port); } ///< with what it stored
    void number(const std::string &channel, const Numbered &publication, size_t most) override;
    void numberWhileCut(const std::string &channel, const std::vector<Numbered> &publications,
        size_t most) override;
    void send(const std::string &channel, const Numbered &publication) override;
    void sendGarbled(const std::string &channel) override;
    std::string epochOf(const std::string &channel) override;
    std::vector<std::string> stored(const std::string &channel) override;
    void fallBehind(const std::string &channel) override;
    std::string lifeOf(const std::string &node) override;
    void setLife(const std::string &node, const std::string &life) override;
    std::string said(const std::string &node, const std::string &channel) override;
    void say(const std::string &node, const std::string &channel, const std::string &life,
        const std::string &envelope) override;
    Beat beat() override;
    void setBeat(const Beat &beat) override;
    bool hasCheckpoint() override;
    std::string checkpoint() override;
    void setCheckpoint(const Beat &beat, const std::string &envelope) override;
    void forgetFeed() override;

    using Headers = std::vector<std::pair<std::string, std::string>>;
    void publish(const std::string &subject, const std::string &data, const Headers &headers = {});
    /// Waits for its answer, whose data it is.
    std::string request(
        const std::string &subject, const std::string &data, const Headers &headers = {});
    /// To this client itself, and waits for it.
    void echo(const std::string &data);

private:
    struct Stored {
        uint64_t sequence = 0;
        std::string headers, data;
    };
    void run(uint16_t port);
    void connect(uint16_t port);
    void write(const std::string &bytes);
    /// The next message of a subject that begins so; what a node said is kept on the way.
    std::string await(const std::string &subject);
    std::optional<Stored> last(const std::string &stream, const std::string &subject);

    const NatsNames m_names {"test"};
    std::string m_folder; ///< with one of its own for each that began empty
    unsigned m_starts = 0;
    int m_client = -1;
    NatsParser m_parser;
    unsigned m_requests = 0;
    std::map<std::string, std::string> m_said; ///< by subject and node
};

} // namespace wavetape::cluster
