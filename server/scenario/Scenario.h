// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ServerConfig.h"
#include "faults/Fault.h"
#include "scenario/Target.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wavetape::scenario {

/// Times are nanoseconds since the run began, durations nanoseconds, sizes bytes.
using Nanos = std::uint64_t;

enum class Way : std::uint8_t { webSocket, events, longPoll };
enum class Dialect : std::uint8_t { wavetape, plain, raw };
enum class Reconnect : std::uint8_t { never, atOnce, fixed, fullJitter };

/// `[[clients]]`: so many alike.
struct ClientGroup {
    std::string name;
    std::size_t line = 0;
    std::size_t count = 1;
    Nanos at = 0; ///< when the first connects
    Nanos ramp = 0; ///< over which the others follow
    Way way = Way::webSocket;
    Dialect dialect = Dialect::wavetape;
    std::string path; ///< empty: the way's own
    std::vector<std::string> subscribe; ///< channels, or prefixes as trades.*
    std::string policy; ///< asked of the server; empty: the channel's own
    std::string faults; ///< as in `?faults=`; an `as:` of each client's own is added
    Reconnect reconnect = Reconnect::never;
    Nanos backoff = 100'000'000; ///< fixed: the delay; full-jitter: the first round's longest
    bool resumes = true; ///< asks for what it missed when it comes back
    bool heedsHints = true; ///< comes back when `closing` or `retry:` says
    bool answersPings = true;
    std::uint64_t readRate = 0; ///< bytes/s; 0: all that comes
    std::uint64_t receiveBuffer = 0; ///< SO_RCVBUF; 0: the kernel's choice
    std::vector<std::string> headers; ///< `Origin: https://evil.example`
    std::string host; ///< what Host says, where it is not the target
    std::string protocol; ///< what is offered, where it is not the dialect's
    std::string request; ///< sent in place of the handshake
    std::size_t perAddress = 500; ///< clients that share a source address
};

enum class StepKind : std::uint8_t {
    publish,
    send,
    pause,
    cut,
    fault,
    heal,
    drain,
    stop,
    kill,
    start,
};

/// `[[steps]]`: what happens, and when.
struct Step {
    StepKind kind = StepKind::publish;
    std::size_t line = 0;
    Nanos at = 0;
    Nanos during = 0; ///< publish, send: over that time; pause: for it
    std::size_t group = 0; ///< send, pause, cut: whom
    double fraction = 1; ///< of the group
    std::string channel; ///< publish: empty where the dialect is raw
    std::string path; ///< publish, raw: the publisher's
    bool raw = false; ///< publish: payloads alone
    double rate = 0; ///< per second; publish: in all; send: of each client
    std::uint64_t times = 1; ///< send
    std::size_t size = 0; ///< publish: bytes of a payload
    std::string bytes; ///< send: frames as they go to the socket
    std::optional<faults::Fault> toxic; ///< fault
    std::size_t node = 0; ///< drain, stop, kill, start: which, from 1; 0: all
};

enum class ExpectKind : std::uint8_t { state, close, status, count, metric };
enum class ClientState : std::uint8_t { idle, connecting, open, waiting, closed, refused };
enum class Count : std::uint8_t {
    messages,
    lost,
    unexplainedGaps,
    duplicates,
    disorder,
    lagged,
    reconnects,
    closes,
    refusals,
    errors,
    accepted,
};
enum class Metric : std::uint8_t { delivery, connect, reach, reconnectPeak, memory };

/// `[[expect]]`: one sentence that is true or not.
struct Expectation {
    ExpectKind kind = ExpectKind::state;
    std::size_t line = 0;
    std::string text; ///< as the report tells it
    std::optional<std::size_t> group; ///< none: every client
    std::optional<Nanos> within; ///< must be so then at the latest; none: at the end
    ClientState state = ClientState::open;
    double fraction = 1; ///< of the group, at least
    unsigned code = 0; ///< close, status; of errors: 0 for any
    Count count = Count::messages;
    Metric metric = Metric::delivery;
    double percentile = 0; ///< delivery and connect: 0 … 100
    Nanos window = 0; ///< reconnectPeak
    std::optional<double> equals, minimum, below; ///< shares, counts, bytes, or ns for delivery
    std::optional<Nanos> from, to; ///< delivery: of the intended times
};

/// `[twin]`: the same with something taken away, which must fail.
struct Twin {
    std::string why; ///< what it stands for
    std::string disarm; ///< the name of a defence that is off; may be empty
    std::string fails; ///< stands in the sentence of an expectation that fails
};

/// One scenario file, read and checked.
struct Scenario {
    std::string file;
    std::string title;
    std::string about;
    std::optional<Target> target; ///< none: a server of our own
    config::ServerConfig server; ///< its settings
    std::size_t nodes = 1; ///< of it; more than one share a broker of the run's own
    std::uint64_t seed = 42;
    Nanos duration = 0; ///< at most
    Nanos busyUntil = 0; ///< before it the run goes on whatever is decided
    std::vector<ClientGroup> clients;
    std::vector<Step> steps;
    std::vector<Expectation> expectations;
    bool hasFaults = false; ///< steps ask for some: clients have names then, by which to match
    std::optional<Twin> twin; ///< what the file says of it, whether it is run or not
};

} // namespace wavetape::scenario
