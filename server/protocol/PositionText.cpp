// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/PositionText.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace wavetape::protocol {

namespace {

constexpr uint64_t kMostSeq = uint64_t {1} << 53;
constexpr size_t kMostEpoch = 128;
constexpr int kShortBase = 36;
constexpr std::string_view kMalformed = "A position is <epoch>:<seq> of each channel, joined by "
                                        "commas, or what this server gave as one.";
constexpr std::string_view kWrongCount = "A position has as many parts as there are channels.";

/// What the epochs of one process have in common, with the dot behind it; empty where there is
/// nothing before or behind the last dot, for the short form needs both.
std::string_view baseOf(std::string_view epoch)
{
    const size_t dot = epoch.rfind('.');
    return dot == epoch.npos || dot == 0 || dot + 1 == epoch.size() ? std::string_view()
                                                                    : epoch.substr(0, dot + 1);
}

bool isEpoch(std::string_view text)
{
    return !text.empty() && text.size() <= kMostEpoch
        && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                   || c == '.' || c == '_' || c == '-';
           });
}

std::optional<StreamPosition> read(std::string_view epoch, std::string_view number, int base)
{
    StreamPosition position {std::string(epoch), 0};
    const char *end = number.data() + number.size();
    const auto result = std::from_chars(number.data(), end, position.seq, base);
    if (!isEpoch(epoch) || result.ec != std::errc() || result.ptr != end || position.seq > kMostSeq)
        return std::nullopt;
    return position;
}

} // namespace

void PositionText::add(std::shared_ptr<const std::string> epoch, uint64_t seq)
{
    m_parts.push_back({std::move(epoch), seq});
    write();
}

void PositionText::set(
    size_t channel, const std::shared_ptr<const std::string> &epoch, uint64_t seq)
{
    Part &part = m_parts[channel];
    if (part.seq == seq && part.epoch == epoch)
        return;
    const bool sameLife = part.epoch == epoch;
    part.epoch = epoch;
    part.seq = seq;
    char digits[24];
    const auto end
        = std::to_chars(digits, digits + sizeof digits, seq, m_short ? kShortBase : 10).ptr;
    if (sameLife && static_cast<size_t>(end - digits) == part.digits)
        std::copy(digits, end, m_text.begin() + static_cast<std::ptrdiff_t>(part.at));
    else
        write();
}

void PositionText::appendSeq(Part &part)
{
    char digits[24];
    const auto end
        = std::to_chars(digits, digits + sizeof digits, part.seq, m_short ? kShortBase : 10).ptr;
    part.at = m_text.size();
    part.digits = static_cast<size_t>(end - digits);
    m_text.append(digits, end);
}

void PositionText::write()
{
    const std::string_view base = baseOf(*m_parts.front().epoch);
    m_short = m_parts.size() > 1 && !base.empty()
        && std::all_of(m_parts.begin(), m_parts.end(),
            [base](const Part &part) { return baseOf(*part.epoch) == base; });
    m_text.clear();
    if (m_short)
        m_text.append(base.substr(0, base.size() - 1));
    for (Part &part : m_parts) {
        if (m_short) {
            m_text += '~';
            m_text.append(std::string_view(*part.epoch).substr(base.size()));
            m_text += '.';
        } else {
            if (!m_text.empty())
                m_text += ',';
            m_text += *part.epoch;
            m_text += ':';
        }
        appendSeq(part);
    }
}

tl::expected<std::vector<StreamPosition>, std::string_view> readPositions(
    std::string_view text, size_t channels)
{
    std::vector<StreamPosition> positions;
    const size_t mark = text.find('~');
    const bool isShort = mark != text.npos;
    const std::string base = isShort ? std::string(text.substr(0, mark)) + '.' : std::string();
    const char separator = isShort ? '~' : ',';
    std::string_view rest = isShort ? text.substr(mark + 1) : text;
    for (bool more = true; more;) {
        const size_t end = rest.find(separator);
        const std::string_view part = rest.substr(0, end);
        more = end != rest.npos;
        if (more)
            rest.remove_prefix(end + 1);
        const size_t split = part.rfind(isShort ? '.' : ':');
        if (split == part.npos || (isShort && (split == 0 || mark == 0)))
            return tl::unexpected(kMalformed);
        auto position = read(base + std::string(part.substr(0, split)), part.substr(split + 1),
            isShort ? kShortBase : 10);
        if (!position)
            return tl::unexpected(kMalformed);
        if (positions.size() == channels)
            return tl::unexpected(kWrongCount);
        positions.push_back(std::move(*position));
    }
    if (positions.size() != channels)
        return tl::unexpected(kWrongCount);
    return positions;
}

} // namespace wavetape::protocol
