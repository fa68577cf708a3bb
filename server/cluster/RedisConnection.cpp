// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/RedisConnection.h"

#include "cluster/BrokerLine.h"

#include <hiredis/async.h>
#include <hiredis/hiredis.h>
#include <uv.h>

#include <charconv>
#include <memory>
#include <utility>

namespace wavetape::cluster {

namespace {
constexpr unsigned kLeastMajor = 6;
} // namespace

std::string_view textOf(const redisReply &reply)
{
    return reply.type == REDIS_REPLY_STRING || reply.type == REDIS_REPLY_STATUS
            || reply.type == REDIS_REPLY_ERROR
        ? std::string_view(reply.str, reply.len)
        : std::string_view();
}

std::optional<std::vector<std::string>> textsOf(const redisReply &reply)
{
    if (reply.type != REDIS_REPLY_ARRAY)
        return std::nullopt;
    std::vector<std::string> texts;
    for (size_t i = 0; i < reply.elements; ++i)
        texts.emplace_back(textOf(*reply.element[i]));
    return texts;
}

/// Freed when the loop has let go of its handle, which may be after the connection.
struct RedisConnection::Glue {
    explicit Glue(redisAsyncContext *owner)
        : context(owner)
    {
    }

    static void attach(uv_loop_t &loop, redisAsyncContext *context)
    {
        auto *glue = new Glue(context);
        uv_poll_init(&loop, &glue->poll, context->c.fd);
        glue->poll.data = glue;
        context->ev.data = glue;
        context->ev.addRead = [](void *data) { change(data, UV_READABLE, true); };
        context->ev.delRead = [](void *data) { change(data, UV_READABLE, false); };
        context->ev.addWrite = [](void *data) { change(data, UV_WRITABLE, true); };
        context->ev.delWrite = [](void *data) { change(data, UV_WRITABLE, false); };
        context->ev.cleanup = [](void *data) {
            auto *glue = static_cast<Glue *>(data);
            glue->context = nullptr;
            // Before the library closes the descriptor.
            uv_close(reinterpret_cast<uv_handle_t *>(&glue->poll),
                [](uv_handle_t *handle) { delete static_cast<Glue *>(handle->data); });
        };
    }

    static void change(void *data, int event, bool on)
    {
        auto *glue = static_cast<Glue *>(data);
        glue->events = on ? glue->events | event : glue->events & ~event;
        if (glue->events == 0) {
            uv_poll_stop(&glue->poll);
            return;
        }
        uv_poll_start(&glue->poll, glue->events, [](uv_poll_t *poll, int status, int ready) {
            auto *self = static_cast<Glue *>(poll->data);
            // A reset comes as a status alone: reading finds out what it is.
            if (self->context && (status < 0 || ready & UV_READABLE))
                redisAsyncHandleRead(self->context);
            if (self->context && status >= 0 && ready & UV_WRITABLE)
                redisAsyncHandleWrite(self->context);
        });
    }

    uv_poll_t poll {};
    redisAsyncContext *context;
    int events = 0;
};

RedisConnection::RedisConnection(uv_loop_t &loop, const BrokerUrl &url, Events events)
    : m_loop(loop)
    , m_url(url)
    , m_events(std::move(events))
{
}

RedisConnection::~RedisConnection()
{
    close();
}

void RedisConnection::open()
{
    m_context = m_url.host.empty() ? redisAsyncConnectUnix(m_url.path.c_str())
                                   : redisAsyncConnect(m_url.host.c_str(), m_url.port);
    if (!m_context || m_context->err) {
        const std::string cause = m_context ? m_context->errstr : "no memory";
        if (m_context)
            redisAsyncFree(std::exchange(m_context, nullptr));
        fail(cause, false);
        return;
    }
    m_context->data = this;
    Glue::attach(m_loop, m_context);
    m_timer = new uv_timer_t;
    uv_timer_init(&m_loop, m_timer);
    m_timer->data = this;
    uv_timer_start(
        m_timer,
        [](uv_timer_t *timer) {
            auto *self = static_cast<RedisConnection *>(timer->data);
            self->close();
            self->fail("does not answer", false);
        },
        BrokerLine::kSetupMs, 0);
    redisAsyncSetDisconnectCallback(m_context, [](const redisAsyncContext *context, int) {
        if (auto *self = static_cast<RedisConnection *>(context->data)) {
            self->m_context = nullptr; // the library frees it
            const std::string cause = context->errstr && *context->errstr
                ? context->errstr
                : "the connection was closed";
            self->close();
            self->fail(cause, false);
        }
    });
    redisAsyncSetConnectCallback(m_context, [](const redisAsyncContext *context, int status) {
        auto *self = static_cast<RedisConnection *>(context->data);
        if (!self)
            return;
        if (status == REDIS_OK) {
            self->greet();
            return;
        }
        self->m_context = nullptr;
        const std::string cause = context->errstr ? context->errstr : "cannot be reached";
        self->close();
        self->fail(cause, false);
    });
}

void RedisConnection::stopTimer()
{
    if (uv_timer_t *timer = std::exchange(m_timer, nullptr)) {
        uv_timer_stop(timer);
        uv_close(reinterpret_cast<uv_handle_t *>(timer),
            [](uv_handle_t *handle) { delete reinterpret_cast<uv_timer_t *>(handle); });
    }
}

void RedisConnection::close()
{
    m_ready = false;
    stopTimer();
    if (redisAsyncContext *context = std::exchange(m_context, nullptr)) {
        context->data = nullptr;
        redisAsyncFree(context);
    }
}

void RedisConnection::fail(const std::string &sentence, bool fatal)
{
    m_events.over(m_url.place() + ": " + sentence, fatal);
}

void RedisConnection::greet()
{
    m_ready = true; // for the commands of this alone
    if (!m_url.password.empty()) {
        std::vector<std::string_view> words {"AUTH"};
        if (!m_url.user.empty())
            words.push_back(m_url.user);
        words.push_back(m_url.password);
        command(words, [this](const redisReply *reply) { onGreeted(reply, "password"); });
    }
    if (m_url.database) {
        const std::string number = std::to_string(m_url.database);
        command(
            {"SELECT", number}, [this](const redisReply *reply) { onGreeted(reply, "database"); });
    }
    command({"INFO", "server"}, [this](const redisReply *reply) { readInfo(reply); });
    m_ready = false;
}

void RedisConnection::onGreeted(const redisReply *reply, std::string_view step)
{
    if (!reply || !m_context || reply->type != REDIS_REPLY_ERROR)
        return;
    const std::string cause(reply->str, reply->len);
    close();
    fail("the " + std::string(step) + " is refused (" + cause + ")", true);
}

void RedisConnection::readInfo(const redisReply *reply)
{
    if (!reply || !m_context)
        return;
    const std::string text(reply->str ? reply->str : "", reply->str ? reply->len : 0);
    if (reply->type == REDIS_REPLY_ERROR) {
        // What is not ready yet (LOADING) will be; who is refused stays so.
        const bool refused = text.starts_with("NOAUTH") || text.starts_with("NOPERM");
        close();
        fail(refused ? "it wants a user and password that may use it (" + text + ")" : text,
            refused);
        return;
    }
    constexpr std::string_view kVersion = "redis_version:";
    const size_t at = text.find(kVersion);
    if (reply->type != REDIS_REPLY_STRING || at == text.npos) {
        close();
        fail("this is no Redis", true);
        return;
    }
    const std::string version
        = text.substr(at + kVersion.size(), text.find_first_of("\r\n", at) - at - kVersion.size());
    unsigned major = 0;
    std::from_chars(version.data(), version.data() + version.size(), major);
    if (major < kLeastMajor) {
        close();
        fail("this is Redis " + version + ", and 6.0 is the oldest that will do", true);
        return;
    }
    stopTimer();
    m_ready = true;
    m_events.ready();
}

void RedisConnection::command(const std::vector<std::string_view> &words, Answer answer)
{
    if (!m_context)
        return answerInVain(std::move(answer));
    std::vector<const char *> texts;
    std::vector<size_t> sizes;
    for (const std::string_view word : words) {
        texts.push_back(word.data());
        sizes.push_back(word.size());
    }
    auto kept = std::make_unique<Answer>(std::move(answer));
    const int sent = redisAsyncCommandArgv(
        m_context,
        [](redisAsyncContext *, void *reply, void *data) {
            const std::unique_ptr<Answer> back(static_cast<Answer *>(data));
            (*back)(static_cast<const redisReply *>(reply));
        },
        kept.get(), static_cast<int>(words.size()), texts.data(), sizes.data());
    if (sent == REDIS_OK)
        static_cast<void>(kept.release());
    else
        answerInVain(std::move(*kept));
}

void RedisConnection::answerInVain(Answer answer)
{
    m_inVain.push_back(std::move(answer));
    if (std::exchange(m_tellingInVain, true))
        return;
    for (; !m_inVain.empty(); m_inVain.pop_front()) {
        const Answer first = std::move(m_inVain.front());
        first(nullptr);
    }
    m_tellingInVain = false;
}

void RedisConnection::subscription(std::string_view word, std::string_view subject)
{
    if (!m_context)
        return;
    const char *texts[] = {word.data(), subject.data()};
    const size_t sizes[] = {word.size(), subject.size()};
    redisAsyncCommandArgv(
        m_context,
        [](redisAsyncContext *context, void *reply, void *) {
            auto *self = static_cast<RedisConnection *>(context->data);
            if (self && reply && self->onPushed)
                self->onPushed(*static_cast<const redisReply *>(reply));
        },
        nullptr, 2, texts, sizes);
}

} // namespace wavetape::cluster
