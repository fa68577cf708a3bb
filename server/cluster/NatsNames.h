// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wavetape::cluster {

/// What a cluster's streams and subjects at a NATS are called. A channel's dots divide its subject,
/// so that a prefix is a wildcard; a part that is empty is written as `=`, which no name has.
class NatsNames {
public:
    explicit NatsNames(std::string_view cluster);

    /// Streams: of what is published; of who is there and who leads; of checkpoints of the feed.
    std::string channelStream() const { return m_streams; }
    std::string stateStream() const { return m_streams + "-state"; }
    std::string feedStream() const { return m_streams + "-feed"; }

    /// A channel's publications, as they are given to the stream, and as it sends them again: only
    /// what it took. `>`: of all.
    std::string stored(std::string_view channel) const { return m_base + "in." + path(channel); }
    std::string sent(std::string_view channel) const { return m_base + "out." + path(channel); }
    /// All whose names begin with `prefix`, which is empty or ends with a dot.
    std::string storedUnder(std::string_view prefix) const
    {
        return m_base + "in." + under(prefix);
    }
    std::string sentUnder(std::string_view prefix) const { return m_base + "out." + under(prefix); }
    /// Of either; null: it is none.
    std::optional<std::string> channelOf(std::string_view subject) const;

    /// The state's, as it is given and as it is sent again.
    std::string state(std::string_view what) const { return m_base + "state." + std::string(what); }
    std::string seen(std::string_view what) const { return m_base + "seen." + std::string(what); }
    std::string node(std::string_view name) const { return "node." + token(name); }
    std::string feed(std::string_view what) const { return m_base + "feed." + std::string(what); }

    std::string probe(std::string_view life) const { return m_base + "probe." + std::string(life); }
    std::string asked() const { return m_base + "asked"; }
    std::string said(std::string_view channel) const { return m_base + "said." + path(channel); }

private:
    static std::string token(std::string_view name);
    static std::string path(std::string_view channel);
    static std::string under(std::string_view prefix);

    std::string m_base, m_streams;
};

} // namespace wavetape::cluster
