// SPDX-License-Identifier: GPL-3.0-or-later
// The floor: the least a WebSocket server can do with epoll and send(). It believes its clients,
// checks nothing, counts nothing and bounds nothing. /echo answers the sender, every other path
// answers all clients: frames of one turn are gathered, one send each.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Client {
    int descriptor = -1;
    bool open = false;
    bool echo = false;
    std::size_t place = 0; ///< in the list of those who get broadcasts
    std::string in; ///< the beginning of a frame or request
    std::string out; ///< what the kernel did not take
};

int epollDescriptor;
std::vector<Client *> everybody;
std::vector<char> scratch(512 * 1024);
std::string batch;

void watch(Client &client, int operation)
{
    epoll_event event {
        EPOLLIN | (client.out.empty() ? 0u : static_cast<unsigned>(EPOLLOUT)), {&client}};
    epoll_ctl(epollDescriptor, operation, client.descriptor, &event);
}

void put(Client &client, std::string_view data)
{
    ssize_t sent = 0;
    if (client.out.empty())
        sent = send(client.descriptor, data.data(), data.size(), MSG_NOSIGNAL);
    sent = sent < 0 ? 0 : sent;
    if (static_cast<std::size_t>(sent) == data.size())
        return;
    client.out.append(data.substr(static_cast<std::size_t>(sent)));
    watch(client, EPOLL_CTL_MOD);
}

void drain(Client &client)
{
    const ssize_t sent
        = send(client.descriptor, client.out.data(), client.out.size(), MSG_NOSIGNAL);
    if (sent > 0)
        client.out.erase(0, static_cast<std::size_t>(sent));
    if (client.out.empty())
        watch(client, EPOLL_CTL_MOD);
}

void upgrade(Client &client, std::string_view request)
{
    constexpr std::string_view kName = "Sec-WebSocket-Key: ";
    const auto at = request.find(kName) + kName.size();
    const std::string key
        = std::string(request.substr(at, 24)) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, 20> digest;
    EVP_Digest(key.data(), key.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    std::array<unsigned char, 32> accept;
    EVP_EncodeBlock(accept.data(), digest.data(), digest.size());
    put(client,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
        "Upgrade\r\nSec-WebSocket-Accept: "
            + std::string(reinterpret_cast<const char *>(accept.data())) + "\r\n\r\n");
    client.open = true;
    client.echo = request.starts_with("GET /echo ");
    if (!client.echo) {
        client.place = everybody.size();
        everybody.push_back(&client);
    }
}

void leave(Client &client)
{
    if (client.open && !client.echo) {
        everybody[client.place] = everybody.back();
        everybody[client.place]->place = client.place;
        everybody.pop_back();
    }
    close(client.descriptor);
    delete &client;
}

/// Turns the frame at `data` into the server's, in place; what lies there then is put or gathered.
/// 0: not complete.
std::size_t turnFrame(Client &client, char *data, std::size_t size)
{
    if (size < 6)
        return 0;
    auto *bytes = reinterpret_cast<unsigned char *>(data);
    std::size_t header = 2;
    std::uint64_t length = bytes[1] & 0x7fu;
    if (length >= 126) {
        const std::size_t octets = length == 126 ? 2 : 8;
        length = 0;
        for (std::size_t i = 0; i < octets; ++i)
            length = length << 8 | bytes[2 + i];
        header += octets;
    }
    if (size < header + 4 + length)
        return 0;
    std::uint32_t key;
    std::memcpy(&key, data + header, 4);
    const std::uint64_t wide = static_cast<std::uint64_t>(key) << 32 | key;
    char *payload = data + header + 4;
    std::size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        std::uint64_t word;
        std::memcpy(&word, payload + i, 8);
        word ^= wide;
        std::memcpy(payload + i, &word, 8);
    }
    for (; i < length; ++i)
        payload[i] = static_cast<char>(payload[i] ^ data[header + (i & 3)]);
    const std::size_t total = header + 4 + length;
    if ((bytes[0] & 0x0fu) >= 8)
        return total;
    std::memmove(data + 4, data, header);
    data[5] = static_cast<char>(data[5] & 0x7f);
    const std::string_view frame(data + 4, header + length);
    if (client.echo)
        put(client, frame);
    else
        batch += frame;
    return total;
}

void onReadable(Client &client)
{
    std::memcpy(scratch.data(), client.in.data(), client.in.size());
    const ssize_t got = recv(
        client.descriptor, scratch.data() + client.in.size(), scratch.size() - client.in.size(), 0);
    if (got <= 0) {
        leave(client);
        return;
    }
    std::size_t size = client.in.size() + static_cast<std::size_t>(got);
    char *data = scratch.data();
    if (!client.open) {
        const std::string_view view(data, size);
        if (view.find("\r\n\r\n") == std::string_view::npos)
            client.in = view;
        else
            upgrade(client, view);
        return;
    }
    while (const std::size_t used = turnFrame(client, data, size)) {
        data += used;
        size -= used;
    }
    client.in.assign(data, size);
}

void acceptAll(int listener)
{
    for (int i = 0; i < 64; ++i) {
        const int descriptor = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0)
            return;
        const int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        auto *client = new Client();
        client->descriptor = descriptor;
        watch(*client, EPOLL_CTL_ADD);
    }
}

} // namespace

int main()
{
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr *>(&address), size) != 0
        || listen(listener, 4096) != 0)
        return 1;
    getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size);
    std::printf("listening %d\n", ntohs(address.sin_port));
    std::fflush(stdout);

    epollDescriptor = epoll_create1(0);
    epoll_event event {EPOLLIN, {nullptr}};
    epoll_ctl(epollDescriptor, EPOLL_CTL_ADD, listener, &event);
    std::array<epoll_event, 1024> events;
    for (;;) {
        const int count
            = epoll_wait(epollDescriptor, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            auto *client = static_cast<Client *>(events[static_cast<std::size_t>(i)].data.ptr);
            if (!client) {
                acceptAll(listener);
                continue;
            }
            if ((events[static_cast<std::size_t>(i)].events & EPOLLOUT) != 0)
                drain(*client);
            if ((events[static_cast<std::size_t>(i)].events & EPOLLIN) != 0)
                onReadable(*client);
        }
        for (Client *client : everybody)
            if (!batch.empty())
                put(*client, batch);
        batch.clear();
    }
}
