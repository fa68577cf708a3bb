// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/RequestReader.h"

#include <gtest/gtest.h>

#include <string>

using wavetape::http::RequestReader;

namespace {

constexpr char kHost[] = "Host: x\r\n";

/// 200, or the status of the failure.
int statusOf(const std::string &text, wavetape::http::Request *request = nullptr)
{
    int statuses[2] = {};
    for (const size_t piece : {size_t {1}, text.size()}) {
        RequestReader reader({1024, 4096});
        for (size_t at = 0; at < text.size() && reader.state() == RequestReader::State::reading;
             at += piece)
            reader.feed({text.data() + at, std::min(piece, text.size() - at)});
        statuses[piece > 1] = reader.state() == RequestReader::State::failed ? reader.status()
            : reader.state() == RequestReader::State::complete               ? 200
                                                                             : 0;
        if (request)
            *request = reader.request();
    }
    EXPECT_EQ(statuses[0], statuses[1]) << "in pieces and at once: " << text;
    return statuses[1];
}

std::string lineAlone(const std::string &line)
{
    return line + "\r\n" + kHost + "\r\n";
}

} // namespace

TEST(RequestReader, RequestLine)
{
    for (const char *line : {"GET / HTTP/1.1", "GET / HTTP/1.0", "GET / HTTP/1.9",
             "BREW /pot HTTP/1.1", "OPTIONS * HTTP/1.1", "GET http://h/x HTTP/1.1",
             "GET HTTP://h/x HTTP/1.1", "GET wSs://h HTTP/1.1"})
        EXPECT_EQ(statusOf(lineAlone(line)), 200) << line;
    for (const char *line :
        {"GET / HTTP/1.10", "GET / HTTP/1.", "GET / HTTP/11", "GET / HTTP/1", "GET / http/1.1",
            "GET / HTTP/1.1 x", "GET / x HTTP/1.1", "GET  / HTTP/1.1", "GET /  HTTP/1.1",
            "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET /", "GET", "GET HTTP/1.1", "GET x HTTP/1.1",
            "GET http:///x HTTP/1.1", "GET * HTTP/1.1", "GET / HTTP/a.1"})
        EXPECT_EQ(statusOf(lineAlone(line)), 400) << line;
    for (const char *line :
        {"GET / HTTP/2.0", "GET / HTTP/0.9", "PRI * HTTP/2.0", "GET / HTTP/9.9"})
        EXPECT_EQ(statusOf(lineAlone(line)), 505) << line;
    wavetape::http::Request request;
    EXPECT_EQ(statusOf(lineAlone("GET HtTp://h:1/x?y HTTP/1.1"), &request), 200);
    EXPECT_EQ(request.authority, "h:1");
    EXPECT_EQ(request.path, "/x");
    EXPECT_EQ(request.query, "y");
}

TEST(RequestReader, WhatIsTooLong)
{
    EXPECT_EQ(statusOf("GET /" + std::string(2000, 'a')), 414);
    EXPECT_EQ(statusOf(lineAlone("GET /" + std::string(1010, 'a') + " HTTP/1.1")), 414);
    EXPECT_EQ(
        statusOf(std::string("GET / HTTP/1.1\r\n") + kHost + "A: " + std::string(2000, 'a')), 431);
}

TEST(RequestReader, Coding)
{
    const auto post = [](const char *minor, const std::string &coding) {
        return std::string("POST /publish HTTP/1.") + minor + "\r\n" + kHost
            + "Connection: keep-alive\r\n" + coding + "\r\n0\r\n\r\n";
    };
    wavetape::http::Request request;
    EXPECT_EQ(statusOf(post("1", "Transfer-Encoding: chunked\r\n"), &request), 200);
    EXPECT_TRUE(request.keepAlive);
    EXPECT_EQ(statusOf(post("1", "Transfer-Encoding: Chunked\r\n")), 200);
    EXPECT_EQ(statusOf(post("0", "Transfer-Encoding: chunked\r\n"), &request), 200);
    EXPECT_FALSE(request.keepAlive) << "RFC 9112 6.1";
    for (const char *known :
        {"gzip, chunked", "deflate,chunked", "gzip\r\nTransfer-Encoding: chunked"})
        EXPECT_EQ(statusOf(post("1", std::string("Transfer-Encoding: ") + known + "\r\n")), 501)
            << known;
    for (const char *unclear : {"gzip", "identity", "chunked, gzip", "chunked, chunked", "xchunked",
             "", "chunked\r\nContent-Length: 5"})
        EXPECT_EQ(statusOf(post("1", std::string("Transfer-Encoding: ") + unclear + "\r\n")), 400)
            << unclear;
}
