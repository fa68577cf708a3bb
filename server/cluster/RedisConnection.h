// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/BrokerUrl.h"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct redisReply;
struct redisAsyncContext;
using uv_loop_t = struct uv_loop_s;
using uv_timer_t = struct uv_timer_s;

namespace wavetape::cluster {

/// One connection to a Redis: connects, says who it is, looks at the version, then carries
/// commands. Lives on one loop's thread. Debian's libuv adapter of the client library (0.14) never
/// tells of a reset, and the library has no timeouts: both are here.
class RedisConnection {
public:
    struct Events {
        std::function<void()> ready;
        /// It is over. `fatal`: coming again will not help (password, version).
        std::function<void(const std::string &sentence, bool fatal)> over;
    };

    /// All outlive it.
    RedisConnection(uv_loop_t &loop, const BrokerUrl &url, Events events);
    ~RedisConnection();
    RedisConnection(const RedisConnection &) = delete;
    RedisConnection &operator=(const RedisConnection &) = delete;

    /// Pre: not open.
    void open();
    /// Ends it without `over`; what was asked is answered with null. Not from within an answer of
    /// this connection's destructor.
    void close();
    bool isReady() const { return m_ready; }

    /// `answer`: of null where the connection ended before; within this call, but never within such
    /// an answer of another one: whoever then asks again would fill the stack. Pre: isReady().
    using Answer = std::function<void(const redisReply *reply)>;
    void command(const std::vector<std::string_view> &words, Answer answer);
    /// Pub/sub: SUBSCRIBE, PSUBSCRIBE and their ends; everything that comes goes to `onPushed`.
    void subscription(std::string_view word, std::string_view subject);
    std::function<void(const redisReply &reply)> onPushed;

private:
    struct Glue; ///< between the library's socket and the loop

    void fail(const std::string &sentence, bool fatal);
    void greet();
    void onGreeted(const redisReply *reply, std::string_view step);
    void readInfo(const redisReply *reply);
    void stopTimer();
    void answerInVain(Answer answer);

    uv_loop_t &m_loop;
    const BrokerUrl &m_url;
    const Events m_events;
    redisAsyncContext *m_context = nullptr;
    uv_timer_t *m_timer = nullptr;
    bool m_ready = false;
    std::deque<Answer> m_inVain; ///< to be told null
    bool m_tellingInVain = false;
};

/// A string's, status's or error's text.
std::string_view textOf(const redisReply &reply);
/// Those of an array's elements; null: it is none.
std::optional<std::vector<std::string>> textsOf(const redisReply &reply);

} // namespace wavetape::cluster
