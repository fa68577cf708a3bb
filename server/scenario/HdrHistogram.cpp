// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/HdrHistogram.h"

#include "protocol/JsonWriter.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <zlib.h>

namespace wavetape::scenario {

namespace {

// Cookies of encoding V2: with words of one byte (variable length), and compressed.
constexpr std::uint32_t kCookie = 0x1c849303u | 0x10u;
constexpr std::uint32_t kCompressedCookie = 0x1c849304u | 0x10u;

void appendBig(std::string &out, std::uint64_t value, int octets)
{
    for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift);
}

/// ZigZag LEB128, nine bytes at most.
void appendZigZag(std::string &out, std::int64_t signedValue)
{
    std::uint64_t value = (static_cast<std::uint64_t>(signedValue) << 1)
        ^ static_cast<std::uint64_t>(signedValue >> 63);
    for (int i = 0; i < 8 && value >= 0x80; ++i, value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

std::string seconds(double value)
{
    std::string text;
    protocol::JsonWriter(text).number(value, 3);
    if (text.find('.') == std::string::npos)
        text += ".0";
    return text;
}

} // namespace

void HdrHistogram::add(const HdrHistogram &other)
{
    if (other.m_counts.empty())
        return;
    if (m_counts.empty())
        m_counts.resize(kCounts);
    for (std::size_t i = 0; i < kCounts; ++i)
        m_counts[i] += other.m_counts[i];
    m_total += other.m_total;
    m_max = std::max(m_max, other.m_max);
}

std::uint64_t HdrHistogram::valueAt(std::size_t index)
{
    const std::size_t half = kSub / 2;
    if (index < kSub)
        return index;
    const std::size_t bucket = index / half - 1;
    return static_cast<std::uint64_t>(index % half + half) << bucket;
}

std::uint64_t HdrHistogram::highestEquivalent(std::uint64_t value)
{
    const unsigned width = static_cast<unsigned>(std::bit_width(value | (kSub - 1)));
    const unsigned bucket = width - kSubBits;
    return (((value >> bucket) + 1) << bucket) - 1;
}

std::uint64_t HdrHistogram::percentile(double percent) const
{
    if (m_total == 0)
        return 0;
    const double share = std::clamp(percent, 0.0, 100.0) / 100;
    // Up to the next sample, as hdr-histogram-js does, so that both tell the same; a product that
    // is whole may come out a hair above itself.
    const double exact = share * static_cast<double>(m_total);
    const double hair = std::nextafter(exact, std::numeric_limits<double>::infinity()) - exact;
    const auto wanted
        = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(exact - hair)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kCounts; ++i) {
        seen += m_counts[i];
        if (seen >= wanted)
            return highestEquivalent(valueAt(i));
    }
    return highestEquivalent(m_max);
}

std::string HdrHistogram::encoded() const
{
    std::string counts;
    const std::size_t used = m_total ? indexOf(m_max) + 1 : 0;
    for (std::size_t i = 0; i < used;) {
        std::size_t zeros = 0;
        while (i + zeros < used && m_counts[i + zeros] == 0)
            ++zeros;
        if (zeros > 0) {
            appendZigZag(counts, -static_cast<std::int64_t>(zeros));
            i += zeros;
        } else {
            appendZigZag(counts, static_cast<std::int64_t>(m_counts[i++]));
        }
    }
    std::string plain;
    appendBig(plain, kCookie, 4);
    appendBig(plain, counts.size(), 4);
    appendBig(plain, 0, 4); // normalizing index offset
    appendBig(plain, kDigits, 4);
    appendBig(plain, 1, 8); // the lowest value told apart
    appendBig(plain, kHighest, 8);
    appendBig(plain, std::bit_cast<std::uint64_t>(1.0), 8); // no conversion to another unit
    plain += counts;

    uLongf size = compressBound(static_cast<uLong>(plain.size()));
    std::string packed(size, '\0');
    compress(reinterpret_cast<Bytef *>(packed.data()), &size,
        reinterpret_cast<const Bytef *>(plain.data()), static_cast<uLong>(plain.size()));
    packed.resize(size);
    std::string whole;
    appendBig(whole, kCompressedCookie, 4);
    appendBig(whole, packed.size(), 4);
    whole += packed;
    std::string text;
    protocol::JsonWriter(text).base64(whole);
    return text.substr(1, text.size() - 2);
}

std::string hdrLog(double startSeconds, const std::vector<HdrLogLine> &lines)
{
    std::string log = "#[Values are microseconds]\n#[Histogram log format version 1.3]\n"
                      "#[StartTime: "
        + seconds(startSeconds) + " (seconds since epoch)]\n"
        + "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_"
          "Histogram\"\n";
    for (const HdrLogLine &line : lines) {
        std::string tag = line.tag;
        std::replace_if(
            tag.begin(), tag.end(), [](char c) { return c == ',' || c == ' ' || c == '\n'; }, '_');
        log += "Tag=" + tag + "," + seconds(line.start) + "," + seconds(line.length) + ","
            + seconds(static_cast<double>(line.histogram->max())) + "," + line.histogram->encoded()
            + "\n";
    }
    return log;
}

} // namespace wavetape::scenario
