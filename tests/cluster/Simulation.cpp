// SPDX-License-Identifier: GPL-3.0-or-later
// Nodes, a broker and clients as state machines on one thread, driven by a seed: what they send
// each other is dropped, doubled, put in another order, cut off; the broker is restarted empty and
// loses its newest; somebody on the broker forges, repeats and misdirects. Resequencer and Envelope
// are the server's own. Broken promises end it with the seed that shows them.
//
// simulation [RUNS [FIRST_SEED]]    exit 0: nothing was broken; 1: something was; 2: wrong words
#include "SimulationRuns.h"
#include "cluster/Resequencer.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace wavetape::cluster {

namespace {

constexpr size_t kNodes = 3, kClients = 4, kSteps = 300, kHeld = 12;
const std::string kChannel = "chat.a";
const EnvelopeSeal kSeal("sim", std::string(32, 'k'), 200);
const EnvelopeSeal kOther("another", std::string(32, 'k'), 200);
const EnvelopeSeal kThief("sim", std::string(32, 'z'), 200);

using Position = protocol::StreamPosition;

/// As RedisScripts.h has it.
struct SimulatedBroker {
    std::string epoch;
    uint64_t seq = 0, epochs = 0;
    std::deque<Arrival> held;
    std::map<std::pair<std::string, uint64_t>, std::string> given; ///< ever, by position

    void begin()
    {
        epoch = "e" + std::to_string(++epochs);
        seq = 0;
        held.clear();
    }
    Arrival number(const std::string &envelope)
    {
        if (epoch.empty())
            begin();
        Arrival arrival {epoch, ++seq, envelope};
        mustHold(given.emplace(std::pair(epoch, seq), envelope).second, "a number was given twice");
        held.push_back(arrival);
        if (held.size() > kHeld)
            held.pop_front();
        return arrival;
    }
    Stock read(const Position &known)
    {
        if (epoch.empty() || (known.epoch == epoch && known.seq > seq))
            begin();
        Stock stock {{epoch, seq}, {}};
        for (const Arrival &arrival : held) {
            if (known.epoch != epoch || arrival.seq > known.seq)
                stock.publications.push_back(arrival);
        }
        return stock;
    }
};

/// What a reader of a node is handed, as its Channel would: in order, with what is lost.
struct SimulatedNode final : ArrivalTarget {
    struct Told {
        std::string epoch;
        uint64_t seq; ///< of a loss: the last that is lost
        std::string data; ///< empty: lost
    };

    explicit SimulatedNode(size_t index)
        : name("n" + std::to_string(index))
        , resequencer(kChannel, kSeal, *this, counts, {"local" + name, 0})
        , epoch("local" + name)
    {
    }

    void onRestart(std::string_view to) override
    {
        epoch = to;
        seq = 0;
    }
    void onLost(uint64_t to) override
    {
        mustHold(to > seq, "a loss of nothing");
        seq = to;
        told.push_back({epoch, to, {}});
    }
    void onPublication(uint64_t number, const Envelope &envelope) override
    {
        mustHold(number == seq + 1, "a hole that nobody was told of");
        mustHold(envelope.channel == kChannel, "another channel's");
        mustHold(!envelope.data.starts_with("evil"), "what no node has said");
        mustHold(taken.emplace(epoch, number).second, "twice");
        seq = number;
        told.push_back({epoch, number, std::string(envelope.data)});
    }

    const std::string name;
    ArrivalCounts counts;
    Resequencer resequencer;
    std::string epoch;
    uint64_t seq = 0;
    std::vector<Told> told;
    std::set<std::pair<std::string, uint64_t>> taken;
    bool up = false, asking = false;
    std::deque<Arrival> coming; ///< on the way from the broker
    std::deque<Stock> answers;
};

/// Reads one node's story after the other's; holds each to the position that it has.
struct SimulatedClient {
    size_t node = 0, read = 0;
    std::string epoch;
    uint64_t seq = 0;
    std::map<std::pair<std::string, uint64_t>, std::string> seen;

    void move(size_t to, const SimulatedNode &there)
    {
        node = to;
        // Channel::join(): what is known of its numbering goes on behind its position.
        read = there.told.size();
        if (there.epoch != epoch || there.seq < seq) {
            epoch = there.epoch; // told: recovered false
            seq = there.seq;
            return;
        }
        while (read > 0 && there.told[read - 1].epoch == epoch && there.told[read - 1].seq > seq)
            --read;
    }
    void take(const SimulatedNode &there)
    {
        for (; read < there.told.size(); ++read) {
            const SimulatedNode::Told &next = there.told[read];
            if (next.epoch != epoch) {
                epoch = next.epoch;
                seq = 0;
            }
            if (next.data.empty()) {
                seq = std::max(seq, next.seq);
                continue;
            }
            mustHold(next.seq == seq + 1, "a client has a hole, or something twice");
            seq = next.seq;
            mustHold(
                seen.emplace(std::pair(epoch, seq), next.data).second, "a client has it twice");
        }
    }
};

class Simulation {
public:
    explicit Simulation(uint64_t seed)
        : m_random(seed)
    {
        for (size_t i = 0; i < kNodes; ++i)
            m_nodes.push_back(std::make_unique<SimulatedNode>(i));
        m_clients.resize(kClients);
    }

    void run()
    {
        for (size_t step = 0; step < kSteps; ++step)
            act();
        calm();
    }

private:
    size_t draw(size_t below) { return m_random() % below; }
    bool chance(size_t percent) { return draw(100) < percent; }
    SimulatedNode &anyNode() { return *m_nodes[draw(kNodes)]; }

    void act()
    {
        switch (draw(12)) {
        case 0:
        case 1:
        case 2:
            publish(anyNode());
            break;
        case 3:
        case 4:
        case 5:
            deliver(anyNode());
            break;
        case 6:
            answer(anyNode());
            break;
        case 7:
            attack();
            break;
        case 8:
            if (SimulatedNode &node = anyNode(); node.up ? chance(15) : chance(60))
                node.up ? cut(node) : join(node);
            break;
        case 9: {
            SimulatedClient &client = m_clients[draw(kClients)];
            client.take(*m_nodes[client.node]);
            if (const size_t to = draw(kNodes); m_nodes[to]->up) {
                follow(*m_nodes[to], client);
                client.move(to, *m_nodes[to]);
            }
            break;
        }
        case 10:
            if (SimulatedNode &node = anyNode(); node.up && !m_broker.epoch.empty()) {
                node.resequencer.compare({m_broker.epoch, m_broker.seq});
                ask(node);
            }
            break;
        default:
            if (chance(4))
                emptied();
            else if (chance(4) && m_broker.seq > 1)
                fellBehind();
        }
        for (SimulatedClient &client : m_clients) {
            if (chance(30))
                client.take(*m_nodes[client.node]);
        }
    }

    void publish(SimulatedNode &node)
    {
        if (!node.up || chance(5))
            return; // 116
        const std::string data = node.name + "." + std::to_string(++m_said);
        if (m_broker.epoch.empty())
            m_broker.begin();
        // It expects what it knows of; where that is not so it is told, and signs again.
        const std::string envelope
            = kSeal.close({node.name, kChannel, m_broker.epoch, m_broker.seq + 1, 1, data});
        m_genuine.push_back(envelope);
        const Arrival arrival = m_broker.number(envelope);
        m_truth.emplace(std::pair(arrival.epoch, arrival.seq), data);
        push(arrival);
    }

    void push(const Arrival &arrival)
    {
        for (const auto &node : m_nodes) {
            if (!node->up || chance(8))
                continue; // lost on the way
            node->coming.push_back(arrival);
            if (chance(8))
                node->coming.push_back(arrival);
            if (node->coming.size() > 1 && chance(10))
                std::swap(node->coming.back(), node->coming[draw(node->coming.size())]);
        }
    }

    void deliver(SimulatedNode &node)
    {
        for (size_t i = draw(4) + 1; i > 0 && node.up && !node.coming.empty(); --i) {
            Arrival next = std::move(node.coming.front());
            node.coming.pop_front();
            node.resequencer.arrives(std::move(next));
            ask(node);
        }
    }

    void ask(SimulatedNode &node)
    {
        if (!node.up || node.asking || !node.resequencer.wants())
            return;
        node.asking = true;
        node.resequencer.asked();
        node.answers.push_back(m_broker.read(node.resequencer.position()));
    }

    void answer(SimulatedNode &node)
    {
        if (!node.up || !node.asking)
            return;
        const Stock stock = std::move(node.answers.front());
        node.answers.pop_front();
        node.asking = false;
        node.resequencer.stocked(stock);
        ask(node);
    }

    /// Broker::follow(): who comes from a node that was faster waits until this one is as far.
    void follow(SimulatedNode &node, const SimulatedClient &client)
    {
        if (node.epoch == client.epoch && node.seq >= client.seq)
            return;
        settle(node);
        node.resequencer.forgetAnswers();
        ask(node);
        settle(node);
    }

    void settle(SimulatedNode &node)
    {
        for (int i = 0; i < 50 && node.asking; ++i)
            answer(node);
        mustHold(!node.asking, "a node asks for ever");
    }

    void cut(SimulatedNode &node)
    {
        node.up = node.asking = false;
        node.coming.clear();
        node.answers.clear();
        node.resequencer.forgetAnswers();
    }

    void join(SimulatedNode &node)
    {
        node.up = true;
        node.resequencer.forgetAnswers();
        ask(node);
    }

    void emptied()
    {
        for (const auto &node : m_nodes)
            cut(*node);
        m_broker.epoch.clear();
    }

    /// A failover lost what was acknowledged last. Everybody comes again, and with who has seen it
    /// the numbering is over.
    void fellBehind()
    {
        for (const auto &node : m_nodes)
            cut(*node);
        bool seen = false;
        for (const auto &node : m_nodes)
            seen = seen || (node->epoch == m_broker.epoch && node->seq == m_broker.seq);
        if (!seen)
            return; // nobody would know, and the number would be given again
        --m_broker.seq;
        m_broker.held.pop_back();
        for (const auto &node : m_nodes) {
            if (node->epoch == m_broker.epoch && node->seq > m_broker.seq)
                join(*node);
        }
    }

    void attack()
    {
        if (m_broker.epoch.empty())
            return;
        const bool numbered = chance(50);
        SimulatedNode &node = anyNode();
        const uint64_t seq = numbered ? m_broker.seq + 1 : node.seq + 1 + draw(3);
        std::string envelope;
        switch (draw(5)) {
        case 0:
            envelope = kThief.close({"n0", kChannel, m_broker.epoch, seq, 1, "evil"});
            break;
        case 1:
            envelope = kOther.close({"n0", kChannel, m_broker.epoch, seq, 1, "evil"});
            break;
        case 2:
            envelope = kSeal.close({"n0", "chat.other", m_broker.epoch, seq, 1, "another's"});
            break;
        case 3:
            envelope = "garbage";
            break;
        default:
            if (m_genuine.empty())
                return;
            envelope
                = m_genuine[m_genuine.size() - 1 - draw(std::min<size_t>(m_genuine.size(), 30))];
        }
        push(numbered ? m_broker.number(envelope) : Arrival {m_broker.epoch, seq, envelope});
    }

    /// Nothing goes wrong any more: everybody is where the broker is, and knows what is true.
    void calm()
    {
        for (const auto &node : m_nodes) {
            node->coming.clear();
            settle(*node);
            join(*node);
            settle(*node);
            node->resequencer.compare({m_broker.epoch, m_broker.seq});
            ask(*node);
            settle(*node);
            mustHold(node->resequencer.position() == (Position {m_broker.epoch, m_broker.seq}),
                "a node is not where the broker is");
            mustHold(node->epoch == m_broker.epoch && node->seq == m_broker.seq,
                "a node's readers are not where the broker is");
            for (const SimulatedNode::Told &told : node->told) {
                const auto truth = m_truth.find({told.epoch, told.seq});
                mustHold(
                    told.data.empty() || (truth != m_truth.end() && truth->second == told.data),
                    "other bytes under a number");
            }
        }
        for (SimulatedClient &client : m_clients)
            client.take(*m_nodes[client.node]);
    }

    std::mt19937_64 m_random;
    SimulatedBroker m_broker;
    std::vector<std::unique_ptr<SimulatedNode>> m_nodes;
    std::vector<SimulatedClient> m_clients;
    std::vector<std::string> m_genuine;
    std::map<std::pair<std::string, uint64_t>, std::string> m_truth;
    uint64_t m_said = 0;
};

} // namespace
} // namespace wavetape::cluster

int main(int argc, char **argv)
{
    return wavetape::cluster::simulate<wavetape::cluster::Simulation>(argc, argv);
}
