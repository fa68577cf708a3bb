// SPDX-License-Identifier: GPL-3.0-or-later
#include "documents/VarReader.h"

namespace wavetape::documents {

namespace {
constexpr unsigned kBitsPerByte = 7;
constexpr uint8_t kMore = 0x80;
constexpr uint64_t kLargest = (uint64_t {1} << 53) - 1;
constexpr unsigned kLastShift = 49; // 7 bits at 49: 2^53 - 1 ends within them
} // namespace

uint8_t VarReader::byte()
{
    const std::string_view one = take(1);
    return one.empty() ? 0 : static_cast<uint8_t>(one.front());
}

uint64_t VarReader::number()
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift <= kLastShift; shift += kBitsPerByte) {
        const uint8_t part = byte();
        value |= static_cast<uint64_t>(part & ~kMore) << shift;
        if (!(part & kMore)) {
            m_sound = m_sound && value <= kLargest;
            return m_sound ? value : 0;
        }
    }
    m_sound = false;
    return 0;
}

std::string_view VarReader::take(uint64_t size)
{
    m_sound = m_sound && size <= m_rest.size();
    if (!m_sound)
        return {};
    const std::string_view bytes = m_rest.substr(0, size);
    m_rest.remove_prefix(size);
    return bytes;
}

void appendNumber(std::string &out, uint64_t number)
{
    while (number >= kMore) {
        out += static_cast<char>(number | kMore);
        number >>= kBitsPerByte;
    }
    out += static_cast<char>(number);
}

void appendText(std::string &out, std::string_view text)
{
    appendNumber(out, text.size());
    out += text;
}

} // namespace wavetape::documents
