// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/FeedLead.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace wavetape::cluster {

namespace {
// Places that no channel has.
constexpr std::string_view kBeatPlace = "/beat", kCheckpointPlace = "/checkpoint";
constexpr size_t kMostCheckpoint = 32 << 20;
constexpr int64_t kCheckpointEvery = 60'000'000;

int64_t readMicros(std::string_view text)
{
    int64_t micros = 0;
    std::from_chars(text.data(), text.data() + text.size(), micros);
    return micros;
}
} // namespace

FeedLead::FeedLead(BrokerLine &line, std::string cluster, std::string key, std::string node,
    const clock::Clock &clock, std::function<void(const std::string &)> note)
    : m_line(line)
    , m_seal(std::move(cluster), std::move(key), kMostCheckpoint)
    , m_node(std::move(node))
    , m_clock(clock)
    , m_note(std::move(note))
{
}

void FeedLead::begin()
{
    const std::lock_guard lock(m_mutex);
    m_lease.emplace(drawnName(), now());
}

bool FeedLead::settled(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    return m_line.isUp()
        && m_known.wait_for(lock, patience, [this] { return m_answered || !m_beginning.empty(); });
}

int64_t FeedLead::reach(int64_t steadyMicros)
{
    const std::lock_guard lock(m_mutex);
    return m_lease->reach(steadyMicros);
}

std::string FeedLead::takeBeginning()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_beginning, {});
}

void FeedLead::took(const std::string &problem)
{
    {
        const std::lock_guard lock(m_mutex);
        m_answered = problem.empty();
        if (m_answered) {
            m_lease->adopt(m_beginningLife);
            m_leader = m_heard;
            ++m_changes;
        } else {
            m_lease->decline(m_beginningLife);
        }
        m_beginningLife.clear();
    }
    if (!problem.empty())
        m_note(problem + ": it shows its own");
}

bool FeedLead::wantsCheckpoint()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_wantsCheckpoint, false);
}

void FeedLead::keep(std::string checkpoint)
{
    const std::lock_guard lock(m_mutex);
    m_kept = std::move(checkpoint);
}

FeedReading FeedLead::reading()
{
    const std::lock_guard lock(m_mutex);
    if (!m_lease)
        return {};
    FeedReading told;
    told.role = !m_line.isUp()  ? FeedRole::alone
        : m_lease->leads(now()) ? FeedRole::leader
        : m_answered            ? FeedRole::follower
                                : FeedRole::alone;
    told.leader = told.role == FeedRole::alone ? std::string() : m_leader;
    told.life = m_lease->life();
    told.beats = m_lease->number();
    told.leaders = m_changes;
    told.checkpointBytes = m_checkpointBytes;
    return told;
}

// On the broker's thread.

void FeedLead::tick()
{
    std::optional<FeedBeat> beat;
    std::optional<std::string> wanted;
    std::string kept;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_lease || !m_line.isUp())
            return;
        const int64_t at = now();
        beat = m_lease->next(at);
        if (!m_fetching && m_beginning.empty() && m_beginningLife.empty())
            wanted = m_lease->wanted();
        kept = std::exchange(m_kept, {});
        if (m_lease->leads(at) && (m_storedAt == 0 || at - m_storedAt > kCheckpointEvery)) {
            m_wantsCheckpoint = true;
            m_storedAt = at;
        }
    }
    if (beat)
        ask(*beat);
    if (wanted && m_line.isUp())
        fetch(*wanted);
    if (!kept.empty() && m_line.isUp())
        store(kept);
}

void FeedLead::onDown()
{
    const std::lock_guard lock(m_mutex);
    m_fetching = false;
    m_storedAt = 0; // it may be back without
    if (m_lease)
        m_lease->lost();
}

void FeedLead::ask(const FeedBeat &beat)
{
    m_line.lead(beat,
        m_seal.close({m_node, kBeatPlace, beat.life, beat.number, m_clock.wallMicros(),
            std::to_string(beat.reach)}),
        [this](const std::optional<BrokerLine::Led> &led) { onAnswer(led); });
}

void FeedLead::onAnswer(const std::optional<BrokerLine::Led> &led)
{
    std::string note;
    {
        const std::lock_guard lock(m_mutex);
        if (!led) {
            m_lease->lost();
            return;
        }
        const auto opened = m_seal.open(led->envelope);
        std::optional<FeedBeat> newest;
        if (opened && opened->channel == kBeatPlace) {
            // A lease's time at most is believed of what is not sealed.
            const int64_t age = std::clamp<int64_t>(led->ageMicros, 0, FeedLease::kLease);
            newest = FeedBeat {
                std::string(opened->epoch), opened->seq, readMicros(opened->data) + age};
        }
        const int64_t at = now();
        const bool taken = led->answer == BeatAnswer::taken;
        const std::string leader = taken ? m_node
            : newest                     ? std::string(opened->node)
                                         : std::string();
        m_lease->answered(led->answer, newest, at);
        m_answered = taken
            || (led->answer == BeatAnswer::led && newest && newest->life == m_lease->life());
        m_heard = leader;
        if (m_answered && leader != m_leader) {
            ++m_changes;
            m_leader = leader;
            note = leader == m_node ? "this node leads the feed" : leader + " leads the feed";
        }
        if (taken && !std::exchange(m_led, true))
            m_storedAt = 0; // whoever led before may have left none
        m_led = taken;
        m_known.notify_all();
    }
    if (!note.empty())
        m_note(note);
}

void FeedLead::fetch(const std::string &life)
{
    {
        const std::lock_guard lock(m_mutex);
        m_fetching = true;
    }
    m_line.checkpoints([this, life](const auto &envelopes) { onFetched(life, envelopes); });
}

void FeedLead::onFetched(
    const std::string &life, const std::optional<std::vector<std::string>> &envelopes)
{
    const std::lock_guard lock(m_mutex);
    m_fetching = false;
    if (!envelopes)
        return;
    for (const std::string &envelope : *envelopes) {
        const auto opened = m_seal.open(envelope);
        if (!opened || opened->channel != kCheckpointPlace || opened->epoch != life)
            continue;
        m_beginning = opened->data;
        m_beginningLife = life;
        m_known.notify_all();
        return;
    }
}

void FeedLead::store(const std::string &checkpoint)
{
    std::string life;
    uint64_t number = 0;
    {
        const std::lock_guard lock(m_mutex);
        life = m_lease->life();
        number = m_lease->number();
        m_checkpointBytes = checkpoint.size();
    }
    m_line.storeCheckpoint(life,
        m_seal.close({m_node, kCheckpointPlace, life, number, m_clock.wallMicros(), checkpoint}));
}

} // namespace wavetape::cluster
