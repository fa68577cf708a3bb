// SPDX-License-Identifier: GPL-3.0-or-later
#include "RedisProcess.h"

#include "cluster/RedisScripts.h"

#include <hiredis/hiredis.h>

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

namespace wavetape::cluster {

namespace {
const std::string kBase = "wt:{test}:";

void flatten(const redisReply &reply, std::vector<std::string> &texts)
{
    if (reply.type == REDIS_REPLY_ARRAY) {
        for (size_t i = 0; i < reply.elements; ++i)
            flatten(*reply.element[i], texts);
    } else if (reply.type == REDIS_REPLY_INTEGER) {
        texts.push_back(std::to_string(reply.integer));
    } else {
        texts.emplace_back(reply.str ? reply.str : "", reply.str ? reply.len : 0);
    }
}
} // namespace

RedisProcess::RedisProcess(const std::string &password)
    : BrokerProcess(BrokerKind::redis, password)
{
    start();
}

RedisProcess::~RedisProcess()
{
    kill();
}

void RedisProcess::start()
{
    std::vector<std::string> words {"redis-server", "--port", std::to_string(m_port), "--bind",
        "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning", "--dir", "/tmp"};
    if (!m_password.empty())
        words.insert(words.end(), {"--requirepass", m_password});
    spawn(std::move(words));
    for (int i = 0; i < 400; ++i) {
        m_client = redisConnect("127.0.0.1", m_port);
        if (m_client && !m_client->err)
            return;
        redisFree(std::exchange(m_client, nullptr));
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    throw std::runtime_error("redis-server does not start");
}

void RedisProcess::kill()
{
    if (m_client)
        redisFree(std::exchange(m_client, nullptr));
    BrokerProcess::kill();
}

std::vector<std::string> RedisProcess::numbering(
    const std::string &channel, const Numbered &publication, size_t most)
{
    return {"EVAL", std::string(scripts::kPublish), "3", kBase + "m:" + channel,
        kBase + "s:" + channel, kBase + "names", "fresh", publication.envelope,
        kBase + "c:" + channel, channel, std::to_string(most), "1048576", "300000", "86400000",
        "300000", publication.position.epoch, std::to_string(publication.position.seq)};
}

void RedisProcess::number(const std::string &channel, const Numbered &publication, size_t most)
{
    ask(numbering(channel, publication, most));
}

void RedisProcess::numberWhileCut(
    const std::string &channel, const std::vector<Numbered> &publications, size_t most)
{
    std::vector<std::vector<std::string>> all {{"CLIENT", "KILL", "TYPE", "pubsub"}};
    for (const Numbered &publication : publications)
        all.push_back(numbering(channel, publication, most));
    askTogether(all);
}

void RedisProcess::send(const std::string &channel, const Numbered &publication)
{
    ask({"PUBLISH", kBase + "c:" + channel,
        publication.position.epoch + " " + std::to_string(publication.position.seq) + " "
            + publication.envelope});
}

void RedisProcess::sendGarbled(const std::string &channel)
{
    ask({"PUBLISH", kBase + "c:" + channel, "no position"});
}

std::string RedisProcess::epochOf(const std::string &channel)
{
    return ask({"HGET", kBase + "m:" + channel, "e"});
}

std::vector<std::string> RedisProcess::stored(const std::string &channel)
{
    // Of each entry its name, a field's name and the envelope.
    const auto all = askAll({"XRANGE", kBase + "s:" + channel, "-", "+"});
    std::vector<std::string> envelopes;
    for (size_t i = 2; i < all.size(); i += 3)
        envelopes.push_back(all[i]);
    return envelopes;
}

void RedisProcess::fallBehind(const std::string &channel)
{
    ask({"HINCRBY", kBase + "m:" + channel, "s", "-1"});
    ask({"CLIENT", "KILL", "TYPE", "pubsub"});
}

std::string RedisProcess::lifeOf(const std::string &node)
{
    return ask({"GET", kBase + "node:" + node});
}

void RedisProcess::setLife(const std::string &node, const std::string &life)
{
    if (life.empty())
        ask({"DEL", kBase + "node:" + node});
    else
        ask({"SET", kBase + "node:" + node, life});
}

std::string RedisProcess::said(const std::string &node, const std::string &channel)
{
    const std::string text = ask({"HGET", kBase + "p:" + channel, node});
    return text.substr(text.find(' ') + 1);
}

void RedisProcess::say(const std::string &node, const std::string &channel, const std::string &life,
    const std::string &envelope)
{
    ask({"HSET", kBase + "p:" + channel, node, life + " " + envelope});
}

BrokerProcess::Beat RedisProcess::beat()
{
    const std::string number = ask({"HGET", kBase + "beat", "n"});
    return {ask({"GET", kBase + "lease"}), ask({"HGET", kBase + "beat", "l"}),
        number.empty() ? 0 : std::stoull(number), {}};
}

void RedisProcess::setBeat(const Beat &beat)
{
    askTogether({{"SET", kBase + "lease", beat.holder, "PX", "3000"},
        {"HSET", kBase + "beat", "l", beat.life, "n", std::to_string(beat.number), "b",
            beat.envelope}});
}

bool RedisProcess::hasCheckpoint()
{
    return ask({"EXISTS", kBase + "checkpoint"}) == "1";
}

std::string RedisProcess::checkpoint()
{
    return ask({"GET", kBase + "checkpoint"});
}

void RedisProcess::setCheckpoint(const Beat &beat, const std::string &envelope)
{
    setBeat(beat);
    ask({"SET", kBase + "checkpoint", envelope});
}

void RedisProcess::forgetFeed()
{
    ask({"DEL", kBase + "lease", kBase + "beat", kBase + "checkpoint"});
}

redisReply *RedisProcess::command(const std::vector<std::string> &words)
{
    std::vector<const char *> texts;
    std::vector<size_t> sizes;
    for (const std::string &word : words) {
        texts.push_back(word.data());
        sizes.push_back(word.size());
    }
    return static_cast<redisReply *>(
        redisCommandArgv(m_client, static_cast<int>(words.size()), texts.data(), sizes.data()));
}

void RedisProcess::askTogether(const std::vector<std::vector<std::string>> &commands)
{
    for (const std::vector<std::string> &words : commands) {
        std::vector<const char *> texts;
        std::vector<size_t> sizes;
        for (const std::string &word : words) {
            texts.push_back(word.data());
            sizes.push_back(word.size());
        }
        redisAppendCommandArgv(
            m_client, static_cast<int>(words.size()), texts.data(), sizes.data());
    }
    for (size_t i = 0; i < commands.size(); ++i) {
        void *reply = nullptr;
        redisGetReply(m_client, &reply);
        freeReplyObject(reply);
    }
}

std::string RedisProcess::ask(const std::vector<std::string> &words)
{
    const std::vector<std::string> all = askAll(words);
    return all.empty() ? std::string() : all.front();
}

std::vector<std::string> RedisProcess::askAll(const std::vector<std::string> &words)
{
    std::vector<std::string> texts;
    if (redisReply *reply = command(words)) {
        flatten(*reply, texts);
        freeReplyObject(reply);
    }
    return texts;
}

} // namespace wavetape::cluster
