// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Account.h"

#include "scenario/JsonFields.h"

#include <algorithm>

namespace wavetape::scenario {

namespace {

std::uint32_t smallWord(std::string_view bytes)
{
    std::uint32_t value = 0;
    for (int i = 3; i >= 0; --i)
        value = value << 8 | static_cast<std::uint8_t>(bytes[static_cast<std::size_t>(i)]);
    return value;
}

} // namespace

Account::Account(
    Field &field, const ClientGroup &group, std::size_t groupIndex, GroupRecord &record)
    : m_field(field)
    , m_group(group)
    , m_groupIndex(groupIndex)
    , m_record(record)
{
}

bool Account::caughtUp() const
{
    return std::all_of(m_tracks.begin(), m_tracks.end(),
        [](const auto &entry) { return entry.second.caughtUp(); });
}

Track::Totals Account::totals() const
{
    Track::Totals sum;
    for (const auto &[name, track] : m_tracks) {
        const Track::Totals one = track.totals();
        sum.expected += one.expected;
        sum.received += one.received;
        sum.announced += one.announced;
    }
    return sum;
}

Track &Account::trackOf(std::string_view channel)
{
    const auto found = m_tracks.find(channel);
    return found != m_tracks.end() ? found->second : m_tracks[std::string(channel)];
}

const Track *Account::find(std::string_view channel) const
{
    const auto found = m_tracks.find(channel);
    return found == m_tracks.end() ? nullptr : &found->second;
}

void Account::begin(std::string_view body, std::uint64_t seq)
{
    const std::string_view channel = jsonText(body, "channel");
    Track &track = trackOf(channel);
    track.begin(m_field.ledger.of(channel, jsonText(body, "epoch")), seq,
        jsonText(body, "policy") == "conflate", m_group.resumes);
    if (const auto id = jsonWhole(body, "channelId"))
        m_byId[static_cast<std::uint32_t>(*id)] = &track;
}

void Account::beginRaw()
{
    Numbering &numbering = m_field.ledger.of({}, "raw");
    Track &track = m_tracks[std::string()];
    if (track.begun())
        track.begin(numbering, track.last(), false, true);
    else
        track.begin(numbering, numbering.published, false, false);
}

void Account::leave()
{
    for (auto &[name, track] : m_tracks)
        track.leave();
}

void Account::takeLagged(std::string_view body)
{
    Track &track = trackOf(jsonText(body, "channel"));
    const auto from = jsonWhole(body, "from"), to = jsonWhole(body, "to");
    if (track.begun() && from && to)
        track.lagged(*from, *to);
}

void Account::deliveredAt(std::uint64_t intended)
{
    const std::uint64_t now = nowNanos();
    const std::uint64_t late = now > intended ? (now - intended) / 1000 : 0;
    m_record.delivery.record(late);
    const auto second = static_cast<std::size_t>((now - std::min(now, m_field.start)) / kSecond);
    if (m_record.seconds.size() <= second)
        m_record.seconds.resize(second + 1);
    ++m_record.seconds[second].messages;
    m_record.seconds[second].worst = std::max(m_record.seconds[second].worst, late);
    m_field.delivered(m_groupIndex, intended, now);
}

void Account::takeNumber(Track &track, std::uint64_t seq)
{
    switch (track.take(seq)) {
    case Track::Seen::next:
        break;
    case Track::Seen::afterGap:
        ++m_record.gaps;
        break;
    case Track::Seen::duplicate:
        ++m_record.duplicates;
        break;
    case Track::Seen::late:
        ++m_record.disorder;
        break;
    }
}

void Account::takeRaw(std::string_view body)
{
    const auto mark = m_marks.find(body);
    if (!mark)
        return;
    // Nobody told it where it began: what was under way then is neither owed nor a duplicate.
    if (Track &track = m_tracks[std::string()]; mark->number > track.start())
        takeNumber(track, mark->number);
    deliveredAt(mark->sentAt);
}

void Account::takePublication(std::string_view body)
{
    constexpr std::string_view kBegin = R"({"channel":")";
    if (!body.starts_with(kBegin))
        return;
    const std::size_t quote = body.find('"', kBegin.size());
    const auto seq = leadingWhole(lastJsonMember(body, R"("seq":)"));
    if (quote == std::string_view::npos || !seq)
        return;
    Track &track = trackOf(body.substr(kBegin.size(), quote - kBegin.size()));
    if (!track.begun()) // of a prefix, in the plain dialect: nobody told where it stood
        track.begin(m_field.ledger.of(body.substr(kBegin.size(), quote - kBegin.size()), {}),
            *seq - 1, body.find(R"("kseq":)") != std::string_view::npos, false);
    takeNumber(track, *seq);
    if (const auto mark = m_marks.find(body)) {
        deliveredAt(mark->sentAt);
    } else if (const auto stamp = nanosOfJsonStamp(lastJsonMember(body, R"("ts":)"))) {
        deliveredAt(
            static_cast<std::uint64_t>(std::max<std::int64_t>(0, *stamp - m_field.wallOffset)));
    }
}

/// A binary block of the wavetape.v1 dialect: channel's number and seq in its header.
void Account::takeBlock(std::string_view body)
{
    constexpr std::size_t kHeader = 32;
    if (m_group.dialect != Dialect::wavetape || body.size() < kHeader)
        return;
    const auto found = m_byId.find(smallWord(body.substr(4)));
    if (found != m_byId.end())
        takeNumber(*found->second,
            smallWord(body.substr(8)) | std::uint64_t {smallWord(body.substr(12))} << 32);
}

} // namespace wavetape::scenario
