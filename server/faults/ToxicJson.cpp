// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/ToxicJson.h"

#include "faults/FaultText.h"
#include "faults/ToxicKind.h"
#include "protocol/JsonWriter.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

namespace wavetape::faults {

namespace {

namespace dom = simdjson::dom;

constexpr size_t kDepth = 8, kMostMembers = 64, kPatternBytes = 256, kReasonBytes = 123;
constexpr uint64_t kMostCount = 1'000'000'000;
constexpr uint64_t kMostSeed = uint64_t {1} << 53;

// clang-format off
struct WhenMember { std::string_view name; uint64_t When::*place; bool ofMessages; uint64_t most; };
constexpr WhenMember kWhen[] = {
    {"for_ms", &When::forMs, false, kLatestMs},
    {"after_messages", &When::afterMessages, true, kMostCount},
    {"every", &When::every, true, kMostCount},
    {"nth", &When::nth, true, kMostCount},
    {"count", &When::count, true, kMostCount},
    {"next_connections", &When::nextConnections, false, 10'000},
};

struct MatchMember { std::string_view name; std::string Match::*place; bool ofMessages; };
constexpr MatchMember kMatch[] = {
    {"connection", &Match::connection, false},
    {"user", &Match::user, false},
    {"path", &Match::path, false},
    {"transport", &Match::transport, false},
    {"channel", &Match::channel, true},
    {"type", &Match::type, true},
};
// clang-format on

constexpr std::string_view kAfterMs = "after_ms", kDirection = "direction";

/// Reads one body; keeps the first complaint.
class BodyReader {
public:
    explicit BodyReader(std::string_view text)
    {
        if (text.size() > kBodyBytes) {
            fail("A body is at most 64 KiB.");
            return;
        }
        m_padded = simdjson::padded_string(text);
        if (m_parser.allocate(std::max<size_t>(text.size(), 1), kDepth) != simdjson::SUCCESS
            || m_parser.parse(m_padded).get(m_root) != simdjson::SUCCESS)
            fail("The body is not JSON, or nests more than 8 deep.");
    }

    bool failed() const { return m_sentence.has_value(); }
    tl::unexpected<BoardRefusal> refusal() const
    {
        return tl::unexpected(BoardRefusal {400, m_sentence.value_or("")});
    }
    void fail(std::string sentence)
    {
        if (!m_sentence)
            m_sentence = std::move(sentence);
    }
    void fail(std::string_view where, std::string_view problem)
    {
        fail('"' + shown(where) + "\" " + std::string(problem) + '.');
    }

    dom::element root() const { return m_root; }
    std::optional<dom::object> object(dom::element element, std::string_view where)
    {
        dom::object object;
        if (failed() || element.get(object) != simdjson::SUCCESS) {
            if (where.empty())
                fail("The body must be a JSON object.");
            else
                fail(where, "must be an object");
            return {};
        }
        size_t members = 0;
        for (const dom::key_value_pair member : object) {
            for (const dom::key_value_pair other : object) {
                if (other.key.data() == member.key.data())
                    break;
                if (other.key == member.key)
                    fail(member.key, "stands there twice");
            }
            if (++members > kMostMembers) {
                fail("An object has at most 64 members here.");
                return {};
            }
        }
        return failed() ? std::nullopt : std::optional(object);
    }
    std::string text(dom::element element, std::string_view where, size_t most)
    {
        std::string_view text;
        if (element.get(text) != simdjson::SUCCESS || text.size() > most
            || std::any_of(text.begin(), text.end(),
                [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; })) {
            fail(where,
                "must be a text of at most " + std::to_string(most)
                    + " bytes, without control characters");
            return {};
        }
        return std::string(text);
    }
    uint64_t whole(dom::element element, std::string_view where, uint64_t least, uint64_t most)
    {
        double number = 0;
        if (element.is_number() && element.get(number) == simdjson::SUCCESS
            && number == std::trunc(number) && number >= static_cast<double>(least)
            && number <= static_cast<double>(most))
            return static_cast<uint64_t>(number);
        fail(where,
            "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return least;
    }
    uint32_t share(dom::element element, std::string_view where)
    {
        double number = 0;
        if (element.is_number() && element.get(number) == simdjson::SUCCESS && number >= 0
            && number <= 1)
            return static_cast<uint32_t>(std::lround(number * kCertain));
        fail(where, "must be a number from 0 to 1");
        return 0;
    }
    bool boolean(dom::element element, std::string_view where)
    {
        bool value = false;
        if (element.get(value) != simdjson::SUCCESS)
            fail(where, "must be true or false");
        return value;
    }

private:
    /// A name of theirs, as far as it may stand in a sentence of ours.
    static std::string shown(std::string_view name)
    {
        constexpr size_t most = 64;
        std::string text;
        for (const char c : name.substr(0, most))
            text += c >= ' ' && c <= '~' && c != '"' ? c : '?';
        return text;
    }

    simdjson::padded_string m_padded;
    dom::parser m_parser;
    dom::element m_root;
    std::optional<std::string> m_sentence;
};

std::string dotted(std::string_view outer, std::string_view inner)
{
    return std::string(outer) + '.' + std::string(inner);
}

void readMatch(BodyReader &in, dom::element element, const ToxicKind &kind, Fault &fault)
{
    const auto object = in.object(element, "match");
    if (!object)
        return;
    const auto direction = fault.match.direction;
    fault.match = {};
    fault.match.direction = direction;
    for (const dom::key_value_pair member : *object) {
        const std::string where = dotted("match", member.key);
        if (member.key == kDirection) {
            const std::string text = in.text(member.value, where, kPatternBytes);
            if (text != "down" && text != "up")
                in.fail(where, "is down (to the client) or up");
            fault.match.direction = text == "up" ? Direction::up : Direction::down;
            continue;
        }
        const auto *known = std::find_if(std::begin(kMatch), std::end(kMatch),
            [&](const MatchMember &one) { return one.name == member.key; });
        if (known == std::end(kMatch))
            in.fail(where, "is nothing to choose by");
        else if (known->ofMessages && !kind.ofMessages)
            in.fail(where, "chooses messages, and this type is not of messages");
        else
            fault.match.*known->place = in.text(member.value, where, kPatternBytes);
    }
}

void readWhen(BodyReader &in, dom::element element, const ToxicKind &kind, Fault &fault)
{
    const auto object = in.object(element, "when");
    if (!object)
        return;
    fault.when = {};
    fault.afterMs = 0;
    for (const dom::key_value_pair member : *object) {
        const std::string where = dotted("when", member.key);
        if (member.key == kAfterMs) {
            fault.afterMs = in.whole(member.value, where, 0, kLatestMs);
            continue;
        }
        const auto *known = std::find_if(std::begin(kWhen), std::end(kWhen),
            [&](const WhenMember &one) { return one.name == member.key; });
        if (known == std::end(kWhen))
            in.fail(where, "is nothing to choose by");
        else if (known->ofMessages && !kind.ofMessages)
            in.fail(where, "counts messages, and this type is not of messages");
        else
            fault.when.*known->place = in.whole(member.value, where, 0, known->most);
    }
    if (fault.when.nth && fault.when.every)
        in.fail("\"when\" has nth or every, not both.");
}

void readAttributes(
    BodyReader &in, dom::element element, const ToxicKind &kind, Fault &fault, bool fresh)
{
    const auto object = in.object(element, "attributes");
    if (!object)
        return;
    bool first = !kind.required || !fresh;
    for (const dom::key_value_pair member : *object) {
        const auto *number = std::find_if(std::begin(kind.numbers), std::end(kind.numbers),
            [&](const NumberAttribute &one) { return one.place && one.name == member.key; });
        if (number != std::end(kind.numbers)) {
            fault.*number->place
                = in.whole(member.value, number->name, number->least, number->most) * number->unit;
            first = first || number == std::begin(kind.numbers);
        } else if (member.key == "match") {
            readMatch(in, member.value, kind, fault);
        } else if (member.key == "when") {
            readWhen(in, member.value, kind, fault);
        } else if (member.key == "probability") {
            fault.millionths = in.share(member.value, "probability");
        } else if (member.key == "seed") {
            fault.seed = in.whole(member.value, "seed", 0, kMostSeed);
        } else if (member.key == "reason" && kind.type == FaultType::close) {
            fault.reason = in.text(member.value, "reason", kReasonBytes);
        } else {
            in.fail(
                member.key, "is no attribute of " + std::string(metrics::faultTypeName(kind.type)));
        }
    }
    if (!first)
        in.fail(kind.numbers[0].name, "is missing");
    if (fault.type == FaultType::close && !mayBeSent(fault.amount))
        in.fail("code", "is no close code that may be sent (RFC 6455 7.4)");
}

BoardResult<Fault> readToxicBody(std::string_view json, const Fault *known)
{
    BodyReader in(json);
    const auto object = in.object(in.failed() ? dom::element() : in.root(), {});
    if (!object)
        return in.refusal();
    Fault fault;
    std::optional<dom::element> attributes;
    const ToxicKind *kind = known ? kindOf(known->type) : nullptr;
    std::optional<Direction> stream;
    if (known)
        fault = *known;
    for (const dom::key_value_pair member : *object) {
        if (member.key == "attributes") {
            attributes = member.value;
        } else if (member.key == "toxicity") {
            fault.toxicity = in.share(member.value, "toxicity");
        } else if (member.key == "type") {
            const std::string type = in.text(member.value, "type", kPatternBytes);
            const ToxicKind *named = kindOf(type);
            if (!named)
                in.fail(type, "is no type of toxic that is known here");
            else if (known && named != kind)
                in.fail("A toxic keeps its type; delete it and add another.");
            else
                kind = named;
        } else if (member.key == "stream") {
            const std::string text = in.text(member.value, "stream", kPatternBytes);
            if (text == "upstream")
                stream = Direction::up;
            else if (text == "downstream" || text.empty())
                stream = Direction::down;
            else
                in.fail("stream", "is downstream or upstream");
        } else if (member.key == "name") {
            const std::string name = in.text(member.value, "name", kProxyNameBytes);
            if (known && name != known->name)
                in.fail("A toxic keeps its name; delete it and add another.");
            fault.name = name;
        } else {
            in.fail(member.key, "is nothing that a toxic has");
        }
    }
    if (!kind)
        in.fail("type", "is missing");
    if (in.failed())
        return in.refusal();
    fault.type = kind->type;
    if (!known) {
        fault.match.direction = stream.value_or(Direction::down);
        for (const NumberAttribute &number : kind->numbers) {
            if (number.place)
                fault.*number.place = number.preset * number.unit;
        }
    } else if (stream && stream != known->match.direction) {
        in.fail("A toxic keeps its stream; delete it and add another.");
    }
    if (attributes)
        readAttributes(in, *attributes, *kind, fault, !known);
    else if (kind->required && !known)
        in.fail(kind->numbers[0].name, "is missing");
    if (stream && stream != fault.match.direction)
        in.fail("\"stream\" and \"match.direction\" contradict each other.");
    if (in.failed())
        return in.refusal();
    return fault;
}

/// `proxy`: filled with what the body says; where `change`, only that counts.
void readProxyMembers(
    BodyReader &in, dom::element element, FaultProxy &proxy, FaultBoard::ProxyChange *change)
{
    const auto object = in.object(element, {});
    if (!object)
        return;
    constexpr size_t addressBytes = 256;
    for (const dom::key_value_pair member : *object) {
        if (member.key == "name") {
            const std::string name = in.text(member.value, "name", kProxyNameBytes);
            if (!change)
                proxy.name = name;
        } else if (member.key == "listen") {
            proxy.listen = in.text(member.value, "listen", addressBytes);
            if (change)
                change->listen = proxy.listen;
        } else if (member.key == "upstream") {
            proxy.upstream = in.text(member.value, "upstream", addressBytes);
            if (change)
                change->upstream = proxy.upstream;
        } else if (member.key == "enabled") {
            proxy.enabled = in.boolean(member.value, "enabled");
            if (change)
                change->enabled = proxy.enabled;
        } else if (member.key == "frames") {
            proxy.frames = in.boolean(member.value, "frames");
            if (change)
                change->frames = proxy.frames;
        } else if (member.key != "toxics" && member.key != "logger") { // as it was told of itself
            in.fail(member.key, "is nothing that a proxy has");
        }
    }
    if (change)
        return;
    if (proxy.name.empty())
        in.fail("name", "is missing");
    if (proxy.upstream.empty())
        in.fail("upstream", "is missing");
}

} // namespace

BoardResult<FaultProxy> readProxy(std::string_view json)
{
    BodyReader in(json);
    FaultProxy proxy;
    if (!in.failed())
        readProxyMembers(in, in.root(), proxy, nullptr);
    if (in.failed())
        return in.refusal();
    return proxy;
}

BoardResult<std::vector<FaultProxy>> readProxies(std::string_view json)
{
    BodyReader in(json);
    dom::array list;
    std::vector<FaultProxy> proxies;
    if (!in.failed() && in.root().get(list) != simdjson::SUCCESS)
        in.fail("The body must be a list of proxies.");
    if (!in.failed() && list.size() > kMostProxies)
        in.fail("These are more than 64 proxies.");
    if (in.failed())
        return in.refusal();
    for (const dom::element element : list) {
        proxies.emplace_back();
        readProxyMembers(in, element, proxies.back(), nullptr);
    }
    if (in.failed())
        return in.refusal();
    return proxies;
}

BoardResult<FaultBoard::ProxyChange> readProxyChange(std::string_view json)
{
    BodyReader in(json);
    FaultProxy proxy;
    FaultBoard::ProxyChange change;
    if (!in.failed())
        readProxyMembers(in, in.root(), proxy, &change);
    if (in.failed())
        return in.refusal();
    return change;
}

BoardResult<Fault> readToxic(std::string_view json)
{
    return readToxicBody(json, nullptr);
}

BoardResult<Fault> readToxicChange(std::string_view json, const Fault &known)
{
    return readToxicBody(json, &known);
}

BoardResult<LetGo> readLetGo(std::string_view json)
{
    BodyReader in(json);
    LetGo what;
    if (const auto object = in.failed() ? std::nullopt : in.object(in.root(), {})) {
        for (const dom::key_value_pair member : *object) {
            std::string_view text;
            if (member.key != "payload")
                in.fail(member.key, "is nothing that a held message has");
            else if (member.value.get(text) != simdjson::SUCCESS)
                in.fail(member.key, "must be a text");
            what.text = std::string(text);
        }
    }
    if (in.failed())
        return in.refusal();
    return what;
}

void writeHeld(protocol::JsonWriter &json, const HeldMessage &message)
{
    json.beginObject().key("connection").string(message.connection);
    json.key("stream").string(streamName(message.direction));
    json.key("type").string(message.text ? "text" : "binary");
    if (message.hidden)
        json.key("hidden").boolean(true);
    else if (message.text)
        json.key("payload").string(message.payload);
    else
        json.key("payload").base64(message.payload);
    json.endObject();
}

void writeToxic(protocol::JsonWriter &json, const Fault &toxic)
{
    const auto shareOf = [](uint32_t millionths) { return double {1.0} * millionths / kCertain; };
    const bool up = toxic.match.direction == Direction::up;
    json.beginObject().key("attributes").beginObject();
    if (const ToxicKind *kind = kindOf(toxic.type)) {
        for (const NumberAttribute &number : kind->numbers) {
            if (number.place)
                json.key(number.name).unsignedInteger(toxic.*number.place / number.unit);
        }
    }
    if (!toxic.reason.empty())
        json.key("reason").string(toxic.reason);
    if (toxic.millionths != kCertain)
        json.key("probability").number(shareOf(toxic.millionths));
    if (toxic.seed)
        json.key("seed").unsignedInteger(*toxic.seed);
    Match chosen = toxic.match;
    chosen.direction.reset();
    if (chosen != Match {}) {
        json.key("match").beginObject();
        for (const MatchMember &member : kMatch) {
            if (!(toxic.match.*member.place).empty())
                json.key(member.name).string(toxic.match.*member.place);
        }
        json.endObject();
    }
    if (toxic.when != When {} || toxic.afterMs) {
        json.key("when").beginObject();
        if (toxic.afterMs)
            json.key(kAfterMs).unsignedInteger(toxic.afterMs);
        for (const WhenMember &member : kWhen) {
            if (toxic.when.*member.place)
                json.key(member.name).unsignedInteger(toxic.when.*member.place);
        }
        json.endObject();
    }
    json.endObject().key("name").string(toxic.name).key("type");
    json.string(metrics::faultTypeName(toxic.type)).key("stream");
    json.string(streamName(up ? Direction::up : Direction::down))
        .key("toxicity")
        .number(shareOf(toxic.toxicity));
    json.endObject();
}

void writeProxy(protocol::JsonWriter &json, const FaultProxy &proxy)
{
    json.beginObject().key("name").string(proxy.name).key("listen").string(proxy.listen);
    json.key("upstream").string(proxy.upstream).key("enabled").boolean(proxy.enabled);
    if (proxy.frames) // else as Toxiproxy says it
        json.key("frames").boolean(true);
    json.key("toxics").beginArray();
    for (const Fault &toxic : proxy.toxics)
        writeToxic(json, toxic);
    json.endArray().endObject();
}

std::string describeToxic(const Fault &toxic)
{
    std::string text(metrics::faultTypeName(toxic.type));
    if (const ToxicKind *kind = kindOf(toxic.type)) {
        for (const NumberAttribute &number : kind->numbers) {
            if (number.place && toxic.*number.place)
                text += ' ' + std::string(number.name) + ' '
                    + std::to_string(toxic.*number.place / number.unit);
        }
    }
    return text;
}

} // namespace wavetape::faults
