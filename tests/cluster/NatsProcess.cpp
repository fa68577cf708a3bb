// SPDX-License-Identifier: GPL-3.0-or-later
#include "NatsProcess.h"

#include <arpa/inet.h>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <openssl/evp.h>
#include <simdjson.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace wavetape::cluster {

namespace {
std::string decoded(std::string_view base64)
{
    std::string bytes(base64.size() / 4 * 3 + 1, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char *>(bytes.data()),
        reinterpret_cast<const unsigned char *>(base64.data()), static_cast<int>(base64.size()));
    bytes.resize(static_cast<size_t>(std::max(size, 0)));
    for (size_t i = base64.size(); i > 0 && base64[i - 1] == '='; --i)
        bytes.pop_back();
    return bytes;
}
} // namespace

NatsProcess::NatsProcess(const std::string &password)
    : BrokerProcess(BrokerKind::nats, password)
{
    std::string folder = (std::filesystem::temp_directory_path() / "wavetape-nats-XXXXXX").string();
    if (!mkdtemp(folder.data()))
        throw std::runtime_error("no folder for nats-server");
    m_folder = folder;
    start();
}

NatsProcess::~NatsProcess()
{
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

void NatsProcess::start()
{
    ++m_starts;
    run(m_port);
}

void NatsProcess::run(uint16_t port)
{
    std::vector<std::string> words {"nats-server", "-js", "-a", "127.0.0.1", "-p",
        std::to_string(port), "-sd", m_folder + '/' + std::to_string(m_starts)};
    if (!m_password.empty())
        words.insert(words.end(), {"--user", "wavetape", "--pass", m_password});
    spawn(std::move(words));
    connect(port);
}

void NatsProcess::connect(uint16_t port)
{
    for (int i = 0; i < 400; ++i) {
        m_client = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        if (::connect(m_client, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0) {
            m_parser = {};
            std::string who;
            if (!m_password.empty())
                who = R"(,"user":"wavetape","pass":")" + m_password + '"';
            write(R"(CONNECT {"verbose":false,"pedantic":false,"headers":true,)"
                  R"("no_responders":true,"lang":"test","version":"1","protocol":1)"
                + who + "}\r\nSUB _TEST.> 1\r\nSUB wt.test.said.> 2\r\n");
            return;
        }
        close(std::exchange(m_client, -1));
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    throw std::runtime_error("nats-server does not start");
}

void NatsProcess::kill()
{
    if (m_client >= 0)
        close(std::exchange(m_client, -1));
    BrokerProcess::kill();
}

void NatsProcess::write(const std::string &bytes)
{
    for (size_t at = 0; at < bytes.size();) {
        const ssize_t size = ::send(m_client, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
        if (size <= 0)
            throw std::runtime_error("nats-server is gone");
        at += static_cast<size_t>(size);
    }
}

void NatsProcess::publish(
    const std::string &subject, const std::string &data, const Headers &headers)
{
    std::string block = headers.empty() ? "" : "NATS/1.0\r\n";
    for (const auto &[name, value] : headers)
        block.append(name).append(": ").append(value).append("\r\n");
    if (!block.empty())
        block += "\r\n";
    write((block.empty() ? "PUB " : "HPUB ") + subject + " "
        + (block.empty() ? "" : std::to_string(block.size()) + " ")
        + std::to_string(block.size() + data.size()) + "\r\n" + block + data + "\r\n");
}

std::string NatsProcess::request(
    const std::string &subject, const std::string &data, const Headers &headers)
{
    const std::string inbox = "_TEST." + std::to_string(++m_requests);
    publish(subject + " " + inbox, data, headers);
    return await(inbox);
}

void NatsProcess::echo(const std::string &data)
{
    publish("_TEST.echo", data);
    await("_TEST.echo");
}

std::string NatsProcess::await(const std::string &subject)
{
    for (;;) {
        while (const auto frame = m_parser.next()) {
            if (frame->verb == NatsFrame::Verb::ping) {
                write("PONG\r\n");
            } else if (frame->verb == NatsFrame::Verb::message) {
                if (frame->subject == subject)
                    return std::string(frame->data);
                const std::string_view node = frame->data.substr(0, frame->data.find(' '));
                m_said[std::string(frame->subject) + ' ' + std::string(node)] = frame->data;
            }
        }
        char bytes[64 << 10];
        const ssize_t size = recv(m_client, bytes, sizeof bytes, 0);
        if (size <= 0)
            throw std::runtime_error("nats-server is gone");
        m_parser.append({bytes, static_cast<size_t>(size)});
    }
}

std::optional<NatsProcess::Stored> NatsProcess::last(
    const std::string &stream, const std::string &subject)
{
    const std::string answer
        = request("$JS.API.STREAM.MSG.GET." + stream, R"({"last_by_subj":")" + subject + "\"}");
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::string_view headers, data;
    Stored stored;
    if (parser.parse(answer).get(root) || root["message"]["seq"].get(stored.sequence))
        return std::nullopt;
    if (!root["message"]["hdrs"].get(headers))
        stored.headers = decoded(headers);
    if (!root["message"]["data"].get(data))
        stored.data = decoded(data);
    return stored;
}

void NatsProcess::number(const std::string &channel, const Numbered &publication, size_t)
{
    request(m_names.stored(channel), publication.envelope,
        {{"Wt-Position",
            publication.position.epoch + " " + std::to_string(publication.position.seq)}});
}

void NatsProcess::numberWhileCut(
    const std::string &channel, const std::vector<Numbered> &publications, size_t most)
{
    kill();
    run(freePort()); // where no node looks for it
    for (const Numbered &publication : publications)
        number(channel, publication, most);
    kill();
    run(m_port);
}

void NatsProcess::send(const std::string &channel, const Numbered &publication)
{
    publish(m_names.sent(channel), publication.envelope,
        {{"Wt-Position",
            publication.position.epoch + " " + std::to_string(publication.position.seq)}});
}

void NatsProcess::sendGarbled(const std::string &channel)
{
    publish(m_names.sent(channel), "no position");
}

std::string NatsProcess::epochOf(const std::string &channel)
{
    const auto newest = last(m_names.channelStream(), m_names.stored(channel));
    const std::string_view position
        = newest ? natsHeader(newest->headers, "Wt-Position") : std::string_view();
    return std::string(position.substr(0, position.find(' ')));
}

std::vector<std::string> NatsProcess::stored(const std::string &channel)
{
    std::vector<std::string> envelopes;
    const auto newest = last(m_names.channelStream(), m_names.stored(channel));
    for (uint64_t i = 1; newest && i <= newest->sequence; ++i) {
        const std::string answer = request("$JS.API.STREAM.MSG.GET." + m_names.channelStream(),
            R"({"seq":)" + std::to_string(i) + "}");
        simdjson::dom::parser parser;
        simdjson::dom::element root;
        std::string_view subject, data;
        if (!parser.parse(answer).get(root) && !root["message"]["subject"].get(subject)
            && subject == m_names.stored(channel) && !root["message"]["data"].get(data))
            envelopes.push_back(decoded(data));
    }
    return envelopes;
}

void NatsProcess::fallBehind(const std::string &channel)
{
    const auto newest = last(m_names.channelStream(), m_names.stored(channel));
    request("$JS.API.STREAM.MSG.DELETE." + m_names.channelStream(),
        R"({"seq":)" + std::to_string(newest.value_or(Stored()).sequence) + "}");
    kill();
    run(m_port);
}

std::string NatsProcess::lifeOf(const std::string &node)
{
    const auto newest = last(m_names.stateStream(), m_names.state(m_names.node(node)));
    return newest ? newest->data.substr(0, newest->data.find(' ')) : std::string();
}

void NatsProcess::setLife(const std::string &node, const std::string &life)
{
    request(m_names.state(m_names.node(node)), life);
}

std::string NatsProcess::said(const std::string &node, const std::string &channel)
{
    const std::string key = m_names.said(channel) + ' ' + m_names.seen(m_names.node(node));
    while (!m_said.contains(key))
        echo({}); // what has come before is read
    const std::string text = m_said[key];
    return text.substr(text.find(' ', text.find(' ') + 1) + 1);
}

void NatsProcess::say(const std::string &node, const std::string &channel, const std::string &life,
    const std::string &envelope)
{
    publish(m_names.said(channel), m_names.seen(m_names.node(node)) + ' ' + life + ' ' + envelope);
}

BrokerProcess::Beat NatsProcess::beat()
{
    const auto newest = last(m_names.stateStream(), m_names.state("beat"));
    if (!newest)
        return {};
    const auto header
        = [&](const char *name) { return std::string(natsHeader(newest->headers, name)); };
    return {header("Wt-Holder"), header("Wt-Life"), std::stoull(header("Wt-Number")), {}};
}

void NatsProcess::setBeat(const Beat &beat)
{
    const auto newest = last(m_names.stateStream(), m_names.state("beat"));
    const auto header = [&](const char *name) {
        return newest ? std::string(natsHeader(newest->headers, name)) : std::string();
    };
    request(m_names.state("beat"), beat.envelope,
        {{"Wt-Holder", beat.holder}, {"Wt-Life", beat.life},
            {"Wt-Number", std::to_string(beat.number)}, {"Wt-Checkpoint", header("Wt-Checkpoint")},
            {"Wt-Checkpoint-Before", header("Wt-Checkpoint-Before")}});
}

bool NatsProcess::hasCheckpoint()
{
    const auto newest = last(m_names.stateStream(), m_names.state("beat"));
    return newest && !natsHeader(newest->headers, "Wt-Checkpoint").empty();
}

std::string NatsProcess::checkpoint()
{
    const auto newest = last(m_names.stateStream(), m_names.state("beat"));
    const std::string_view named
        = newest ? natsHeader(newest->headers, "Wt-Checkpoint") : std::string_view();
    const auto part = last(
        m_names.feedStream(), m_names.feed(std::string(named.substr(0, named.find(' '))) + ".0"));
    return part ? part->data : std::string();
}

void NatsProcess::setCheckpoint(const Beat &beat, const std::string &envelope)
{
    request(m_names.feed("given.0"), envelope);
    request(m_names.state("beat"), beat.envelope,
        {{"Wt-Holder", beat.holder}, {"Wt-Life", beat.life},
            {"Wt-Number", std::to_string(beat.number)}, {"Wt-Checkpoint", "given 1"}});
}

void NatsProcess::forgetFeed()
{
    request("$JS.API.STREAM.PURGE." + m_names.stateStream(),
        R"({"filter":")" + m_names.state("beat") + "\"}");
}

} // namespace wavetape::cluster
