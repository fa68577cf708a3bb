// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/NodeTable.h"

#include "cluster/FeedLease.h"
#include "protocol/JsonWriter.h"

#include <map>
#include <utility>

namespace wavetape::cluster {

namespace {
// What a node says of itself is no publication: its place is one that no channel has.
constexpr std::string_view kPlace = "/nodes", kLife = "status";
constexpr size_t kMostNodes = 256;
} // namespace

NodeTable::NodeTable(channels::ChannelHub &hub, BrokerLine &line, const EnvelopeSeal &seal,
    std::string cluster, std::string node, std::function<std::string()> members)
    : m_hub(hub)
    , m_line(line)
    , m_seal(seal)
    , m_cluster(std::move(cluster))
    , m_node(std::move(node))
    , m_members(std::move(members))
    , m_channel(hub.create(channels::ChannelSpec::of("sys.cluster")))
{
}

std::string NodeTable::own()
{
    return m_seal.close({m_node, kPlace, kLife, ++m_said, m_hub.clock().wallMicros(), members()});
}

std::string NodeTable::members() const
{
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("role").string(textOf(m_role));
    if (m_hopP99Ms > 0) {
        json.key("hopMs").beginObject().key("p50").number(m_hopP50Ms, 3);
        json.key("p99").number(m_hopP99Ms, 3).endObject();
    }
    json.endObject();
    text = text.substr(1, text.size() - 2);
    const std::string more = m_members ? m_members() : std::string();
    return more.empty() ? text : text + ',' + more;
}

void NodeTable::tick(const BrokerReading &reading, const FeedReading &feed)
{
    m_role = feed.role;
    m_hopP50Ms = reading.hopP50Ms;
    m_hopP99Ms = reading.hopP99Ms;
    if (!m_channel->hasSubscribers())
        return;
    if (!m_line.isUp()) {
        tell(reading, feed, std::nullopt);
        return;
    }
    m_line.nodes([this, reading, feed](const auto &said) { tell(reading, feed, said); });
}

void NodeTable::tell(const BrokerReading &reading, const FeedReading &feed,
    const std::optional<std::vector<std::string>> &said)
{
    std::map<std::string, std::string> nodes; // by name
    if (said) {
        for (const std::string &envelope : *said) {
            const auto opened = m_seal.open(envelope);
            if (nodes.size() < kMostNodes && opened && opened->channel == kPlace
                && opened->epoch == kLife)
                nodes[std::string(opened->node)] = opened->data;
        }
    } else {
        nodes[m_node] = members(); // as far as can be seen from here
    }
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("time").integer(m_hub.clock().wallMs());
    json.key("cluster").string(m_cluster).key("node").string(m_node);
    json.key("broker").beginObject().key("state").string(reading.up ? "up" : "away");
    if (!reading.up)
        json.key("trouble").string(reading.trouble);
    json.key("losses").unsignedInteger(reading.losses);
    json.key("followed").unsignedInteger(reading.followed);
    if (reading.up && reading.probeMs > 0)
        json.key("probeMs").number(reading.probeMs, 3);
    json.key("hopMs").beginObject().key("p50").number(reading.hopP50Ms, 3);
    json.key("p99").number(reading.hopP99Ms, 3).endObject().endObject();
    json.key("feed").beginObject().key("role").string(textOf(feed.role));
    if (!feed.leader.empty())
        json.key("leader").string(feed.leader);
    json.key("leaseMs").integer(FeedLease::kLease / 1000);
    json.key("leaders").unsignedInteger(feed.leaders);
    json.key("beats").unsignedInteger(feed.beats).endObject();
    json.key("nodes").beginArray();
    for (const auto &[name, members] : nodes) {
        std::string row;
        protocol::JsonWriter(row).beginObject().key("node").string(name).endObject();
        if (!members.empty()) {
            row.back() = ',';
            row.append(members).push_back('}');
        }
        json.raw(row);
    }
    json.endArray().endObject();
    m_hub.publish(*m_channel, text);
}

} // namespace wavetape::cluster
