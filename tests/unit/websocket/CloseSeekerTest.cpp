// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/CloseSeeker.h"

#include <gtest/gtest.h>

#include <string>

using namespace wavetape::websocket;

namespace {

std::string maskedFrame(unsigned opcode, size_t size)
{
    std::string text(1, static_cast<char>(0x80 | opcode));
    if (size < 126) {
        text += static_cast<char>(0x80 | size);
    } else {
        text += static_cast<char>(0x80 | 126);
        text += static_cast<char>(size >> 8);
        text += static_cast<char>(size & 0xff);
    }
    return text + "mask" + std::string(size, '\x88'); // what looks like close frames is payload
}

/// After how many of `bytes`, given one by one.
size_t foundAfter(CloseSeeker seeker, const std::string &bytes)
{
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (seeker.seek({bytes.data() + i, 1}))
            return i + 1;
    }
    return 0;
}

} // namespace

TEST(CloseSeeker, FindsTheCloseFrameBehindOthers)
{
    for (const size_t size : {size_t {0}, size_t {5}, size_t {125}, size_t {126}, size_t {4000}}) {
        const std::string frames = maskedFrame(2, size) + maskedFrame(9, 3) + maskedFrame(8, 2);
        EXPECT_EQ(foundAfter(CloseSeeker("", 0), frames), frames.size()) << size;
        CloseSeeker atOnce("", 0);
        EXPECT_TRUE(atOnce.seek({frames.data(), frames.size()}));
        EXPECT_TRUE(atOnce.seek({})) << "and stays found";
        EXPECT_EQ(foundAfter(CloseSeeker("", 0), maskedFrame(2, size) + maskedFrame(9, 3)), 0u);
        // Begun in a header, and in a payload.
        const std::string header = frames.substr(0, 1), rest = frames.substr(1);
        EXPECT_EQ(foundAfter(CloseSeeker(header, 0), rest), rest.size());
        EXPECT_EQ(foundAfter(CloseSeeker("", 700), std::string(700, '\x88') + maskedFrame(8, 0)),
            700u + 6);
    }
}
