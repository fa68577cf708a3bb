// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/Envelope.h"

#include <gtest/gtest.h>

namespace wavetape::cluster {

namespace {

const EnvelopeSeal kSeal("test", std::string(32, 'k'), 100);
const Envelope kEnvelope {"n1", "chat.a", "ab.1", 9, 1'700'000'000'000'000, R"({"a":1})"};

TEST(Envelope, OpensAsItWasClosed)
{
    const std::string bytes = kSeal.close(kEnvelope);
    EXPECT_EQ(bytes.size(), EnvelopeSeal::kOverhead + 2 + 6 + 4 + 7);
    const auto opened = kSeal.open(bytes);
    ASSERT_TRUE(opened);
    EXPECT_EQ(*opened, kEnvelope);
}

TEST(Envelope, AnyOtherByteAnyOtherClusterAnyOtherKeyIsForged)
{
    const std::string bytes = kSeal.close(kEnvelope);
    for (size_t i = 0; i < bytes.size(); ++i) {
        std::string changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        ASSERT_FALSE(kSeal.open(changed)) << i;
        EXPECT_EQ(kSeal.open(changed).error(), EnvelopeFault::forged) << i;
        EXPECT_FALSE(kSeal.open(bytes.substr(0, i))) << i;
    }
    EXPECT_EQ(EnvelopeSeal("other", std::string(32, 'k'), 100).open(bytes).error(),
        EnvelopeFault::forged);
    EXPECT_EQ(
        EnvelopeSeal("test", std::string(32, 'l'), 100).open(bytes).error(), EnvelopeFault::forged);
    EXPECT_FALSE(kSeal.open(bytes + "x"));
}

TEST(Envelope, OversizeIsSaidBeforeAnythingIsRead)
{
    const EnvelopeSeal larger("test", std::string(32, 'k'), 10'000);
    Envelope envelope = kEnvelope;
    const std::string data(101, '1');
    envelope.data = data;
    EXPECT_EQ(kSeal.open(larger.close(envelope)).error(), EnvelopeFault::oversize);
    EXPECT_EQ(kSeal.open(std::string(5'000, 'x')).error(), EnvelopeFault::oversize);
    EXPECT_EQ(kSeal.open("x").error(), EnvelopeFault::malformed);
}

TEST(Envelope, WhatIsSealedAndStillNoEnvelopeIsMalformed)
{
    Envelope envelope = kEnvelope;
    envelope.node = "";
    EXPECT_EQ(kSeal.open(kSeal.close(envelope)).error(), EnvelopeFault::malformed);
    envelope = kEnvelope;
    const std::string name(129, 'c');
    envelope.channel = name;
    EXPECT_EQ(kSeal.open(kSeal.close(envelope)).error(), EnvelopeFault::malformed);
}

} // namespace
} // namespace wavetape::cluster
