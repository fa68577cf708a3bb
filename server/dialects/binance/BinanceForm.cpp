// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/binance/BinanceForm.h"

#include "channels/Channel.h"
#include "dialects/binance/BookDelta.h"
#include "protocol/JsonWriter.h"

#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace wavetape::dialects::binance {

using protocol::JsonView;
using protocol::JsonWriter;

namespace {

/// Writes members of ours under their names.
class EventWriter {
public:
    EventWriter(std::string &out, JsonView data)
        : m_out(out)
        , m_json(out)
        , m_data(data)
    {
        m_json.beginObject();
    }

    void head(std::string_view event, int64_t timeMs, std::string_view channel)
    {
        m_json.key("e").string(event).key("E").integer(timeMs);
        m_json.key("s").string(marketOf(symbolOf(channel)));
    }
    void price(std::string_view name, std::string_view ours)
    {
        if (const JsonView value = m_data.find(ours); value.present())
            m_json.key(name).string(priceText(value));
    }
    void size(std::string_view name, std::string_view ours)
    {
        if (const JsonView value = m_data.find(ours); value.present())
            m_json.key(name).string(value.bytes());
    }
    void same(std::string_view name, std::string_view ours)
    {
        if (const JsonView value = m_data.find(ours); value.present())
            m_json.key(name).raw(value.bytes());
    }
    void levels(std::string_view name, std::string_view ours, size_t most)
    {
        m_json.key(name).raw("");
        appendLevels(m_out, m_data.find(ours), most);
    }
    JsonWriter &json() { return m_json; }
    JsonView data() const { return m_data; }
    void end() { m_json.endObject(); }

private:
    std::string &m_out;
    JsonWriter m_json;
    const JsonView m_data;
};

void writeTrade(EventWriter &event, bool aggregate)
{
    event.same(aggregate ? "a" : "t", "id");
    event.price("p", "price");
    event.size("q", "size");
    if (aggregate) { // each of ours is one order's at one price
        event.same("f", "id");
        event.same("l", "id");
    }
    event.same("T", "time");
    event.json().key("m").boolean(event.data().find("side").bytes() == R"("sell")");
    event.json().key("M").boolean(true);
}

void writeTicker(EventWriter &event, bool mini)
{
    if (!mini) {
        event.price("p", "change");
        event.size("P", "changePct");
    }
    event.price("c", "price");
    event.price("o", "open");
    event.price("h", "high");
    event.price("l", "low");
    event.size("v", "volume");
    if (mini)
        return;
    event.price("b", "bid");
    event.price("a", "ask");
    event.same("C", "time");
}

void writeKline(EventWriter &event, const StreamKind &kind, std::string_view channel)
{
    event.json().key("k").beginObject();
    event.same("t", "start");
    if (const auto start = event.data().find("start").integer())
        event.json().key("T").integer(*start + kind.intervalMs - 1);
    event.json().key("s").string(marketOf(symbolOf(channel)));
    event.json().key("i").string(kind.interval);
    event.price("o", "open");
    event.price("c", "close");
    event.price("h", "high");
    event.price("l", "low");
    event.size("v", "volume");
    event.same("x", "closed");
    event.json().endObject();
}

void writeBookTicker(EventWriter &event, std::string_view channel)
{
    event.same("u", "last");
    event.json().key("s").string(marketOf(symbolOf(channel)));
    for (const auto &[side, names] : {std::pair("bids", "bB"), std::pair("asks", "aA")}) {
        auto level = event.data().find(side).walk();
        if (!level.next())
            continue; // an empty side has no best
        auto part = level.value().walk();
        if (part.next())
            event.json().key({names, 1}).string(priceText(part.value()));
        if (part.next())
            event.json().key({names + 1, 1}).string(part.value().bytes());
    }
}

class StreamForm final : public channels::Form {
public:
    explicit constexpr StreamForm(size_t kind, bool combined)
        : m_kind(kind)
        , m_combined(combined)
    {
    }

private:
    channels::FrameRef encode(const channels::ChannelSpec &channel,
        const channels::Publication &publication) const override
    {
        return made(channel.name, publication, publication.data());
    }
    channels::FrameRef encodeOf(const channels::Channel &channel, const channels::ChannelSpec &spec,
        const channels::Publication &publication) const override
    {
        if (!streamKinds()[m_kind].ofState())
            return encode(spec, publication);
        const std::string snapshot = channel.snapshotNow().first;
        return made(spec.name, publication, snapshot);
    }
    std::string gather(std::span<const channels::PublicationRef> publications) const override
    {
        if (!streamKinds()[m_kind].gathers())
            return Form::gather(publications);
        std::vector<std::string_view> deltas;
        for (const channels::PublicationRef &publication : publications)
            deltas.push_back(publication->data());
        return inOneDelta(deltas);
    }
    channels::FrameRef made(std::string_view channel, const channels::Publication &publication,
        std::string_view data) const
    {
        std::string text;
        appendEvent(text, streamKinds()[m_kind], channel, JsonView::of(data),
            publication.timeMicros / 1000, m_combined);
        return channels::EncodedFrame::text(text);
    }

    const size_t m_kind;
    const bool m_combined;
};

template <size_t... Kinds>
constexpr std::array<StreamForm, sizeof...(Kinds)> formsOf(
    std::index_sequence<Kinds...>, bool combined)
{
    return {StreamForm(Kinds, combined)...};
}

constexpr std::array kRaw = formsOf(std::make_index_sequence<kStreamKinds>(), false);
constexpr std::array kCombined = formsOf(std::make_index_sequence<kStreamKinds>(), true);

} // namespace

const channels::Form &form(size_t kind, bool combined)
{
    return combined ? kCombined[kind] : kRaw[kind];
}

std::string priceText(JsonView number)
{
    constexpr size_t kDecimals = 2;
    std::string text(number.bytes());
    if (text.find_first_of("eE") != text.npos)
        return text;
    size_t point = text.find('.');
    if (point == text.npos) {
        point = text.size();
        text += '.';
    }
    while (text.size() <= point + kDecimals)
        text += '0';
    return text;
}

void appendLevels(std::string &out, JsonView levels, size_t most)
{
    JsonWriter json(out);
    json.beginArray();
    auto level = levels.walk();
    for (size_t i = 0; i < most && level.next(); ++i) {
        json.beginArray();
        auto part = level.value().walk();
        if (part.next())
            json.string(priceText(part.value()));
        if (part.next())
            json.string(part.value().bytes());
        json.endArray();
    }
    json.endArray();
}

void appendEvent(std::string &out, const StreamKind &kind, std::string_view channel, JsonView data,
    int64_t timeMs, bool combined)
{
    if (combined) {
        JsonWriter json(out);
        json.beginObject().key("stream").string(streamName(kind, channel)).key("data").raw("");
    }
    EventWriter event(out, data);
    switch (kind.event) {
    case Event::trade:
    case Event::aggTrade:
        event.head(kind.event == Event::trade ? "trade" : "aggTrade", timeMs, channel);
        writeTrade(event, kind.event == Event::aggTrade);
        break;
    case Event::ticker:
    case Event::miniTicker:
        event.head(kind.event == Event::ticker ? "24hrTicker" : "24hrMiniTicker", timeMs, channel);
        writeTicker(event, kind.event == Event::miniTicker);
        break;
    case Event::bookTicker:
        writeBookTicker(event, channel);
        break;
    case Event::kline:
        event.head("kline", timeMs, channel);
        writeKline(event, kind, channel);
        break;
    case Event::depthUpdate:
        event.head("depthUpdate", timeMs, channel);
        event.same("U", "first");
        event.same("u", "last");
        event.levels("b", "bids", kAllLevels);
        event.levels("a", "asks", kAllLevels);
        break;
    case Event::levels:
        event.same("lastUpdateId", "last");
        event.levels("bids", "bids", kind.levels);
        event.levels("asks", "asks", kind.levels);
        break;
    }
    event.end();
    if (combined)
        out += '}';
}

} // namespace wavetape::dialects::binance
