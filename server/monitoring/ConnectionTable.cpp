// SPDX-License-Identifier: GPL-3.0-or-later
#include "monitoring/ConnectionTable.h"

#include "monitoring/CounterFigure.h"
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <unordered_set>

namespace wavetape::monitoring {

namespace {
constexpr size_t kPageBytes = 60 * 1024;

bool sameForPeople(const net::ConnectionRow &a, const net::ConnectionRow &b)
{
    return a.messagesIn == b.messagesIn && a.messagesOut == b.messagesOut && a.bytesIn == b.bytesIn
        && a.bytesOut == b.bytesOut && a.queueBytes == b.queueBytes && a.state == b.state
        && a.lag == b.lag && a.rttMs == b.rttMs && a.channels == b.channels && a.policy == b.policy
        && a.user == b.user && a.dropped == b.dropped && a.conflated == b.conflated
        && a.lagMs == b.lagMs && a.bufferedAmount == b.bufferedAmount && a.dialect == b.dialect
        && a.transport == b.transport && a.readPauses == b.readPauses
        && a.readPaused == b.readPaused;
}
} // namespace

void ConnectionTable::replace(std::vector<net::ConnectionRow> rows, double seconds, int64_t timeMs)
{
    const std::lock_guard lock(m_mutex);
    m_timeMs = timeMs;
    std::unordered_set<uint64_t> present;
    for (net::ConnectionRow &row : rows) {
        present.insert(row.id);
        const auto [it, isNew] = m_rows.try_emplace(row.id);
        Row &kept = it->second;
        const double out = isNew || seconds <= 0
            ? 0
            : static_cast<double>(row.messagesOut - kept.now.messagesOut) / seconds;
        const double in = isNew || seconds <= 0
            ? 0
            : static_cast<double>(row.messagesIn - kept.now.messagesIn) / seconds;
        kept.changed = kept.changed || isNew || out != kept.outPerSecond || in != kept.inPerSecond
            || !sameForPeople(kept.now, row);
        kept.outPerSecond = out;
        kept.inPerSecond = in;
        kept.now = std::move(row);
    }
    for (auto it = m_rows.begin(); it != m_rows.end();) {
        if (present.contains(it->first)) {
            ++it;
        } else {
            m_removed.push_back(it->first);
            it = m_rows.erase(it);
        }
    }
}

void ConnectionTable::forget()
{
    const std::lock_guard lock(m_mutex);
    m_rows.clear();
    m_removed.clear();
}

bool ConnectionTable::empty() const
{
    const std::lock_guard lock(m_mutex);
    return m_rows.empty();
}

std::string ConnectionTable::takeChanges(size_t most)
{
    const std::lock_guard lock(m_mutex);
    ++m_round;
    std::vector<std::map<uint64_t, Row>::value_type *> changed;
    for (auto &entry : m_rows) {
        if (entry.second.changed)
            changed.push_back(&entry);
    }
    if (changed.size() > most) {
        std::nth_element(changed.begin(), changed.begin() + static_cast<ptrdiff_t>(most),
            changed.end(),
            [](const auto *a, const auto *b) { return a->second.sentRound < b->second.sentRound; });
        changed.resize(most);
    }
    std::string rows;
    for (auto *entry : changed) {
        if (!rows.empty())
            rows += ',';
        appendRow(rows, entry->first, entry->second);
        entry->second.changed = false;
        entry->second.sentRound = m_round;
    }
    const std::vector<uint64_t> removed = std::exchange(m_removed, {});
    return message(false, 0, 1, removed, rows);
}

std::vector<std::string> ConnectionTable::takePages()
{
    const std::lock_guard lock(m_mutex);
    ++m_round;
    for (auto &[id, row] : m_rows) {
        row.changed = false;
        row.sentRound = m_round;
    }
    return pages();
}

std::vector<std::string> ConnectionTable::pages() const
{
    std::vector<std::string> rowsOfPage(1);
    for (const auto &[id, row] : m_rows) {
        if (rowsOfPage.back().size() > kPageBytes)
            rowsOfPage.emplace_back();
        if (!rowsOfPage.back().empty())
            rowsOfPage.back() += ',';
        appendRow(rowsOfPage.back(), id, row);
    }
    std::vector<std::string> result;
    for (size_t i = 0; i < rowsOfPage.size(); ++i)
        result.push_back(message(true, i, rowsOfPage.size(), {}, rowsOfPage[i]));
    return result;
}

void ConnectionTable::append(std::string &out) const
{
    const std::lock_guard lock(m_mutex);
    if (!m_rows.empty())
        out += pages().front();
}

std::string ConnectionTable::message(bool full, size_t page, size_t pages,
    const std::vector<uint64_t> &removed, const std::string &rows) const
{
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("time").integer(m_timeMs).key("full").boolean(full);
    json.key("page")
        .unsignedInteger(page)
        .key("pages")
        .unsignedInteger(pages)
        .key("removed")
        .beginArray();
    for (uint64_t id : removed)
        json.string("c" + std::to_string(id));
    json.endArray().key("rows").raw("[" + rows + "]").endObject();
    return text;
}

void ConnectionTable::appendRow(std::string &out, uint64_t id, const Row &row)
{
    const net::ConnectionRow &now = row.now;
    protocol::JsonWriter json(out);
    const auto optional = [&](const char *name, const std::optional<double> &value) {
        json.key(name);
        value ? json.number(*value, 3) : json.null();
    };
    json.beginObject()
        .key("id")
        .string("c" + std::to_string(id))
        .key("session")
        .string("s" + std::to_string(id));
    json.key("address")
        .string(now.address)
        .key("path")
        .string(now.path)
        .key("dialect")
        .string(now.dialect)
        .key("transport")
        .string(metrics::transportName(now.transport));
    json.key("origin")
        .string(now.origin)
        .key("agent")
        .string(now.agent)
        .key("user")
        .string(now.user);
    json.key("state").string(now.state).key("lag").string(now.lag);
    optional("rttMs", now.rttMs);
    json.key("outPerSecond")
        .number(row.outPerSecond, 1)
        .key("inPerSecond")
        .number(row.inPerSecond, 1);
    json.key("bytesOut").unsignedInteger(now.bytesOut).key("bytesIn").unsignedInteger(now.bytesIn);
    json.key("messagesOut")
        .unsignedInteger(now.messagesOut)
        .key("messagesIn")
        .unsignedInteger(now.messagesIn);
    json.key("queueBytes")
        .unsignedInteger(now.queueBytes)
        .key("queueMessages")
        .unsignedInteger(now.queueMessages);
    json.key("oldestMs").unsignedInteger(now.oldestMs);
    appendDropped(json, now.droppedByLane);
    json.key("conflated")
        .unsignedInteger(now.conflated)
        .key("laggedNotices")
        .unsignedInteger(now.laggedNotices);
    json.key("channels").unsignedInteger(now.channels).key("policy").string(now.policy);
    if (!now.keptBy.empty()) {
        const size_t space = now.keptBy.find(' ');
        json.key("affinity").beginObject().key("by").string(now.keptBy.substr(0, space));
        if (space != std::string::npos)
            json.key("node").string(now.keptBy.substr(space + 1));
        json.endObject();
    }
    if (!now.faults.empty())
        json.key("faults").string(now.faults);
    if (now.tls)
        json.key("tls").boolean(true);
    json.key("readPauses")
        .unsignedInteger(now.readPauses)
        .key("readPaused")
        .boolean(now.readPaused);
    if (now.closingMs)
        json.key("closingMs").unsignedInteger(*now.closingMs);
    json.key("sinceMs").unsignedInteger(now.sinceMs).key("bufferedAmount");
    now.bufferedAmount ? json.unsignedInteger(*now.bufferedAmount) : json.null();
    optional("lagMs", now.lagMs);
    json.endObject();
}

} // namespace wavetape::monitoring
