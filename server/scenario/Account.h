// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Field.h"
#include "scenario/Mark.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace wavetape::scenario {

/// What one client has got, by channel and number: what is lost, doubled, late or out of order, and
/// how late each came. It outlives the client's connections. One thread.
class Account {
public:
    Account(Field &field, const ClientGroup &group, std::size_t groupIndex, GroupRecord &record);

    /// The channel's, made where there is none; raw: one without a name.
    Track &trackOf(std::string_view channel);
    const Track *find(std::string_view channel) const;

    /// An `ack` or `channel` of wavetape.v1 says that its channel is at `seq`.
    void begin(std::string_view body, std::uint64_t seq);
    /// Where there are no channels: from where it stopped, else from what is published now.
    void beginRaw();
    /// A `lagged` of it.
    void takeLagged(std::string_view body);
    /// A publication as JSON.
    void takePublication(std::string_view body);
    /// A binary block of wavetape.v1.
    void takeBlock(std::string_view body);
    /// Anything that may have a mark in it.
    void takeRaw(std::string_view body);
    /// It comes back no more: nothing is owed to it.
    void leave();
    /// Another connection: numbers of binary channels mean nothing any more.
    void forgetIds() { m_byId.clear(); }

    /// Has it got all that it can have?
    bool caughtUp() const;
    Track::Totals totals() const;

private:
    void takeNumber(Track &track, std::uint64_t seq);
    void deliveredAt(std::uint64_t intended);

    Field &m_field;
    const ClientGroup &m_group;
    const std::size_t m_groupIndex;
    GroupRecord &m_record;
    std::map<std::string, Track, std::less<>> m_tracks; ///< by channel; raw: one without a name
    std::map<std::uint32_t, Track *> m_byId; ///< binary channels of this connection
    MarkReader m_marks;
};

} // namespace wavetape::scenario
