// SPDX-License-Identifier: GPL-3.0-or-later
// Boost.Beast as its examples write it: the single-threaded asynchronous echo server for /echo; for
// every other path the chat server: a shared string, a queue per session, one asynchronous write at
// a time.
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <cstdio>
#include <deque>
#include <memory>
#include <string>
#include <unordered_set>

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
namespace net = boost::asio;
using tcp = net::ip::tcp;

namespace {

class Session : public std::enable_shared_from_this<Session> {
public:
    using Room = std::unordered_set<Session *>;

    Session(tcp::socket &&socket, Room &room)
        : m_ws(std::move(socket))
        , m_room(room)
    {
    }
    ~Session() { m_room.erase(this); }

    void run()
    {
        http::async_read(m_ws.next_layer(), m_buffer, m_request,
            [self = shared_from_this()](beast::error_code error, std::size_t) {
                if (!error)
                    self->accept();
            });
    }

private:
    void accept()
    {
        m_echo = m_request.target() == "/echo";
        m_ws.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
        m_ws.async_accept(m_request, [self = shared_from_this()](beast::error_code error) {
            if (error)
                return;
            if (!self->m_echo)
                self->m_room.insert(self.get());
            self->read();
        });
    }

    void read()
    {
        m_ws.async_read(
            m_buffer, [self = shared_from_this()](beast::error_code error, std::size_t) {
                if (error)
                    return;
                self->m_ws.text(self->m_ws.got_text());
                if (self->m_echo)
                    self->echo();
                else
                    self->broadcast();
            });
    }

    void echo()
    {
        m_ws.async_write(m_buffer.data(),
            [self = shared_from_this()](beast::error_code error, std::size_t bytes) {
                if (error)
                    return;
                self->m_buffer.consume(bytes);
                self->read();
            });
    }

    void broadcast()
    {
        const auto message
            = std::make_shared<const std::string>(beast::buffers_to_string(m_buffer.data()));
        m_buffer.consume(m_buffer.size());
        for (Session *session : m_room)
            session->send(message);
        read();
    }

    void send(const std::shared_ptr<const std::string> &message)
    {
        m_queue.push_back(message);
        if (m_queue.size() == 1)
            writeFront();
    }

    void writeFront()
    {
        m_ws.async_write(net::buffer(*m_queue.front()),
            [self = shared_from_this()](beast::error_code error, std::size_t) {
                if (error)
                    return;
                self->m_queue.pop_front();
                if (!self->m_queue.empty())
                    self->writeFront();
            });
    }

    websocket::stream<beast::tcp_stream> m_ws;
    Room &m_room;
    beast::flat_buffer m_buffer;
    http::request<http::empty_body> m_request;
    std::deque<std::shared_ptr<const std::string>> m_queue;
    bool m_echo = false;
};

class Listener {
public:
    explicit Listener(net::io_context &context)
        : m_acceptor(context, {net::ip::make_address("127.0.0.1"), 0})
    {
        m_acceptor.listen(4096);
        std::printf("listening %d\n", m_acceptor.local_endpoint().port());
        std::fflush(stdout);
    }

    void accept()
    {
        m_acceptor.async_accept([this](beast::error_code error, tcp::socket socket) {
            if (!error)
                std::make_shared<Session>(std::move(socket), m_room)->run();
            accept();
        });
    }

private:
    Session::Room m_room;
    tcp::acceptor m_acceptor;
};

} // namespace

int main()
{
    net::io_context context(1);
    Listener listener(context);
    listener.accept();
    context.run();
    return 0;
}
