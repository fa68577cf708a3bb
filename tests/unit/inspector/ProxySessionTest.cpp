// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/ProxySession.h"

#include <gtest/gtest.h>

namespace wavetape::inspector {
namespace {

TEST(ProxySession, TlsIsRefusedWithASentence)
{
    for (const char *address :
        {"wss://example.org/ws", " WSS://example.org", "https://example.org"}) {
        ProxySession session;
        session.start(QString::fromLatin1(address), {});
        EXPECT_TRUE(session.outcome().contains(QLatin1String("TLS"))) << address;
    }
    ProxySession session;
    session.start(QStringLiteral("ws://example.org"), {});
    EXPECT_TRUE(session.outcome().isEmpty());
}

} // namespace
} // namespace wavetape::inspector
