// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/AdminAction.h"
#include "protocol/ErrorCode.h"
#include "protocol/Policy.h"
#include "protocol/StreamPosition.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wavetape::protocol {

/// A request's `id` as JSON text (`7` or `"a\"b"`), ready to be echoed; empty where the request has
/// none.
using RequestId = std::string;

struct SubscribeCommand {
    RequestId id;
    std::vector<std::string> channels; ///< at least one, each a valid name or a prefix `name.*`
    bool isList = false; ///< the request named them in `channels`
    std::optional<StreamPosition> since; ///< only with exactly one channel that is no prefix
    std::optional<Policy> policy;
    std::optional<double> maxRate; ///< per second, 0.001 to 1,000
    bool snapshot = true;
};
struct UnsubscribeCommand {
    RequestId id;
    std::vector<std::string> channels;
    bool isList = false; ///< the request named them in `channels`
};
struct PublishCommand {
    RequestId id;
    std::string channel;
    std::string_view data; ///< the very bytes of the valid JSON value; views the parsed message
    std::string key; ///< the same key again is not published again; empty: none
};
struct AuthCommand {
    RequestId id;
    std::string token;
};
struct GreetCommand {
    RequestId id;
    std::string message;
};
struct PingCommand {
    RequestId id;
    std::string_view t; ///< the very bytes of `t`, `null` where absent; views the parsed message
};
struct ListCommand {
    RequestId id;
    std::string prefix;
};
struct HistoryCommand {
    RequestId id;
    std::string channel;
    std::optional<StreamPosition> since;
    unsigned limit = 100; ///< 1…300
};
struct PresenceCommand {
    RequestId id;
    std::string channel;
};
struct ReportCommand {
    RequestId id;
    std::optional<uint64_t> bufferedAmount; ///< bytes
    std::optional<double> lagMs;
};
/// What the floats of one signal are, as its sender says.
struct SignalDescription {
    std::string name; ///< 1 to 64 characters
    std::string unit; ///< at most 16; empty: none
    unsigned lanes = 1; ///< 1 to 16, interleaved
    double rate = 0; ///< samples/s of each lane; 0: not said
};
inline constexpr size_t kMostSignals = 8; ///< of one connection
struct DescribeCommand {
    RequestId id;
    std::vector<SignalDescription> described; ///< 1 to kMostSignals
};
/// What is asked of a replay; what is not said stays. Seconds are of the recording.
struct ReplayOrder {
    std::optional<bool> play; ///< false: it pauses
    std::optional<uint64_t> step; ///< publications, while it pauses
    std::optional<double> seek;
    std::optional<double> from, to; ///< the part that is played; `to` 0: to the end
    std::optional<double> speed; ///< 0.1 to 100; 0: as fast as it goes
    std::optional<bool> loop;
};
/// `admin`: the members that an action needs are checked where it is carried out.
struct AdminCommand {
    RequestId id;
    AdminAction action {};
    std::string connection;
    std::string channel;
    std::string user;
    std::string reason;
    std::string name; ///< of a fault, or a fault proxy
    std::string node; ///< of the cluster; empty: this one
    std::string_view toxic, proxy; ///< JSON; views the parsed message
    bool upstream = false; ///< of what a fault proxy's clients say
    std::optional<std::string> payload; ///< text in the place of what is held
    std::optional<Policy> policy;
    std::optional<double> maxRate;
    std::optional<double> rate; ///< samples/s
    std::optional<uint64_t> code;
    std::optional<bool> enabled;
    std::optional<uint64_t> ms;
    bool whole = false;
    ReplayOrder replay;
};

using Command = std::variant<SubscribeCommand, UnsubscribeCommand, PublishCommand, AuthCommand,
    GreetCommand, PingCommand, ListCommand, HistoryCommand, PresenceCommand, ReportCommand,
    AdminCommand, DescribeCommand>;

/// What an `error` message says.
struct CommandError {
    ErrorCode code;
    std::string message;
    std::string path; ///< JSON pointer of the offending member, `` for the whole
    RequestId id; ///< empty where it could not be read
};

/// The JSON pointer of the `index`-th channel of a request: `/channel`, or `/channels/3` where it
/// gave a list.
std::string channelPath(bool isList, size_t index);

/// Is `name` `[A-Za-z0-9._:-]{1,128}`?
bool isValidChannelName(std::string_view name);
/// Is `name` a prefix subscription: a valid name's beginning and `.*`?
bool isPrefix(std::string_view name);

/// Turns one text message into a Command. The whole text is validated before anything is returned.
/// Not thread-safe: one per I/O thread; its buffers are reused.
class CommandParser {
public:
    /// `maxDepth`: nesting of objects and arrays that is still read, `maxChannels`: entries of
    /// `channels`; error 107 beyond.
    explicit CommandParser(unsigned maxDepth = 16, size_t maxChannels = 128);
    ~CommandParser();

    /// `text`: valid UTF-8. Views in the result live until the next call.
    tl::expected<Command, CommandError> parse(std::string_view text);

    /// Is `text` one valid JSON value?
    bool isValidJson(std::string_view text);

    struct PublishBody {
        std::string channel;
        std::string_view data;
        std::string key;
    };
    /// The body of POST /publish: `{"channel","data","key"?}`.
    tl::expected<PublishBody, CommandError> parsePublishBody(std::string_view text);

    struct LoginBody {
        std::string user, secret;
    };
    /// The body of POST /auth/token and /auth/session: `{"user","secret"}`.
    tl::expected<LoginBody, CommandError> parseLoginBody(std::string_view text);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace wavetape::protocol
