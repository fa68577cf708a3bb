// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/TlsStream.h"
#include "net/TlsContext.h"
#include "security/SelfSignedCertificate.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace wavetape::net {
namespace {

using Status = TlsStream::Status;

/// A stream and its peer, whose handshake is through.
class TlsStreamTest : public testing::Test {
protected:
    void SetUp() override
    {
        m_folder = std::filesystem::path(testing::TempDir()) / "tls-stream-test";
        std::filesystem::create_directories(m_folder);
        const auto files = security::selfSignedCertificate(m_folder.string());
        ASSERT_TRUE(files) << files.error();
        auto context = TlsContext::load(files->certificate, files->key);
        ASSERT_TRUE(context) << context.error();
        m_context = std::move(*context);
        ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, m_ends.data()), 0);
        const int little = 16 * 1024;
        setsockopt(m_ends[0], SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
        stream = m_context->accept(m_ends[0]);
        m_clientContext.reset(SSL_CTX_new(TLS_client_method()));
        peer.reset(SSL_new(m_clientContext.get()));
        SSL_set_fd(peer.get(), m_ends[1]);
        SSL_set_connect_state(peer.get());
        for (int flights = 0; flights < 10 && !stream->established(); ++flights) {
            SSL_do_handshake(peer.get());
            ASSERT_NE(stream->handshake(), Status::failed);
        }
        ASSERT_TRUE(stream->established());
    }
    void TearDown() override
    {
        stream.reset();
        peer.reset();
        for (const int end : m_ends)
            ::close(end);
    }

    TlsStream::Result write(const std::string &text)
    {
        const iovec part {const_cast<char *>(text.data()), text.size()};
        return stream->write({&part, 1});
    }
    std::string readByPeer()
    {
        std::string got;
        std::array<char, 4096> piece;
        int count = 0;
        while ((count = SSL_read(peer.get(), piece.data(), piece.size())) > 0)
            got.append(piece.data(), static_cast<size_t>(count));
        return got;
    }

    struct Free {
        void operator()(SSL *ssl) const { SSL_free(ssl); }
        void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
    };
    std::filesystem::path m_folder;
    std::unique_ptr<TlsContext> m_context;
    std::array<int, 2> m_ends {-1, -1};
    std::unique_ptr<TlsStream> stream;
    std::unique_ptr<SSL_CTX, Free> m_clientContext;
    std::unique_ptr<SSL, Free> peer;
};

TEST_F(TlsStreamTest, WhatTheSocketDoesNotTakeIsBoundedCountedAndGoesFirst)
{
    std::string text;
    for (int i = 0; text.size() < 1 << 20; ++i)
        text += std::to_string(i) + ' ';
    size_t taken = 0;
    while (!stream->hasPending()) {
        const TlsStream::Result result = write(text.substr(taken));
        ASSERT_NE(result.status, Status::failed);
        taken += result.bytes;
        ASSERT_LT(taken, text.size());
    }
    EXPECT_GT(stream->pendingBytes(), 0u);
    EXPECT_LE(stream->pendingBytes(), TlsStream::kAhead + 4096);
    EXPECT_EQ(TlsStream::allPendingBytes(), stream->pendingBytes());
    // Nothing further is taken before it is through.
    EXPECT_EQ(write(text.substr(taken)).bytes, 0u);

    std::string got;
    while (taken < text.size() || stream->hasPending()) {
        got += readByPeer();
        const TlsStream::Result result = write(text.substr(taken));
        ASSERT_NE(result.status, Status::failed);
        taken += result.bytes;
    }
    got += readByPeer();
    EXPECT_EQ(got, text);
    EXPECT_EQ(TlsStream::allPendingBytes(), 0u);
}

TEST_F(TlsStreamTest, WhoGoesTakesWhatWasPendingOutOfTheCount)
{
    const std::string text(4 << 20, 'x');
    write(text);
    ASSERT_TRUE(stream->hasPending());
    stream.reset();
    EXPECT_EQ(TlsStream::allPendingBytes(), 0u);
}

TEST_F(TlsStreamTest, AsManyPartsAsMayBeGoOutInOrder)
{
    std::vector<std::string> texts(TlsStream::kParts, std::string(1000, 'y'));
    std::vector<iovec> parts(texts.size());
    for (size_t i = 0; i < texts.size(); ++i)
        parts[i] = {texts[i].data(), texts[i].size()};
    const TlsStream::Result result = stream->write(parts);
    EXPECT_EQ(result.bytes, 1000u * TlsStream::kParts);
    std::string got;
    for (int i = 0; i < 100 && got.size() < result.bytes; ++i) {
        got += readByPeer();
        stream->write({});
    }
    EXPECT_EQ(got, std::string(result.bytes, 'y'));
}

TEST_F(TlsStreamTest, WhatDidNotFitTheReaderIsInputStill)
{
    const std::string sent(40'000, 'z');
    ASSERT_EQ(SSL_write(peer.get(), sent.data(), static_cast<int>(sent.size())),
        static_cast<int>(sent.size()));
    std::array<char, 1000> small;
    std::string got;
    got.assign(small.data(), stream->read(small).bytes);
    EXPECT_EQ(got.size(), small.size());
    EXPECT_TRUE(stream->hasInput()); // the rest of the first record
    while (const size_t more = stream->read(small).bytes)
        got.append(small.data(), more);
    EXPECT_EQ(got, sent);
    EXPECT_FALSE(stream->hasInput());
    EXPECT_EQ(stream->read(small).status, Status::wantRead);
}

TEST_F(TlsStreamTest, APeersEndIsAnEnd)
{
    SSL_shutdown(peer.get());
    ::shutdown(m_ends[1], SHUT_WR);
    std::array<char, 100> buffer;
    EXPECT_EQ(stream->read(buffer).status, Status::ended);
}

} // namespace
} // namespace wavetape::net
