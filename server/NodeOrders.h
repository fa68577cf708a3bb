// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "NodeTalk.h"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace wavetape {

/// What an administrator orders on one node of a cluster and another one does: to drain. An order
/// is heard by those that run when it is given, and not believed without the cluster's seal; who
/// takes it says so.
class NodeOrders {
public:
    using Done = std::function<void(const std::string &problem)>;

    /// `context` outlives it.
    explicit NodeOrders(net::ServerContext &context);

    /// Has `node` drain. `done` once, unless this ends first: empty, it has taken the order; else
    /// why not; at once where too many wait to be taken. Any thread; `done` on any.
    void drain(const std::string &node, Done done);

    /// Takes what is meant for this node. Once a second, on one thread.
    void look();

private:
    struct Waiting {
        std::string node;
        uint64_t dueMs;
        Done done;
    };
    void say(const std::string &order, const std::string &node);
    void hear(std::string_view json, int64_t timeMicros);
    void finish(const std::string &order, const std::string &problem);

    net::ServerContext &m_context;
    NodeTalk m_talk;
    std::mutex m_mutex;
    std::map<std::string, Waiting> m_waiting; ///< by the order's name
    uint64_t m_given = 0;
};

} // namespace wavetape
