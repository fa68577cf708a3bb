// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/BookMirror.h"

#include <array>
#include <charconv>

namespace wavetape::client {

namespace {

constexpr std::size_t kChecksumDepth = 10;
constexpr std::size_t kMostKept = 10000; // a server that only ever adds does not fill memory

uint32_t crc32(std::string_view text)
{
    uint32_t crc = 0xffffffff;
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

// As the server writes numbers: the shortest form that reads back the same, no exponent.
void appendNumber(std::string &text, double value)
{
    std::array<char, 400> digits;
    const auto end = std::to_chars(
        digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
    text.append(digits.data(), end.ptr);
}

template <typename Side>
void appendLevels(std::string &text, const Side &side)
{
    std::size_t count = 0;
    for (const auto &[price, size] : side) {
        if (count++ == kChecksumDepth)
            break;
        if (!text.empty())
            text += '|';
        appendNumber(text, price);
        text += ':';
        appendNumber(text, size);
    }
}

template <typename Side>
void change(Side &side, const std::vector<BookLevel> &levels)
{
    for (const BookLevel &level : levels) {
        if (level.size > 0)
            side.insert_or_assign(level.price, level.size);
        else
            side.erase(level.price);
    }
}

template <typename Side>
std::vector<BookLevel> top(const Side &side, std::size_t depth)
{
    std::vector<BookLevel> levels;
    for (const auto &[price, size] : side) {
        if (levels.size() == depth)
            break;
        levels.push_back({price, size});
    }
    return levels;
}

} // namespace

BookMirror::Result BookMirror::apply(const BookSnapshot &snapshot)
{
    m_bids.clear();
    m_asks.clear();
    change(m_bids, snapshot.bids);
    change(m_asks, snapshot.asks);
    m_last = snapshot.last;
    m_valid = true;
    return Result::Applied;
}

BookMirror::Result BookMirror::apply(const BookDelta &delta)
{
    if (!m_valid || delta.last <= m_last)
        return Result::Ignored;
    if (delta.first != m_last + 1) {
        m_valid = false;
        return Result::Broken;
    }
    change(m_bids, delta.bids);
    change(m_asks, delta.asks);
    m_last = delta.last;
    ++m_deltas;
    if (m_bids.size() > kMostKept || m_asks.size() > kMostKept) {
        clear();
        return Result::Broken;
    }
    if (delta.crc) {
        if (*delta.crc != checksum()) {
            ++m_failed;
            m_valid = false;
            return Result::Broken;
        }
        ++m_passed;
    }
    return Result::Applied;
}

void BookMirror::clear()
{
    m_bids.clear();
    m_asks.clear();
    m_last = 0;
    m_valid = false;
}

std::vector<BookLevel> BookMirror::bids(std::size_t depth) const
{
    return top(m_bids, depth);
}

std::vector<BookLevel> BookMirror::asks(std::size_t depth) const
{
    return top(m_asks, depth);
}

uint32_t BookMirror::checksum() const
{
    std::string text;
    appendLevels(text, m_bids);
    appendLevels(text, m_asks);
    return crc32(text);
}

} // namespace wavetape::client
