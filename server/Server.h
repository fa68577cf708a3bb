// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Farewell.h"
#include "LiveSettings.h"
#include "config/ServerConfig.h"

#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::faults {
class FaultBoard;
}
namespace wavetape::net {
struct ConnectionEvent;
}

namespace wavetape {

/// The whole server: start, drain, stop. Its methods belong to one thread; it runs threads of its
/// own (I/O, feed, monitor). It installs no signal handler; SIGPIPE must be ignored by the program.
class Server {
public:
    explicit Server(config::ServerConfig config);
    /// stop()
    ~Server();
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    /// Sockets that listen already, in place of `listen` and, for TLS, of `tls.listen`. Descriptors
    /// are taken over by start(). Before it.
    void adoptSockets(std::vector<int> plain, std::vector<int> secure);
    /// Binds and serves. The error is one sentence for people; nothing runs then.
    tl::expected<void, std::string> start();

    /// One per listener, IPv4 first: `http://127.0.0.1:8080/`. After start().
    std::vector<std::string> urls() const;
    /// Of the control port of faults (`--faults`). After start().
    std::vector<std::string> faultUrls() const;
    /// What is to go wrong, and for whom (faults/FaultBoard.h). Called before start() it may be put
    /// to use without a control port too. Any thread after start().
    faults::FaultBoard &faults();
    /// The port of the first listener. After start().
    uint16_t port() const;
    /// Serves TLS at `address` as well, with the certificate of `--tls-self-signed`, which is made
    /// where there is none. Nobody who is connected notices. Until stop(). After start(), where
    /// nothing serves TLS yet; the error is one sentence, and nothing has changed then.
    tl::expected<void, std::string> openSecure(const config::ListenAddress &address);
    /// Of the certificate that is served, as browsers show it: `AB:CD:…`; "" without TLS.
    std::string certificateSha256() const;
    /// The key to `sys.*` and `admin` of this start.
    const std::string &adminToken() const;
    const config::ServerConfig &config() const;
    /// config(), or what reload() was given last.
    const config::ServerConfig &askedConfig() const;

    /// Accepts nobody any more and ends every connection with `farewell`, spread over a moment.
    /// Returns at once; the first call decides. Any thread.
    void drain(Farewell farewell);
    /// Waits until everybody has left, at most `patience`. True where nobody is left.
    bool waitDrained(std::chrono::milliseconds patience);
    /// True where every I/O thread has come round since the last call. After start().
    bool pulse();
    using Reloaded = LiveSettings::Change;
    /// Takes over what of `fresh` can be changed while it runs, and reads certificate and users
    /// again; bad files change nothing. After start().
    Reloaded reload(const config::ServerConfig &fresh);

    /// Told of what happens to connections (`sys.events`), on a thread of the server's. Before
    /// start().
    using EventObserver = std::function<void(
        std::string_view kind, const net::ConnectionEvent &event, std::string_view text)>;
    void observeEvents(EventObserver observer);
    /// Ends everything now: feeds, connections, threads. May be called twice. Where a feed hangs
    /// its thread is left alone, and what it could touch stays in memory until the process ends.
    /// The error: what a next start shall go on with (`--state`) could not be written; one
    /// sentence.
    tl::expected<void, std::string> stop();
    /// The same as if its process were killed, to see what others make of it: connections are
    /// reset, and neither other nodes nor files are told that it is over.
    void kill();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace wavetape
