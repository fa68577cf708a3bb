// SPDX-License-Identifier: GPL-3.0-or-later
#include "CallRecorder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace wavetape::websocket {

namespace {

/// Writes random but mostly valid traffic of one direction.
class Traffic {
public:
    Traffic(unsigned seed, Role reader, bool deflate)
        : m_random(seed)
        , m_reader(reader)
        , m_deflate(deflate)
        , m_deflater(15)
    {
    }

    std::string stream(int messages)
    {
        std::string out;
        for (int i = 0; i < messages; ++i) {
            if (below(5) == 0) {
                append(out, below(2) ? Opcode::ping : Opcode::pong, payload(125), true, false);
            }
            message(out);
        }
        return out;
    }
    std::size_t below(std::size_t limit) { return m_random() % limit; }
    std::vector<std::size_t> cuts(std::size_t size)
    {
        std::vector<std::size_t> all;
        const std::size_t mean = 1 + below(below(3) ? 20 : 3000);
        for (std::size_t at = below(2 * mean); at < size; at += below(2 * mean)) {
            all.push_back(at);
        }
        return all;
    }

private:
    std::string payload(std::size_t limit)
    {
        static const std::string parts[]
            = {"a", "tick ", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
        std::string text;
        const std::size_t size = below(below(4) ? 200 : limit);
        while (text.size() + 5 <= std::min(size, limit)) {
            text += parts[below(std::size(parts))];
        }
        return text;
    }
    void message(std::string &out)
    {
        std::string content = payload(90'000);
        const bool compressed = m_deflate && below(2) == 0;
        if (compressed) {
            std::string packed;
            m_deflater.compress(content, packed);
            content = packed;
        }
        Opcode opcode = below(2) ? Opcode::text : Opcode::binary;
        bool rsv1 = compressed;
        std::string_view rest = content;
        for (bool fin = false; !fin; opcode = Opcode::continuation, rsv1 = false) {
            const std::size_t size = below(3) ? rest.size() : below(rest.size() + 1);
            fin = size == rest.size() && below(4) != 0;
            append(out, opcode, rest.substr(0, size), fin, rsv1);
            rest.remove_prefix(size);
            if (!fin && below(4) == 0) {
                append(out, Opcode::ping, payload(125), true, false);
            }
        }
    }
    void append(std::string &out, Opcode opcode, std::string_view payload, bool fin, bool rsv1)
    {
        if (m_reader == Role::server) {
            appendClientFrame(
                out, opcode, payload, static_cast<std::uint32_t>(m_random()), fin, rsv1);
        } else {
            appendServerFrame(out, opcode, payload, fin, rsv1);
        }
    }

    std::mt19937 m_random;
    Role m_reader;
    bool m_deflate;
    Deflater m_deflater;
};

} // namespace

TEST(FrameParserProperty, AnySplitMakesTheSameCalls)
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        for (const Role role : {Role::server, Role::client}) {
            for (const bool deflate : {false, true}) {
                SCOPED_TRACE(seed);
                Traffic traffic(seed, role, deflate);
                const std::string wire = traffic.stream(12);
                const Outcome whole = feedInPieces(FrameParser(role, deflate), wire, {});
                ASSERT_EQ(whole.failure, 0) << whole.reason;
                ASSERT_FALSE(whole.midMessage);
                ASSERT_GE(whole.calls.size(), 12u);
                ASSERT_EQ(whole.headerBytes + whole.payloadBytes, wire.size());
                for (int i = 0; i < 4; ++i) {
                    const bool pauses = traffic.below(4) == 0;
                    ASSERT_EQ(feedInPieces(FrameParser(role, deflate), wire, {},
                                  traffic.cuts(wire.size()), pauses),
                        whole);
                }
            }
        }
    }
}

TEST(FrameParserProperty, DamagedTrafficEndsTheSameWayHoweverItIsSplit)
{
    int failures = 0;
    for (unsigned seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE(seed);
        const bool deflate = seed % 2 == 0;
        Traffic traffic(seed, Role::server, deflate);
        std::string wire = traffic.stream(4);
        for (std::size_t i = traffic.below(3) + 1; i > 0; --i) {
            wire[traffic.below(wire.size())] ^= static_cast<char>(1u << traffic.below(8));
        }
        const ParserLimits limits {50'000, 6};
        const Outcome whole = feedInPieces(FrameParser(Role::server, deflate), wire, limits);
        failures += whole.failure != 0;
        for (int i = 0; i < 4; ++i) {
            ASSERT_EQ(feedInPieces(FrameParser(Role::server, deflate), wire, limits,
                          traffic.cuts(wire.size())),
                whole);
        }
    }
    EXPECT_GT(failures, 80);
}

} // namespace wavetape::websocket
