// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Options.h"

#include <getopt.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>

namespace wavetape::load {

namespace {

constexpr const char *kHelp = R"(wavetape-load: a WebSocket load generator

usage: wavetape-load MODE URL [options]        URL: ws://127.0.0.1:8080/echo or wss://…

modes
  echo     closed loop: every connection sends one message and waits for its echo
  fanout   one publisher, many subscribers; the next tick leaves when all have the oldest
  flood    one publisher at a fixed rate, many subscribers
  slow     like flood, with readers that stop (or crawl) among the healthy ones
  hold     opens connections, holds them idle, counts what they cost

load
  --connections N      connections or healthy subscribers (100)
  --bytes B            payload of a message (64)
  --seconds S          measured time (3)       --warmup S          before it (0.5)
  --in-flight K        fanout: ticks under way at once (1)
  --rate R             flood, slow: messages published per second (1000)
  --binary             binary messages
  --idle N             echo: idle connections held beside the busy ones (0)
  --slow N             slow: readers that do not keep up (0)
  --slow-rate BYTES    slow: bytes per second each of them reads; 0 = none at all (0)
  --slow-rcvbuf BYTES  slow: their SO_RCVBUF
  --drain S            time for what is still under way at the end (5)

connections
  --concurrency N      handshakes under way at once (128)
  --sources N          source addresses 127.0.0.1 … 127.0.0.N (1)
  --protocol NAME      Sec-WebSocket-Protocol      --header "Name: value"   (repeatable)
  --subscribe TEXT     first message of each subscriber
  --subscribe-replies N   messages that answer it (0)
  --slow-subscribe TEXT   the same for slow readers, where it differs
  --publish-path PATH  path of the publisher, where it differs
  --publisher-hello TEXT, --publisher-replies N   its first message
  --publish TEMPLATE   text published: {data} is the payload, {n} a channel number
  --channels N         values of {n}, taken in turn (1)
  --farewell TEXT      slow: asked of slow readers at the end; answers are reported
  --timeout S          for opening all connections (60)
  --any-address        allow targets that are not loopback addresses

measuring
  --server-pid PID     report that process's CPU time per message and its memory
  --cpu N              pin this process to a core
  --busy               echo, fanout: never sleep, so that the server does not pay for waking us
  --json               one JSON object on standard output
)";

template <typename T>
T number(const char *name, const char *text)
{
    T value {};
    const std::string_view view(text);
    const auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), value);
    if (error != std::errc() || end != view.data() + view.size() || value < T {})
        throw OptionError(std::string("--") + name + " wants a number that is not negative, not \""
            + text + "\".");
    return value;
}

struct Entry {
    const char *name;
    bool takesValue;
    std::function<void(const char *)> apply;
};

template <typename T>
Entry numeric(const char *name, T &field)
{
    return {name, true, [name, &field](const char *text) { field = number<T>(name, text); }};
}

Entry textual(const char *name, std::string &field)
{
    return {name, true, [&field](const char *text) { field = text; }};
}

Entry flag(const char *name, bool &field)
{
    return {name, false, [&field](const char *) { field = true; }};
}

Mode parseMode(std::string_view text)
{
    if (text == "echo")
        return Mode::Echo;
    if (text == "fanout")
        return Mode::Fanout;
    if (text == "hold")
        return Mode::Hold;
    if (text == "slow")
        return Mode::Slow;
    if (text == "flood")
        return Mode::Flood;
    throw OptionError(
        "The mode \"" + std::string(text) + "\" is none of echo, fanout, flood, slow, hold.");
}

void check(const Options &options)
{
    if (!options.anyAddress && !options.target.isLoopback())
        throw OptionError("\"" + options.target.host
            + "\" is not a loopback address; say --any-address if you own that server.");
    if (options.connections == 0)
        throw OptionError("--connections must be at least 1.");
    if (options.inFlight == 0 || options.inFlight > 4096)
        throw OptionError("--in-flight must be between 1 and 4096.");
    if (options.sources == 0 || options.sources > 254)
        throw OptionError("--sources must be between 1 and 254.");
    if (options.channels == 0)
        throw OptionError("--channels must be at least 1.");
    if (options.concurrency == 0)
        throw OptionError("--concurrency must be at least 1.");
    if (options.mode != Mode::Hold && options.seconds <= 0)
        throw OptionError("--seconds must be more than 0.");
}

} // namespace

Options parseOptions(int argc, char **argv)
{
    Options options;
    const std::vector<Entry> entries {
        numeric("connections", options.connections),
        numeric("bytes", options.bytes),
        numeric("seconds", options.seconds),
        numeric("warmup", options.warmup),
        numeric("in-flight", options.inFlight),
        numeric("idle", options.idle),
        numeric("rate", options.rate),
        numeric("concurrency", options.concurrency),
        numeric("sources", options.sources),
        numeric("slow", options.slow),
        numeric("slow-rate", options.slowRate),
        numeric("slow-rcvbuf", options.slowReceiveBuffer),
        numeric("drain", options.drain),
        numeric("subscribe-replies", options.subscribeReplies),
        numeric("publisher-replies", options.publisherReplies),
        numeric("channels", options.channels),
        numeric("server-pid", options.serverPid),
        numeric("cpu", options.cpu),
        numeric("timeout", options.timeout),
        textual("protocol", options.protocol),
        textual("subscribe", options.subscribe),
        textual("slow-subscribe", options.slowSubscribe),
        textual("publish-path", options.publishPath),
        textual("publisher-hello", options.publisherHello),
        textual("publish", options.publish),
        textual("farewell", options.farewell),
        {"header", true, [&](const char *text) { options.headers.emplace_back(text); }},
        flag("binary", options.binary),
        flag("any-address", options.anyAddress),
        flag("busy", options.busy),
        flag("json", options.json),
        {"help", false,
            [](const char *) {
                std::fputs(kHelp, stdout);
                std::exit(0);
            }},
    };
    std::vector<option> table;
    for (const Entry &entry : entries)
        table.push_back(
            {entry.name, entry.takesValue ? required_argument : no_argument, nullptr, 0});
    table.push_back({});

    int index = 0;
    for (int found; (found = getopt_long(argc, argv, "", table.data(), &index)) != -1;) {
        if (found != 0)
            throw OptionError("See wavetape-load --help.");
        entries[static_cast<std::size_t>(index)].apply(optarg);
    }
    if (argc - optind != 2)
        throw OptionError(
            "Say a mode and a URL: wavetape-load echo ws://127.0.0.1:8080/echo (see --help).");
    options.mode = parseMode(argv[optind]);
    options.target = parseTarget(argv[optind + 1]);
    check(options);
    return options;
}

} // namespace wavetape::load
