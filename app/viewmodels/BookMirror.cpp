// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/BookMirror.h"

#include <zlib.h>

#include <array>
#include <charconv>

namespace wavetape::viewmodels {
namespace {

constexpr int kProvedLevels = 10;

template <typename Side>
void set(Side &side, const client::BookLevel &level)
{
    if (level.size == 0)
        side.erase(level.price);
    else
        side[level.price] = level.size;
}

// As ECMAScript writes a number: shortest form, no exponent at these sizes.
void appendNumber(QByteArray &text, double value)
{
    std::array<char, 400> buffer;
    const auto end = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed)
                         .ptr;
    text.append(buffer.data(), end - buffer.data());
}

template <typename Side>
void appendSide(QByteArray &text, const Side &side)
{
    int count = 0;
    for (const auto &[price, size] : side) {
        if (count++ == kProvedLevels)
            return;
        if (!text.isEmpty())
            text.append('|');
        appendNumber(text, price);
        text.append(':');
        appendNumber(text, size);
    }
}

} // namespace

void BookMirror::reset(const client::BookSnapshot &snapshot)
{
    clear();
    for (const auto &level : snapshot.bids)
        set(m_bids, level);
    for (const auto &level : snapshot.asks)
        set(m_asks, level);
    m_last = snapshot.last;
    m_known = true;
}

BookMirror::Applied BookMirror::apply(const client::BookDelta &delta)
{
    if (!m_known)
        return Applied::Hole;
    if (delta.last <= m_last)
        return Applied::Stale;
    if (delta.first != m_last + 1) {
        m_known = false;
        return Applied::Hole;
    }
    for (const auto &level : delta.bids)
        set(m_bids, level);
    for (const auto &level : delta.asks)
        set(m_asks, level);
    m_last = delta.last;
    return Applied::Done;
}

void BookMirror::clear()
{
    m_bids.clear();
    m_asks.clear();
    m_last = 0;
    m_known = false;
}

QByteArray BookMirror::crcText() const
{
    QByteArray text;
    appendSide(text, m_bids);
    appendSide(text, m_asks);
    return text;
}

uint32_t BookMirror::crc() const
{
    const QByteArray text = crcText();
    return uint32_t(crc32(0, reinterpret_cast<const Bytef *>(text.constData()), uInt(text.size())));
}

} // namespace wavetape::viewmodels
