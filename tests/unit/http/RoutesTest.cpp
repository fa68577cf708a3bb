// SPDX-License-Identifier: GPL-3.0-or-later
// Walks the table of routes on a running server where tokens are required: every row is open by
// name or checked.
#include "http/Routes.h"
#include "Server.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <set>
#include <sys/socket.h>
#include <unistd.h>

using namespace wavetape;
using http::Access;
using http::Kind;
using http::Route;

namespace {

struct Reply {
    int status = 0;
    std::string head;

    bool has(const std::string &line) const
    {
        return head.find("\r\n" + line) != std::string::npos;
    }
};

class RoutesOfAServer : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        std::signal(SIGPIPE, SIG_IGN);
        config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        config.threads = 1;
        config.feed.symbols = 1;
        config.auth.tokens = true;
        config.limits.handshakeBurst = 1'000'000;
        config.deadlines.close = 10;
        s_server = std::make_unique<Server>(config);
        ASSERT_TRUE(s_server->start());
    }
    static void TearDownTestSuite() { s_server.reset(); }

    static Reply ask(const std::string &method, const std::string &path, const std::string &headers,
        bool host = true)
    {
        const int peer = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_port = htons(s_server->port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(connect(peer, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
        const std::string text = method + " " + path + " HTTP/1.1\r\n"
            + (host ? "Host: localhost\r\n" : "") + headers + "\r\n";
        EXPECT_EQ(send(peer, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
        Reply reply;
        char buffer[4096];
        while (reply.head.find("\r\n\r\n") == std::string::npos) {
            const ssize_t got = recv(peer, buffer, sizeof buffer, 0);
            if (got <= 0)
                break;
            reply.head.append(buffer, static_cast<size_t>(got));
        }
        close(peer);
        if (reply.head.size() > 12)
            reply.status = std::stoi(reply.head.substr(9, 3));
        return reply;
    }

    /// A path of the row, and what a client of its kind sends.
    static std::string pathOf(const Route &route)
    {
        return std::string(route.path)
            + (!route.isPrefix()               ? ""
                    : route.path == "/assets/" ? "app.js"
                    : route.path == "/client/" ? "wavetape-client-0.1.0.tgz"
                                               : "chat.a");
    }
    static std::string kindOf(const Route &route)
    {
        return route.kind == Kind::socket
            ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
              "13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            : "";
    }
    static bool isOpen(const Route &route) { return route.access == Access::open; }

    static std::unique_ptr<Server> s_server;
};
std::unique_ptr<Server> RoutesOfAServer::s_server;

constexpr const char *kMethods[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"};

} // namespace

TEST(Routes, AreDistinctAndWhatIsOpenIsNamed)
{
    std::set<std::pair<std::string_view, Kind>> seen;
    std::set<std::string_view> open;
    for (const Route &route : http::routes()) {
        EXPECT_TRUE(seen.emplace(route.path, route.kind).second) << route.path;
        EXPECT_NE(route.handler, nullptr) << route.path;
        EXPECT_EQ(route.protocols.empty(), route.kind == Kind::document) << route.path;
        if (route.access == Access::open)
            open.insert(route.path);
        EXPECT_EQ(http::findRoute(route.path, route.kind == Kind::socket), &route);
    }
    // A new path here is a decision that everybody may see it, whatever page they are on.
    EXPECT_EQ(open,
        (std::set<std::string_view> {"/assets/", "/client/", "/favicon.ico", "/asyncapi.yaml",
            "/openapi.json", "/messages.schema.json", "/healthz", "/readyz", "/version",
            "/socket.io", "/socket.io/", "*"}));
    EXPECT_EQ(http::findRoute("/ws/x/y", true)->path, "/ws/");
    EXPECT_EQ(http::findRoute("/ws2", true), nullptr);
    EXPECT_EQ(http::findRoute("/echo/text/x", true), nullptr);
    EXPECT_EQ(http::findRoute("", false), nullptr);
}

TEST_F(RoutesOfAServer, NoneAnswersAForeignHost)
{
    for (const Route &route : http::routes()) {
        for (const char *method : kMethods) {
            if (route.path == "*")
                continue;
            const Reply reply
                = ask(method, pathOf(route), kindOf(route) + "Host: evil.example\r\n", false);
            EXPECT_EQ(reply.status, 403) << method << route.path;
        }
    }
}

TEST_F(RoutesOfAServer, AForeignPageIsRefusedWhereItIsNotOpen)
{
    for (const Route &route : http::routes()) {
        for (const char *method : kMethods) {
            if (isOpen(route) || route.access == Access::page)
                continue;
            for (const char *page : {"Origin: https://evil.example\r\n", "Origin: null\r\n",
                     "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n"}) {
                const Reply reply = ask(method, pathOf(route), kindOf(route) + page);
                EXPECT_EQ(reply.status, 403) << method << route.path << page << reply.head;
                EXPECT_FALSE(reply.has("Access-Control-Allow-Origin")) << route.path;
            }
        }
        const Reply preflight = ask("OPTIONS", route.path == "*" ? "*" : pathOf(route),
            "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n");
        EXPECT_FALSE(preflight.has("Access-Control-Allow")) << route.path;
    }
}

TEST_F(RoutesOfAServer, NothingButWhatIsOpenGoesWithoutAToken)
{
    for (const Route &route : http::routes()) {
        if (route.path == "*")
            continue;
        const bool checked = route.access == Access::data || route.access == Access::anyRight
            || route.access == Access::metrics;
        for (const char *method : kMethods) {
            const Reply reply = ask(method, pathOf(route), kindOf(route));
            if (!route.knows(method)) {
                EXPECT_EQ(reply.status, 405) << method << route.path;
                EXPECT_TRUE(reply.has("Allow: " + std::string(route.methods) + ", OPTIONS"));
            } else if (checked) {
                EXPECT_EQ(reply.status, 401) << method << route.path;
                EXPECT_TRUE(reply.has("WWW-Authenticate: Bearer")) << reply.head;
            } else {
                EXPECT_NE(reply.status, 401) << method << route.path;
            }
            EXPECT_TRUE(reply.status == 101 || reply.has("Date: ")) << reply.head;
        }
        EXPECT_EQ(ask("BREW", pathOf(route), kindOf(route)).status, 501) << route.path;
        const Route &plain = *http::findRoute(route.path, false);
        const Reply options = ask("OPTIONS", pathOf(route), "");
        EXPECT_EQ(options.status, 204) << route.path;
        EXPECT_TRUE(options.has("Allow: " + std::string(plain.methods) + ", OPTIONS"))
            << options.head;
        if (plain.kind == Kind::socket) {
            EXPECT_EQ(ask("HEAD", pathOf(route), "").status, checked ? 401 : 426) << route.path;
        }
    }
}

TEST_F(RoutesOfAServer, EveryAnswerToAnAllowedPageCanBeReadByIt)
{
    const std::string origin = "Origin: http://localhost:5173\r\n";
    for (const Route &route : http::routes()) {
        if (route.path == "*")
            continue;
        for (const char *method : {"GET", "POST", "BREW", "OPTIONS", "PUT"}) {
            for (const char *token :
                {"", "Authorization: Bearer wrong\r\n", "Authorization: Basic x\r\n"}) {
                const Reply reply = ask(method, pathOf(route), origin + token);
                EXPECT_TRUE(reply.has("Access-Control-Allow-Origin: http://localhost:5173\r\n"))
                    << method << route.path << reply.head;
                EXPECT_TRUE(
                    reply.has("Access-Control-Expose-Headers: Retry-After, WWW-Authenticate, "
                              "Wavetape-Hint, Wavetape-Resumed-From\r\n"));
            }
        }
        EXPECT_TRUE(ask("OPTIONS", pathOf(route), origin)
                        .has("Access-Control-Allow-Headers: Content-Type, Authorization, "
                             "Last-Event-ID\r\n"));
    }
    for (const char *path : {"/nowhere", "/%zz"})
        EXPECT_TRUE(
            ask("GET", path, origin).has("Access-Control-Allow-Origin: http://localhost:5173\r\n"))
            << path;
}
