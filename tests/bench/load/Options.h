// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "load/Engine.h"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace wavetape::load {

enum class Mode { Echo, Fanout, Hold, Slow, Flood };

/// Everything the command line can say. Times are seconds, sizes bytes.
struct Options {
    Mode mode = Mode::Echo;
    Target target;

    std::size_t connections = 100;
    std::size_t bytes = 64;
    double seconds = 3;
    double warmup = 0.5;
    bool binary = false;
    std::size_t inFlight = 1;
    std::size_t idle = 0; ///< echo: idle connections held beside the busy ones
    std::size_t concurrency = 128; ///< handshakes under way at once
    std::size_t sources = 1; ///< source addresses 127.0.0.1 … 127.0.0.n
    double rate = 1000; ///< flood, slow: messages published per second

    std::size_t slow = 0; ///< slow readers
    double slowRate = 0; ///< bytes per second that each of them reads; 0: stopped
    std::size_t slowReceiveBuffer = 0; ///< SO_RCVBUF of slow readers; 0: the kernel's choice
    double drain = 5; ///< how long to wait for what is still under way at the end

    std::string protocol; ///< Sec-WebSocket-Protocol
    std::vector<std::string> headers;
    std::string publishPath; ///< path of the publisher, where it differs
    std::string subscribe; ///< first message of each subscriber
    std::size_t subscribeReplies = 0; ///< messages that answer it
    std::string slowSubscribe; ///< first message of slow readers, where it differs
    std::string publisherHello; ///< first message of the publisher
    std::size_t publisherReplies = 0;
    std::string publish; ///< template: {data} is the payload, {n} the channel's number
    std::size_t channels = 1; ///< values of {n}
    std::string farewell; ///< slow: asked of each slow reader at the end; its answer is reported

    int serverPid = 0;
    int cpu = -1;
    bool busy = false; ///< echo, fanout: never sleeps
    bool json = false;
    bool anyAddress = false;
    double timeout = 60; ///< for opening all connections
};

/// What the command line got wrong, in one sentence.
struct OptionError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Throws OptionError. Prints the help and exits for --help.
Options parseOptions(int argc, char **argv);

} // namespace wavetape::load
