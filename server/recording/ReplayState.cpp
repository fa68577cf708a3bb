// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/ReplayState.h"

#include "recording/JsonMembers.h"

#include <algorithm>

namespace wavetape::recording {

namespace {

// As the families say (protocol.md): the last 20 of alerts and news, 300 candles.
constexpr size_t kRecent = 20;
constexpr size_t kCandles = 300;
constexpr size_t kMostRows = 4096; // of a hostile file
constexpr size_t kMostLevels = 4096;

template <typename Levels>
void takeLevels(Levels &levels, std::string_view json)
{
    for (const std::string_view level : jsonElements(json)) {
        const auto pair = jsonElements(level);
        if (pair.size() < 2)
            continue;
        const auto price = jsonNumber(pair[0]);
        const auto size = jsonNumber(pair[1]);
        if (!price || !size)
            continue;
        if (*size == 0)
            levels.erase(*price);
        else if (levels.size() < kMostLevels || levels.count(*price) > 0)
            levels.insert_or_assign(*price, std::string(level));
    }
}

template <typename Iterator>
void appendLevels(std::string &out, Iterator begin, Iterator end)
{
    out += '[';
    for (Iterator it = begin; it != end; ++it)
        out.append(it == begin ? "" : ",").append(it->second);
    out += ']';
}

} // namespace

std::shared_ptr<ReplayState> ReplayState::of(std::string_view channel)
{
    const std::string_view family = protocol::familyOf(channel).name;
    const auto make = [](Form form) { return std::shared_ptr<ReplayState>(new ReplayState(form)); };
    if (family == "book.")
        return make(Form::book);
    if (family == "candles.")
        return make(Form::candles);
    if (family == "alerts" || family == "news")
        return make(Form::recent);
    if (family == "status")
        return make(Form::rows);
    return nullptr;
}

ReplayState::~ReplayState() = default;

void ReplayState::clear()
{
    const std::lock_guard lock(m_mutex);
    m_known = false;
    m_last.clear();
    m_bids.clear();
    m_asks.clear();
    m_items.clear();
}

void ReplayState::load(std::string_view json)
{
    clear();
    const std::lock_guard lock(m_mutex);
    m_known = true;
    if (m_form == Form::book) {
        put(json);
        return;
    }
    for (const std::string_view item : jsonElements(json))
        put(item);
}

void ReplayState::apply(std::string_view json)
{
    const std::lock_guard lock(m_mutex);
    // Half a book is none, and so are candles without those before.
    if (m_known)
        put(json);
}

void ReplayState::put(std::string_view json)
{
    if (m_form == Form::book) {
        m_last = jsonMember(json, "last");
        takeLevels(m_bids, jsonMember(json, "bids"));
        takeLevels(m_asks, jsonMember(json, "asks"));
        return;
    }
    if (m_form == Form::recent) {
        m_items.emplace_back(std::string(), json);
        if (m_items.size() > kRecent)
            m_items.erase(m_items.begin());
        return;
    }
    const std::string key(jsonMember(json, m_form == Form::candles ? "start" : "symbol"));
    const auto same = std::find_if(
        m_items.rbegin(), m_items.rend(), [&](const auto &item) { return item.first == key; });
    if (same != m_items.rend())
        same->second = json;
    else if (m_items.size() < kMostRows)
        m_items.emplace_back(key, json);
    if (m_form == Form::candles && m_items.size() > kCandles)
        m_items.erase(m_items.begin());
}

void ReplayState::append(std::string &out) const
{
    const std::lock_guard lock(m_mutex);
    if (!m_known)
        return;
    if (m_form == Form::book) {
        out.append(R"({"last":)").append(m_last.empty() ? "0" : m_last).append(R"(,"bids":)");
        appendLevels(out, m_bids.rbegin(), m_bids.rend());
        out += R"(,"asks":)";
        appendLevels(out, m_asks.begin(), m_asks.end());
        out += '}';
        return;
    }
    out += '[';
    for (size_t i = 0; i < m_items.size(); ++i)
        out.append(i == 0 ? "" : ",").append(m_items[i].second);
    out += ']';
}

} // namespace wavetape::recording
