// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/NatsConnection.h"

#include "cluster/BrokerLine.h"
#include "cluster/BrokerPosition.h"
#include "protocol/JsonWriter.h"

#include <simdjson.h>
#include <uv.h>

#include <array>

namespace wavetape::cluster {

namespace {
constexpr uint64_t kLeastPayload = 64 << 10; // what nodes say of themselves and of readers
} // namespace

NatsInfo NatsInfo::read(std::string_view json)
{
    NatsInfo info;
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(json.data(), json.size()).get(root))
        return info;
    const auto take = [&root](std::string_view name, auto &value) {
        auto read = value;
        if (!root[name].get(read))
            value = read;
    };
    std::string_view version;
    take("version", version);
    info.version = version;
    take("max_payload", info.maxPayload);
    take("headers", info.headers);
    take("jetstream", info.jetStream);
    take("tls_required", info.tlsRequired);
    return info;
}

bool NatsInfo::isAtLeast(unsigned major, unsigned minor) const
{
    const size_t dot = version.find('.');
    if (dot == version.npos)
        return false;
    const size_t end = version.find_first_not_of("0123456789", dot + 1);
    uint64_t one = 0, two = 0;
    return readBrokerNumber(version.substr(0, dot), one)
        && readBrokerNumber(version.substr(dot + 1, end - dot - 1), two)
        && (one > major || (one == major && two >= minor));
}

struct NatsConnection::Socket {
    static constexpr size_t kReadBytes = 64 << 10;

    explicit Socket(NatsConnection &connection)
        : owner(&connection)
    {
        uv_tcp_init(&connection.m_loop, &tcp);
        uv_timer_init(&connection.m_loop, &timer);
        tcp.data = timer.data = look.data = this;
    }

    void open()
    {
        NatsConnection &connection = *owner;
        uv_timer_start(
            &timer,
            [](uv_timer_t *handle) {
                static_cast<Socket *>(handle->data)->over("does not answer");
            },
            BrokerLine::kSetupMs, 0);
        addrinfo hints {};
        hints.ai_socktype = SOCK_STREAM;
        const std::string port = std::to_string(connection.m_url.port);
        const int failed = uv_getaddrinfo(
            &connection.m_loop, &look,
            [](uv_getaddrinfo_t *request, int status, addrinfo *found) {
                auto *self = static_cast<Socket *>(request->data);
                self->looking = false;
                if (self->owner && status == 0)
                    self->reach(*found);
                else if (self->owner)
                    self->over(uv_strerror(status));
                uv_freeaddrinfo(found);
                self->freeWhenDone();
            },
            connection.m_url.host.c_str(), port.c_str(), &hints);
        looking = failed == 0;
        if (failed)
            over(uv_strerror(failed));
    }

    void reach(const addrinfo &address)
    {
        connect.data = this;
        const int failed = uv_tcp_connect(
            &connect, &tcp, address.ai_addr, [](uv_connect_t *request, int status) {
                auto *self = static_cast<Socket *>(request->data);
                if (!self->owner)
                    return;
                if (status < 0)
                    self->over(uv_strerror(status));
                else
                    self->listen();
            });
        if (failed)
            over(uv_strerror(failed));
    }

    void listen()
    {
        uv_tcp_nodelay(&tcp, 1);
        uv_read_start(
            reinterpret_cast<uv_stream_t *>(&tcp),
            [](uv_handle_t *handle, size_t, uv_buf_t *buffer) {
                auto *self = static_cast<Socket *>(handle->data);
                *buffer = uv_buf_init(self->bytes.data(), self->bytes.size());
            },
            [](uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer) {
                auto *self = static_cast<Socket *>(stream->data);
                if (!self->owner || size == 0)
                    return;
                if (size < 0)
                    self->over(size == UV_EOF ? "the connection was closed"
                                              : uv_strerror(static_cast<int>(size)));
                else
                    self->owner->onBytes({buffer->base, static_cast<size_t>(size)});
            });
    }

    /// What is given while a write is under way goes with the next.
    void flush()
    {
        if (writing || unsent.empty())
            return;
        writing = true;
        sending.swap(unsent);
        unsent.clear();
        uv_buf_t buffer = uv_buf_init(sending.data(), static_cast<unsigned>(sending.size()));
        write.data = this;
        uv_write(&write, reinterpret_cast<uv_stream_t *>(&tcp), &buffer, 1,
            [](uv_write_t *request, int status) {
                auto *self = static_cast<Socket *>(request->data);
                self->writing = false;
                if (!self->owner)
                    return;
                if (status < 0)
                    self->over(uv_strerror(status));
                else
                    self->flush();
            });
    }

    void over(const std::string &cause) { owner->fail(cause, false); }

    /// Not at once: who writes is in the middle of something.
    void overSoon()
    {
        stuck = true;
        unsent.clear();
        uv_timer_start(
            &timer,
            [](uv_timer_t *handle) {
                static_cast<Socket *>(handle->data)->over("takes nothing any more");
            },
            0, 0);
    }

    void end()
    {
        owner = nullptr;
        const auto closed = [](uv_handle_t *handle) {
            auto *self = static_cast<Socket *>(handle->data);
            ++self->closed;
            self->freeWhenDone();
        };
        uv_close(reinterpret_cast<uv_handle_t *>(&tcp), closed);
        uv_close(reinterpret_cast<uv_handle_t *>(&timer), closed);
        if (looking)
            uv_cancel(reinterpret_cast<uv_req_t *>(&look));
    }
    void freeWhenDone()
    {
        if (closed == 2 && !looking)
            delete this;
    }

    NatsConnection *owner; ///< null: it has let go
    uv_tcp_t tcp {};
    uv_timer_t timer {};
    uv_getaddrinfo_t look {};
    uv_connect_t connect {};
    uv_write_t write {};
    bool looking = false, writing = false, stuck = false;
    unsigned closed = 0;
    std::string sending, unsent;
    std::array<char, kReadBytes> bytes;
};

NatsConnection::NatsConnection(
    uv_loop_t &loop, const BrokerUrl &url, std::string name, Events events)
    : m_loop(loop)
    , m_url(url)
    , m_name(std::move(name))
    , m_events(std::move(events))
{
}

NatsConnection::~NatsConnection()
{
    close();
}

void NatsConnection::open()
{
    m_parser = {};
    m_info = {};
    m_inbox = "_INBOX.wt" + drawnName() + ".";
    m_socket = new Socket(*this);
    m_socket->open();
}

void NatsConnection::close()
{
    m_ready = false;
    if (m_socket)
        std::exchange(m_socket, nullptr)->end();
    m_handlers.clear();
    for (auto &[id, request] : std::exchange(m_requests, {}))
        request.answer(nullptr);
}

/// Its owner knows first: who is answered with null would ask again, and again, of what is over.
void NatsConnection::fail(const std::string &cause, bool fatal)
{
    m_ready = false;
    m_events.over(m_url.place() + ": " + cause, fatal);
    close();
}

void NatsConnection::onBytes(std::string_view bytes)
{
    m_parser.append(bytes);
    const Socket *here = m_socket;
    while (const auto frame = m_parser.next()) {
        onFrame(*frame);
        if (m_socket != here)
            return; // over
    }
    if (m_parser.isBroken())
        fail("this is no NATS", true);
}

void NatsConnection::onFrame(const NatsFrame &frame)
{
    switch (frame.verb) {
    case NatsFrame::Verb::info:
        if (!m_ready)
            onInfo(frame.text);
        break;
    case NatsFrame::Verb::message:
        onMessage(frame);
        break;
    case NatsFrame::Verb::ping:
        write("PONG\r\n");
        break;
    case NatsFrame::Verb::pong: // of the first PING: who it is has been taken
        if (m_ready)
            break;
        uv_timer_stop(&m_socket->timer);
        m_ready = true;
        subscribe(m_inbox + "*", {});
        m_events.ready();
        break;
    case NatsFrame::Verb::ok:
        break;
    case NatsFrame::Verb::error:
        onError(frame.text);
        break;
    }
}

void NatsConnection::onInfo(std::string_view json)
{
    constexpr unsigned kMajor = 2, kMinor = 9;
    m_info = NatsInfo::read(json);
    std::string trouble;
    if (m_info.version.empty())
        trouble = "this is no NATS";
    else if (!m_info.isAtLeast(kMajor, kMinor))
        trouble = "this is NATS " + m_info.version + ", and 2.9 is the oldest that will do";
    else if (m_info.tlsRequired)
        trouble = "it wants TLS, which is not spoken to NATS";
    else if (!m_info.headers)
        trouble = "its messages have no headers (no_header_support)";
    else if (m_info.maxPayload < kLeastPayload)
        trouble = "its messages take less than 64 KiB (max_payload)";
    if (!trouble.empty())
        return fail(trouble, true);
    std::string text = "CONNECT ";
    protocol::JsonWriter writer(text);
    writer.beginObject().key("verbose").boolean(false).key("pedantic").boolean(false);
    writer.key("lang").string("wavetape").key("version").string("1").key("protocol").integer(1);
    writer.key("name").string(m_name);
    if (!m_url.user.empty())
        writer.key("user").string(m_url.user).key("pass").string(m_url.password);
    else if (!m_url.password.empty())
        writer.key("auth_token").string(m_url.password);
    writer.key("headers").boolean(true).key("no_responders").boolean(true).endObject();
    write(text + "\r\nPING\r\n");
}

void NatsConnection::onError(std::string_view text)
{
    const std::string cause(text);
    if (cause.find("Permissions Violation") != cause.npos) {
        m_events.complaint(m_url.place() + ": " + cause);
        return;
    }
    const bool refused
        = cause.find("uthorization") != cause.npos || cause.find("uthentication") != cause.npos;
    if (refused && m_url.password.empty())
        fail("it wants a user and password that may use it (" + cause + ")", true);
    else if (refused)
        fail("the password is refused (" + cause + ")", true);
    else
        fail(cause, false);
}

void NatsConnection::onMessage(const NatsFrame &message)
{
    if (message.subject.starts_with(m_inbox)) {
        uint64_t id = 0;
        readBrokerNumber(message.subject.substr(m_inbox.size()), id);
        if (const auto asked = m_requests.find(id); asked != m_requests.end()) {
            const Answer answer = std::move(asked->second.answer);
            m_requests.erase(asked);
            answer(&message);
        }
        return;
    }
    if (const auto found = m_handlers.find(message.subscription);
        found != m_handlers.end() && *found->second) {
        const auto handler = found->second; // it may end its subscription
        (*handler)(message);
    }
}

void NatsConnection::write(std::string_view bytes)
{
    if (!m_socket || m_socket->stuck)
        return;
    if (m_socket->unsent.size() + bytes.size() > kMostUnsent)
        return m_socket->overSoon();
    m_socket->unsent.append(bytes);
    m_socket->flush();
}

uint64_t NatsConnection::subscribe(std::string_view subject, Handler handler)
{
    if (!m_ready)
        return 0;
    const uint64_t id = ++m_lastSubscription;
    m_handlers[id] = std::make_shared<const Handler>(std::move(handler));
    std::string line = "SUB ";
    write(line.append(subject).append(" ").append(std::to_string(id)).append("\r\n"));
    return id;
}

void NatsConnection::unsubscribe(uint64_t subscription)
{
    if (m_handlers.erase(subscription))
        write("UNSUB " + std::to_string(subscription) + "\r\n");
}

void NatsConnection::send(
    std::string_view subject, std::string_view reply, std::string_view data, const Headers &headers)
{
    std::string block;
    if (!headers.empty()) {
        block = "NATS/1.0\r\n";
        for (const auto &[name, value] : headers)
            block.append(name).append(": ").append(value).append("\r\n");
        block.append("\r\n");
    }
    std::string frame = block.empty() ? "PUB " : "HPUB ";
    frame.append(subject).append(" ");
    if (!reply.empty())
        frame.append(reply).append(" ");
    if (!block.empty())
        frame.append(std::to_string(block.size())).append(" ");
    frame.append(std::to_string(block.size() + data.size())).append("\r\n");
    frame.append(block).append(data).append("\r\n");
    write(frame);
}

void NatsConnection::publish(
    std::string_view subject, std::string_view data, const Headers &headers)
{
    if (m_ready)
        send(subject, {}, data, headers);
}

void NatsConnection::request(
    std::string_view subject, std::string_view data, const Headers &headers, Answer answer)
{
    if (!m_ready) {
        answer(nullptr);
        return;
    }
    const uint64_t id = ++m_lastRequest;
    m_requests.emplace(id, Request {m_nowMs + kAnswerMs, std::move(answer)});
    send(subject, m_inbox + std::to_string(id), data, headers);
}

std::string NatsConnection::inbox()
{
    return m_inbox + "r." + std::to_string(++m_lastRequest);
}

void NatsConnection::tick(uint64_t nowMs)
{
    m_nowMs = nowMs;
    while (!m_requests.empty() && m_requests.begin()->second.dueMs <= nowMs) {
        const Answer answer = std::move(m_requests.begin()->second.answer);
        m_requests.erase(m_requests.begin());
        answer(nullptr);
    }
}

} // namespace wavetape::cluster
