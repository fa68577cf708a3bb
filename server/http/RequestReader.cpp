// SPDX-License-Identifier: GPL-3.0-or-later
// The one file that includes Boost.Beast.
#include "http/RequestReader.h"

#include "defence/Defence.h"
#include "http/ChunkedBody.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <optional>

namespace wavetape::http {

using defence::armed;
using defence::Defence;

namespace beast = boost::beast;

constexpr size_t kUsualHeaders = 16; // of a browser

struct RequestReader::Body {
    std::optional<ChunkedBody> chunks;
    uint64_t left = 0; ///< without chunks: bytes that are still to come
};

RequestReader::RequestReader(Limits limits)
    : m_limits(limits)
{
}

RequestReader::~RequestReader() = default;

void RequestReader::fail(int status, std::string_view sentence)
{
    m_state = State::failed;
    m_status = status;
    m_sentence = sentence;
    m_body.reset();
}

void RequestReader::failTooLarge()
{
    const size_t line = m_head.find("\r\n");
    if (line == std::string::npos || line > m_limits.headerBytes / 2)
        fail(414, "The request's target is longer than this server reads.");
    else
        fail(431, "The request's header is larger than this server reads.");
}

size_t RequestReader::feed(std::span<const char> bytes)
{
    size_t taken = 0;
    while (m_state == State::reading && taken < bytes.size()) {
        const auto rest = bytes.subspan(taken);
        taken += m_headDone ? readBody(rest) : readHead(rest);
    }
    return taken;
}

size_t RequestReader::readHead(std::span<const char> bytes)
{
    // An empty line before a request is ignored (RFC 9112 2.2).
    if (m_head.empty() && (bytes[0] == '\r' || bytes[0] == '\n')) {
        size_t blank = 0;
        while (blank < bytes.size() && blank < 4 && (bytes[blank] == '\r' || bytes[blank] == '\n'))
            ++blank;
        return blank;
    }
    const size_t before = m_head.size();
    const size_t searchFrom = before < 3 ? 0 : before - 3;
    const size_t most = armed(Defence::headerSize) ? m_limits.headerBytes + 4 : 1 << 20;
    const size_t room = most - std::min(before, most);
    m_head.append(bytes.data(), std::min(bytes.size(), room));
    const size_t end = m_head.find("\r\n\r\n", searchFrom);
    if (end == std::string::npos) {
        if (m_head.size() > m_limits.headerBytes && armed(Defence::headerSize)) {
            failTooLarge();
        } else if (const size_t line = m_head.find('\n');
                   line != std::string::npos && (line == 0 || m_head[line - 1] != '\r')) {
            fail(400, "The lines of a request end with CR LF.");
        }
        return bytes.size();
    }
    m_head.resize(end + 4);
    const size_t taken = m_head.size() - before;
    if (m_head.size() > m_limits.headerBytes && armed(Defence::headerSize))
        failTooLarge();
    else
        parseHead();
    return taken;
}

/// RFC 9112 3: three words with one space between, the last HTTP-version (2.3). False: failed.
bool RequestReader::checkRequestLine()
{
    const std::string_view line(m_head.data(), m_head.find("\r\n"));
    const auto failed = [&](int status, std::string_view sentence) {
        fail(status, sentence);
        return false;
    };
    const size_t first = line.find(' '), last = line.rfind(' ');
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const std::string_view version = line.substr(std::min(last + 1, line.size()));
    if (first == std::string_view::npos || first == 0 || last - first < 2
        || line.substr(first + 1, last - first - 1).find(' ') != std::string_view::npos
        || version.size() != 8 || !version.starts_with("HTTP/") || !isDigit(version[5])
        || version[6] != '.' || !isDigit(version[7]))
        return failed(400, "A request begins with its method, target and HTTP/1.1.");
    if (version[5] != '1')
        return failed(505, "This server speaks HTTP/1.1.");
    // A later minor version is read as the newest that is known (RFC 9110 2.5); Beast would refuse
    // it.
    if (version[7] > '1')
        m_head[line.size() - 1] = '1';
    return true;
}

/// What Transfer-Encoding says (RFC 9112 6.1): chunked alone is understood. False: failed.
bool RequestReader::checkCoding()
{
    if (m_request.count("Transfer-Encoding") == 0)
        return true;
    const std::vector<std::string> codings = listItems(m_request.joined("Transfer-Encoding"));
    const auto isChunked
        = [](const std::string &coding) { return boost::beast::iequals(coding, "chunked"); };
    if (codings.empty() || !isChunked(codings.back())
        || std::count_if(codings.begin(), codings.end(), isChunked) > 1) {
        fail(400, "A request's body is chunked or has a Content-Length.");
        return false;
    }
    if (codings.size() > 1) {
        fail(501, "This server knows no coding of a body but chunked.");
        return false;
    }
    // Somebody between us and a client of HTTP/1.0 may have left it in by mistake: what comes
    // behind the body is not to be trusted.
    if (m_request.minorVersion < 1)
        m_request.keepAlive = false;
    return true;
}

void RequestReader::parseHead()
{
    m_headDone = true;
    beast::http::request_parser<beast::http::empty_body> parser;
    parser.header_limit(static_cast<uint32_t>(m_head.size()));
    const uint64_t bodyBytes = armed(Defence::bodySize) ? m_limits.bodyBytes : ~uint64_t {0};
    parser.body_limit(bodyBytes);
    beast::error_code error;
    if (!checkRequestLine())
        return;
    parser.put(boost::asio::buffer(m_head), error);
    if (error == beast::http::error::need_more)
        error = {};
    const bool tooLarge = error == beast::http::error::body_limit;
    if ((error && !tooLarge) || !(tooLarge || parser.is_header_done()))
        return fail(400, "The request is not well-formed HTTP/1.1.");

    const auto &message = parser.get();
    m_request.method = std::string(message.method_string());
    m_request.minorVersion = message.version() % 10;
    m_request.keepAlive = !tooLarge && parser.keep_alive();
    m_request.headers.reserve(kUsualHeaders);
    for (const auto &field : message) {
        const std::string_view value = field.value();
        unsigned controls = 0; // without a way out of the loop it takes many at once
        for (const char c : value)
            controls |= static_cast<unsigned char>(c) < 32 && c != '\t' ? 1u : c == 127 ? 1u : 0u;
        if (controls)
            return fail(400, "A header value holds control characters.");
        m_request.headers.emplace_back(field.name_string(), value);
    }
    if (tooLarge)
        return fail(413, "The body is larger than this server reads.");
    if (m_head.find("\r\n ") != std::string::npos || m_head.find("\r\n\t") != std::string::npos)
        return fail(400, "A header line may not be folded.");
    if (const std::string expected = m_request.joined("Expect");
        !expected.empty() && m_request.minorVersion >= 1) {
        if (!boost::beast::iequals(expected, "100-continue"))
            return fail(417, "This server meets no such expectation.");
        m_continueAwaited = !parser.is_done();
    }
    if (m_request.count("Content-Length") > 0 && m_request.count("Transfer-Encoding") > 0)
        return fail(400, "Content-Length and Transfer-Encoding exclude each other.");
    if (!checkCoding())
        return;

    std::string target(message.target());
    for (std::string_view scheme : {"http://", "https://", "ws://", "wss://"}) {
        if (!boost::beast::iequals(target.substr(0, scheme.size()), scheme))
            continue;
        const size_t slash = target.find_first_of("/?", scheme.size());
        m_request.authority = target.substr(
            scheme.size(), slash == std::string::npos ? slash : slash - scheme.size());
        if (m_request.authority.empty())
            return fail(400, "The request's target names no host.");
        target = slash == std::string::npos ? "/" : target.substr(slash);
        if (target.front() == '?')
            target.insert(0, "/");
        break;
    }
    const bool asterisk = target == "*" && m_request.method == "OPTIONS";
    if (!target.starts_with('/') && !asterisk)
        return fail(400, "The request's target must be a path.");
    if (const size_t fragment = target.find('#'); fragment != std::string::npos)
        return fail(400, "The request's target may not have a fragment.");
    if (const size_t question = target.find('?'); question != std::string::npos) {
        m_request.query = target.substr(question + 1);
        target.resize(question);
    }
    if (!percentDecode(target, m_request.path))
        return fail(400, "The request's target is not well-formed.");
    const uint64_t length = parser.content_length().value_or(0);
    if (!parser.chunked() && length == 0)
        return complete();
    m_body = std::make_unique<Body>();
    m_body->left = length;
    if (parser.chunked())
        m_body->chunks.emplace(ChunkedBody::Limits {bodyBytes, m_limits.headerBytes});
}

size_t RequestReader::readBody(std::span<const char> bytes)
{
    size_t taken = 0;
    bool whole = false;
    if (m_body->chunks) {
        const ChunkedBody::Outcome outcome = m_body->chunks->feed(bytes, taken);
        if (outcome == ChunkedBody::Outcome::tooLarge)
            fail(413, "The body is larger than this server reads.");
        else if (outcome == ChunkedBody::Outcome::malformed)
            fail(400, "The request's body is not well-formed.");
        if (m_state == State::failed)
            return bytes.size();
        whole = outcome == ChunkedBody::Outcome::complete;
        if (whole)
            m_request.body = std::move(m_body->chunks->body());
    } else {
        taken = static_cast<size_t>(std::min<uint64_t>(m_body->left, bytes.size()));
        m_request.body.append(bytes.data(), taken);
        m_body->left -= taken;
        whole = m_body->left == 0;
    }
    if (whole)
        complete();
    return taken;
}

void RequestReader::complete()
{
    m_request.head = std::move(m_head);
    m_body.reset();
    m_state = State::complete;
}

} // namespace wavetape::http
