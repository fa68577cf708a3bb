// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/JetStream.h"

#include "cluster/BrokerPosition.h"
#include "protocol/JsonWriter.h"

#include <openssl/evp.h>
#include <simdjson.h>

#include <utility>
#include <vector>

namespace wavetape::cluster {

namespace {
constexpr std::string_view kApi = "$JS.API.";
constexpr uint64_t kNanosPerMs = 1'000'000;
constexpr uint64_t kStalledMs = 3'000;
constexpr uint64_t kReaderMs = 2'000; // it goes when nobody listens any more
constexpr unsigned kNoResponders = 503;
// err_code
constexpr uint64_t kWrongLastSequence = 10071, kNoMessage = 10037, kNameInUse = 10058,
                   kNotForAccount = 10039, kNoRoom = 10047, kOverlaps = 10065;

/// A JSON answer, for as long as this lives.
struct Json {
    explicit Json(std::string_view text)
    {
        failed = parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS;
    }
    uint64_t number(std::string_view pointer) const
    {
        uint64_t value = 0;
        return failed || root.at_pointer(pointer).get(value) ? 0 : value;
    }
    std::string text(std::string_view pointer) const
    {
        std::string_view value;
        return failed || root.at_pointer(pointer).get(value) ? std::string() : std::string(value);
    }
    bool flag(std::string_view pointer) const
    {
        bool value = false;
        return !failed && !root.at_pointer(pointer).get(value) && value;
    }
    uint64_t error() const { return number("/error/err_code"); }
    bool isError() const { return failed || !root.is_object() || !root["error"].error(); }

    simdjson::dom::parser parser;
    simdjson::dom::element root;
    bool failed = false;
};

std::string decoded(const std::string &base64)
{
    std::string bytes(base64.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char *>(bytes.data()),
        reinterpret_cast<const unsigned char *>(base64.data()), static_cast<int>(base64.size()));
    if (size < 0)
        return {};
    bytes.resize(static_cast<size_t>(size)
        - (base64.ends_with("==")       ? 2
                : base64.ends_with("=") ? 1
                                        : 0));
    return bytes;
}

/// `$JS.ACK.<stream>.<consumer>.<delivered>.<stream sequence>.<consumer
/// sequence>.<time>.<pending>`; newer servers put `<domain>.<account>` before the stream and
/// something behind.
bool readAck(std::string_view subject, uint64_t &timeNanos, uint64_t &pending)
{
    constexpr size_t kOld = 9, kNew = 11, kTimeAt = 7, kPendingAt = 8;
    std::vector<std::string_view> words;
    while (!subject.empty() && words.size() <= kNew) {
        const size_t end = std::min(subject.find('.'), subject.size());
        words.push_back(subject.substr(0, end));
        subject.remove_prefix(std::min(end + 1, subject.size()));
    }
    const size_t more = words.size() >= kNew ? kNew - kOld : 0;
    return words.size() >= kOld && words[0] == "$JS" && words[1] == "ACK"
        && readBrokerNumber(words[kTimeAt + more], timeNanos)
        && readBrokerNumber(words[kPendingAt + more], pending);
}

std::string subjectOf(std::string_view verb, const std::string &stream)
{
    return std::string(kApi).append(verb).append(stream);
}

/// No interest in the subject: there is no stream, or no JetStream.
bool isNobody(const NatsFrame &answer)
{
    return answer.status() == kNoResponders;
}
} // namespace

void JetStream::make(const Stream &stream, std::function<void(const std::string &, bool)> answer)
{
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("name").string(stream.name);
    json.key("subjects").beginArray().string(stream.subjects).endArray();
    json.key("retention").string("limits").key("discard").string("old");
    json.key("storage").string(stream.inMemory ? "memory" : "file");
    json.key("num_replicas").integer(1);
    json.key("max_consumers").integer(-1).key("max_msgs").integer(-1);
    json.key("max_msgs_per_subject").unsignedInteger(stream.perSubject);
    json.key("max_bytes").unsignedInteger(stream.mostBytes);
    json.key("max_age").unsignedInteger(stream.ageMs * kNanosPerMs);
    if (stream.repeatedMs)
        json.key("duplicate_window").unsignedInteger(stream.repeatedMs * kNanosPerMs);
    if (!stream.republished.empty()) {
        json.key("republish").beginObject().key("src").string(stream.subjects);
        json.key("dest").string(stream.republished).endObject();
    }
    json.endObject();
    m_connection.request(subjectOf("STREAM.CREATE.", stream.name), text, {},
        [this, stream, answer = std::move(answer)](const NatsFrame *reply) {
            if (!reply)
                return answer("JetStream does not answer", false);
            if (isNobody(*reply))
                return answer("JetStream is off there (nats-server -js turns it on)", true);
            const Json created(reply->data);
            if (!created.isError())
                return answer({}, false);
            if (created.error() != kNameInUse) {
                const uint64_t code = created.error();
                return answer("JetStream refuses the stream " + stream.name + " ("
                        + created.text("/error/description") + ")",
                    code == kNotForAccount || code == kNoRoom || code == kOverlaps);
            }
            // Somebody has set it up otherwise, perhaps with more copies.
            m_connection.request(subjectOf("STREAM.INFO.", stream.name), {}, {},
                [stream, answer](const NatsFrame *info) {
                    if (!info)
                        return answer("JetStream does not answer", false);
                    const Json told(info->data);
                    if (told.text("/config/republish/dest") == stream.republished
                        && told.text("/config/subjects/0") == stream.subjects
                        && !told.flag("/config/republish/headers_only"))
                        return answer({}, false);
                    answer("the stream " + stream.name + " there is not one of a node's", true);
                });
        });
}

void JetStream::put(const Message &message, std::function<void(const Put &)> answer)
{
    NatsConnection::Headers headers = message.headers;
    if (message.expected)
        headers.emplace_back(
            "Nats-Expected-Last-Subject-Sequence", std::to_string(*message.expected));
    if (!message.key.empty())
        headers.emplace_back("Nats-Msg-Id", message.key);
    m_connection.request(message.subject, message.data, headers,
        [answer = std::move(answer)](const NatsFrame *reply) {
            if (!reply)
                return answer({Outcome::lost, 0, {}});
            if (isNobody(*reply))
                return answer({Outcome::gone, 0, {}});
            const Json ack(reply->data);
            if (ack.isError())
                return answer(
                    {ack.error() == kWrongLastSequence ? Outcome::behind : Outcome::refused, 0,
                        ack.text("/error/description")});
            const uint64_t sequence = ack.number("/seq");
            if (sequence == 0) // whoever that was, it was not the stream
                return answer({Outcome::lost, 0, {}});
            answer({ack.flag("/duplicate") ? Outcome::repeated : Outcome::stored, sequence, {}});
        });
}

// Of the stream's leader, which has all that it has acknowledged; DIRECT.GET may ask a copy.
void JetStream::get(const std::string &stream, const std::string &question, Found found)
{
    m_connection.request(subjectOf("STREAM.MSG.GET.", stream), question, {},
        [found = std::move(found)](const NatsFrame *reply) {
            if (!reply || isNobody(*reply))
                return found(false, std::nullopt);
            const Json told(reply->data);
            if (told.isError())
                return found(told.error() == kNoMessage, std::nullopt);
            const uint64_t sequence = told.number("/message/seq");
            if (sequence == 0)
                return found(false, std::nullopt);
            found(true,
                Stored {sequence, decoded(told.text("/message/hdrs")),
                    decoded(told.text("/message/data"))});
        });
}

void JetStream::last(const std::string &stream, const std::string &subject, Found found)
{
    std::string text;
    protocol::JsonWriter(text).beginObject().key("last_by_subj").string(subject).endObject();
    get(stream, text, std::move(found));
}

void JetStream::at(const std::string &stream, uint64_t sequence, Found found)
{
    get(stream, R"({"seq":)" + std::to_string(sequence) + "}", std::move(found));
}

void JetStream::readAll(const std::string &stream, const std::string &filter, Reading reading)
{
    read(stream, filter, "all", false, std::move(reading));
}

void JetStream::readNewest(
    const std::string &stream, const std::string &filter, bool headersOnly, Reading reading)
{
    read(stream, filter, "last_per_subject", headersOnly, std::move(reading));
}

void JetStream::read(const std::string &stream, const std::string &filter, std::string_view policy,
    bool headersOnly, Reading reading)
{
    const uint64_t id = ++m_lastReading;
    // Its own: what a reader is sent bears the subject that it was stored under.
    const std::string inbox = m_connection.inbox();
    const uint64_t subscription
        = m_connection.subscribe(inbox, [this, id](const NatsFrame &message) {
              const auto found = m_readings.find(id);
              uint64_t timeNanos = 0, pending = 0;
              if (found == m_readings.end() || !readAck(message.reply, timeNanos, pending))
                  return;
              found->second.movedMs = m_nowMs;
              found->second.reading.each(message, timeNanos);
              if (pending == 0)
                  finish(id, true);
          });
    m_readings.emplace(id, Under {std::move(reading), subscription, m_nowMs});
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("stream_name").string(stream).key("config").beginObject();
    json.key("deliver_subject").string(inbox).key("deliver_policy").string(policy);
    json.key("filter_subject").string(filter).key("ack_policy").string("none");
    json.key("replay_policy").string("instant").key("headers_only").boolean(headersOnly);
    json.key("mem_storage").boolean(true).key("num_replicas").integer(1);
    json.key("inactive_threshold").unsignedInteger(kReaderMs * kNanosPerMs);
    json.endObject().endObject();
    m_connection.request(
        subjectOf("CONSUMER.CREATE.", stream), text, {}, [this, id](const NatsFrame *reply) {
            const auto found = m_readings.find(id);
            if (found == m_readings.end())
                return; // it has been read already
            found->second.movedMs = m_nowMs;
            if (!reply || isNobody(*reply))
                return finish(id, false);
            const Json created(reply->data);
            if (created.isError())
                finish(id, false);
            else if (created.number("/num_pending") + created.number("/delivered/consumer_seq")
                == 0)
                finish(id, true); // there is nothing
        });
}

void JetStream::finish(uint64_t reading, bool whole)
{
    const auto found = m_readings.find(reading);
    if (found == m_readings.end())
        return;
    m_connection.unsubscribe(found->second.subscription);
    const auto done = std::move(found->second.reading.done);
    m_readings.erase(found);
    done(whole);
}

void JetStream::purge(const std::string &stream, const std::string &subject, uint64_t sequence)
{
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("filter").string(subject).key("seq").unsignedInteger(sequence);
    json.endObject();
    m_connection.request(subjectOf("STREAM.PURGE.", stream), text, {}, [](const NatsFrame *) {});
}

void JetStream::tick(uint64_t nowMs)
{
    m_nowMs = nowMs;
    std::vector<uint64_t> stalled;
    for (const auto &[id, under] : m_readings) {
        if (nowMs - under.movedMs > kStalledMs)
            stalled.push_back(id);
    }
    for (const uint64_t id : stalled)
        finish(id, false);
}

void JetStream::close()
{
    for (auto &[id, under] : std::exchange(m_readings, {}))
        under.reading.done(false);
}

} // namespace wavetape::cluster
