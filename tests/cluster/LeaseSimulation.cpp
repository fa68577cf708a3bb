// SPDX-License-Identifier: GPL-3.0-or-later
// Nodes that lead a feed by a broker's lease, as state machines on one thread, driven by a seed:
// questions and answers take their time or are lost, nodes are paused, cut off, killed and come
// again with a feed of their own, the broker forgets everything. FeedLease is the server's own.
//
// lease-simulation [RUNS [FIRST_SEED]]    exit 0: nothing was broken; 1: something was; 2: wrong
// words
#include "SimulationRuns.h"
#include "cluster/FeedLease.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace wavetape::cluster {

namespace {

constexpr size_t kNodes = 3, kSteps = 400;
constexpr int64_t kBeatKept = 60'000'000;

struct Answer {
    BeatAnswer what = BeatAnswer::taken;
    std::optional<FeedBeat> newest;
};

/// As RedisScripts.h has it.
struct SimulatedBroker {
    std::string holder, checkpoint;
    int64_t heldUntil = 0, takenAt = 0;
    std::optional<FeedBeat> newest;

    Answer lead(const std::string &node, const FeedBeat &beat, int64_t now)
    {
        const bool leased = !holder.empty() && now < heldUntil;
        if (newest && now >= takenAt + kBeatKept)
            newest.reset();
        std::optional<FeedBeat> told = newest;
        if (told)
            told->reach += std::min(now - takenAt, FeedLease::kLease);
        if (leased && holder != node)
            return {BeatAnswer::led, told};
        const bool other = newest && newest->life != beat.life;
        if ((other && (leased || !checkpoint.empty()))
            || (newest && !other && newest->number + 1 != beat.number))
            return {BeatAnswer::behind, told};
        holder = node;
        heldUntil = now + FeedLease::kLease;
        takenAt = now;
        newest = beat;
        return {};
    }
    void keep(const std::string &node, const std::string &life, int64_t now)
    {
        if (holder == node && now < heldUntil && newest && newest->life == life)
            checkpoint = life;
    }
    void forget()
    {
        holder.clear();
        checkpoint.clear();
        newest.reset();
    }
};

struct SimulatedNode {
    SimulatedNode(std::string own, const std::string &life, int64_t now)
        : name(std::move(own))
        , content(life)
        , lease(life, now)
    {
    }

    std::string name; ///< of this process: nobody has it again
    std::string content; ///< the life that its feed is really of
    FeedLease lease;
    bool up = true;
    int64_t pausedUntil = 0, reached = 0;
    std::deque<FeedBeat> asked; ///< on the way to the broker
    std::deque<Answer> answers; ///< on the way back
    std::deque<std::string> checkpoints; ///< that it has been sent
};

class LeaseSimulation {
public:
    explicit LeaseSimulation(uint64_t seed)
        : m_random(seed)
    {
        for (size_t i = 0; i < kNodes; ++i)
            m_nodes.push_back(born());
    }

    void run()
    {
        for (size_t step = 0; step < kSteps; ++step) {
            m_now += static_cast<int64_t>(draw(chance(3) ? 8'000'000 : 300'000));
            act(*m_nodes[draw(kNodes)]);
            hold();
        }
        calm();
    }

private:
    size_t draw(size_t below) { return m_random() % below; }
    bool chance(size_t percent) { return draw(100) < percent; }

    std::unique_ptr<SimulatedNode> born()
    {
        const std::string life = "life" + std::to_string(++m_lives);
        m_births[life] = m_now;
        return std::make_unique<SimulatedNode>("node" + std::to_string(m_lives), life, m_now);
    }

    void act(SimulatedNode &node)
    {
        if (m_now < node.pausedUntil)
            return;
        switch (draw(14)) {
        case 0:
            if (chance(20))
                node.up ? cut(node) : void(node.up = true);
            else if (!node.up && chance(50))
                node.up = true;
            break;
        case 1:
            if (chance(20))
                node.pausedUntil = m_now + static_cast<int64_t>(draw(30'000'000));
            break;
        case 2:
            if (chance(10)) // kill -9, and begun again
                m_nodes[indexOf(node)] = born();
            break;
        case 3:
            if (chance(3)) {
                for (const auto &each : m_nodes)
                    cut(*each);
                m_broker.forget();
            }
            break;
        case 4:
        case 5:
            keep(node);
            break;
        case 6:
        case 7:
            fetch(node);
            break;
        case 8:
        case 9:
        case 10:
            ask(node);
            break;
        case 11:
            reachBroker(node);
            break;
        default:
            answer(node);
        }
    }

    size_t indexOf(const SimulatedNode &node) const
    {
        size_t index = 0;
        while (m_nodes[index].get() != &node)
            ++index;
        return index;
    }

    void cut(SimulatedNode &node)
    {
        node.up = false;
        node.asked.clear();
        node.answers.clear();
        node.checkpoints.clear();
        node.lease.lost();
    }

    void ask(SimulatedNode &node)
    {
        if (!node.up)
            return;
        if (const auto beat = node.lease.next(m_now))
            node.asked.push_back(*beat);
        if (chance(60))
            reachBroker(node);
    }

    void reachBroker(SimulatedNode &node)
    {
        if (node.asked.empty())
            return;
        node.answers.push_back(m_broker.lead(node.name, node.asked.front(), m_now));
        node.asked.pop_front();
        if (chance(60))
            answer(node);
    }

    void answer(SimulatedNode &node)
    {
        if (node.answers.empty())
            return;
        const Answer answer = std::move(node.answers.front());
        node.answers.pop_front();
        node.lease.answered(answer.what, answer.newest, m_now);
    }

    /// What a leader writes; the broker judges.
    void keep(SimulatedNode &node)
    {
        if (node.up && node.lease.leads(m_now))
            m_broker.keep(node.name, node.lease.life(), m_now);
    }

    void fetch(SimulatedNode &node)
    {
        if (node.up && node.lease.wanted() && m_broker.checkpoint == *node.lease.wanted())
            node.checkpoints.push_back(m_broker.checkpoint);
        if (node.checkpoints.empty() || chance(40))
            return;
        const std::string life = std::move(node.checkpoints.front());
        node.checkpoints.pop_front();
        node.lease.adopt(life);
        if (node.lease.life() == life && node.content != life) {
            node.content = life;
            node.reached = 0;
        }
    }

    void hold()
    {
        size_t leaders = 0;
        for (const auto &node : m_nodes) {
            leaders += node->up && node->lease.leads(m_now);
            mustHold(node->lease.life() == node->content, "a feed under another's life");
            if (m_now < node->pausedUntil)
                continue;
            const int64_t reach = node->lease.reach(m_now);
            mustHold(reach >= node->reached, "a feed went back");
            mustHold(reach <= m_now - m_births[node->content], "a feed is ahead of its time");
            node->reached = reach;
        }
        mustHold(leaders <= 1, "two nodes lead");
    }

    /// Nothing goes wrong any more: one leads, all are of one life and where it is.
    void calm()
    {
        for (const auto &node : m_nodes) {
            node->up = true;
            node->pausedUntil = 0;
        }
        for (int round = 0; round < 400; ++round) {
            m_now += 200'000;
            for (const auto &node : m_nodes) {
                ask(*node);
                while (!node->asked.empty())
                    reachBroker(*node);
                while (!node->answers.empty())
                    answer(*node);
                keep(*node);
                fetch(*node);
            }
            hold();
        }
        const auto leader = std::find_if(m_nodes.begin(), m_nodes.end(),
            [this](const auto &node) { return node->lease.leads(m_now); });
        mustHold(leader != m_nodes.end(), "nobody leads");
        for (const auto &node : m_nodes) {
            mustHold(node->content == (*leader)->content, "not all are of one life");
            mustHold(node->reached >= (*leader)->reached, "a feed stays behind its leader");
        }
    }

    std::mt19937_64 m_random;
    SimulatedBroker m_broker;
    std::vector<std::unique_ptr<SimulatedNode>> m_nodes;
    std::map<std::string, int64_t> m_births;
    uint64_t m_lives = 0;
    int64_t m_now = 1'000'000;
};

} // namespace
} // namespace wavetape::cluster

int main(int argc, char **argv)
{
    return wavetape::cluster::simulate<wavetape::cluster::LeaseSimulation>(argc, argv);
}
