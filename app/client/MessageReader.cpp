// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/MessageReader.h"

#include <QJsonDocument>
#include <QStringEncoder>

#include <simdjson.h>

#include <cmath>

namespace wavetape::client {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::size_t kDepth = 32; // the hot messages nest five deep
constexpr std::size_t kMostRows = 4096; // of a book side, and candles of a snapshot

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

// Reads the members of an object; the first that is of the wrong type makes it fail.
class Fields {
public:
    explicit Fields(const object &o)
        : m_object(o)
    {
    }

    bool ok() const { return m_ok; }

    double number(const char *key)
    {
        const auto value = m_object[key];
        return value.error() ? 0 : number(value); // absent: 0
    }

    uint64_t count(const char *key)
    {
        element value;
        if (m_object[key].get(value))
            return 0;
        uint64_t result = 0;
        if (value.get(result))
            m_ok = false;
        return result;
    }

    // Text, or a number as text.
    QString text(const char *key)
    {
        element value;
        if (m_object[key].get(value))
            return {};
        std::string_view text;
        uint64_t number = 0;
        if (!value.get(text))
            return toQString(text);
        if (!value.get(number))
            return QString::number(number);
        m_ok = false;
        return {};
    }

    bool flag(const char *key)
    {
        bool result = false;
        if (!m_object[key].error() && m_object[key].get(result))
            m_ok = false;
        return result;
    }

    std::vector<BookLevel> levels(const char *key)
    {
        std::vector<BookLevel> result;
        array rows;
        if (m_object[key].error())
            return result;
        if (m_object[key].get(rows) || rows.size() > kMostRows) {
            m_ok = false;
            return result;
        }
        result.reserve(rows.size());
        for (const element row : rows) {
            array pair;
            if (row.get(pair) || pair.size() != 2) {
                m_ok = false;
                return result;
            }
            result.push_back({number(pair.at(0)), number(pair.at(1))});
        }
        return result;
    }

private:
    double number(const simdjson::simdjson_result<element> &value)
    {
        double result = 0;
        if (value.get(result) || !std::isfinite(result))
            m_ok = false;
        return result;
    }

    object m_object;
    bool m_ok = true;
};

bool readTicker(const object &o, Payload &out)
{
    Fields f(o);
    Ticker t;
    t.symbol = f.text("symbol");
    t.price = f.number("price");
    t.bid = f.number("bid");
    t.ask = f.number("ask");
    t.open = f.number("open");
    t.high = f.number("high");
    t.low = f.number("low");
    t.change = f.number("change");
    t.changePct = f.number("changePct");
    t.volume = f.number("volume");
    const QString status = f.text("status");
    t.status = status == QLatin1String("halted") ? Trading::Halted
        : status == QLatin1String("closed")      ? Trading::Closed
                                                 : Trading::Open;
    t.time = f.number("time");
    out = std::move(t);
    return f.ok();
}

bool readTrade(const object &o, Payload &out)
{
    Fields f(o);
    Trade t;
    t.id = f.text("id");
    t.price = f.number("price");
    t.size = f.number("size");
    t.buy = f.text("side") == QLatin1String("buy");
    t.auction = f.flag("auction");
    t.time = f.number("time");
    out = std::move(t);
    return f.ok();
}

bool readBook(const object &o, bool snapshot, Payload &out)
{
    Fields f(o);
    if (snapshot) {
        BookSnapshot b;
        b.last = f.count("last");
        b.bids = f.levels("bids");
        b.asks = f.levels("asks");
        out = std::move(b);
        return f.ok();
    }
    BookDelta b;
    b.first = f.count("first");
    b.last = f.count("last");
    b.bids = f.levels("bids");
    b.asks = f.levels("asks");
    if (!o["crc"].error()) {
        bool number = false;
        b.crc = f.text("crc").toUInt(&number);
        if (!number)
            return false;
    }
    out = std::move(b);
    return f.ok();
}

bool readCandle(const object &o, Candle &c)
{
    Fields f(o);
    c.start = f.number("start");
    c.open = f.number("open");
    c.high = f.number("high");
    c.low = f.number("low");
    c.close = f.number("close");
    c.volume = f.number("volume");
    c.closed = f.flag("closed");
    c.auction = f.flag("auction");
    return f.ok();
}

// One candle as it grows, or the snapshot's last ones.
bool readCandles(const element &data, Payload &out)
{
    object o;
    if (!data.get(o)) {
        Candle c;
        const bool good = readCandle(o, c);
        out = c;
        return good;
    }
    array rows;
    if (data.get(rows) || rows.size() > kMostRows)
        return false;
    CandleSnapshot candles;
    candles.reserve(rows.size());
    for (const element row : rows) {
        Candle c;
        if (row.get(o) || !readCandle(o, c))
            return false;
        candles.push_back(c);
    }
    out = std::move(candles);
    return true;
}

enum class Family { Cold, Ticker, Trades, Book, Candles };

Family payloadOf(std::string_view channel)
{
    if (channel.starts_with("ticker."))
        return Family::Ticker;
    if (channel.starts_with("trades."))
        return Family::Trades;
    if (channel.starts_with("book."))
        return Family::Book;
    if (channel.starts_with("candles."))
        return Family::Candles;
    return Family::Cold;
}

} // namespace

class MessageReader::Parser {
public:
    simdjson::dom::parser dom;
    std::vector<char> buffer;
    std::size_t size = 0;
    QStringEncoder encoder {QStringEncoder::Utf8};

    void encode(QStringView text)
    {
        const auto most = static_cast<std::size_t>(encoder.requiredSpace(text.size()));
        if (buffer.size() < most + simdjson::SIMDJSON_PADDING)
            buffer.resize(most + simdjson::SIMDJSON_PADDING);
        size
            = static_cast<std::size_t>(encoder.appendToBuffer(buffer.data(), text) - buffer.data());
    }

    // Hot messages only; false: somebody else should try. `bad` tells that nobody need.
    bool readHot(Incoming &in, bool &bad)
    {
        if (dom.capacity() < size || dom.max_depth() != kDepth) {
            if (dom.allocate(std::max<std::size_t>(size, 64 * 1024), kDepth))
                return false;
        }
        element root;
        object o;
        if (dom.parse(buffer.data(), size, false).get(root) || root.get(o))
            return false; // numbers beyond 64 bits are JSON as well: Qt decides
        std::string_view channel, type;
        element data;
        if (o["channel"].get(channel) || o["data"].get(data))
            return false;
        const bool typed = !o["type"].get(type);
        if (typed && type != "snapshot")
            return false;
        const Family family = payloadOf(channel);
        if (family == Family::Cold)
            return false;
        const bool snapshot = typed;
        bad = true; // from here on it is a hot message, well formed or not
        object fields;
        const bool isObject = !data.get(fields);
        bool good = false;
        if (family == Family::Candles)
            good = readCandles(data, in.message.data);
        else if (isObject && family == Family::Ticker)
            good = readTicker(fields, in.message.data);
        else if (isObject && family == Family::Trades)
            good = readTrade(fields, in.message.data);
        else if (isObject && family == Family::Book)
            good = readBook(fields, snapshot, in.message.data);
        Fields envelope(o);
        in.type = snapshot ? Incoming::Type::Snapshot : Incoming::Type::Publication;
        in.message.kind = snapshot ? FeedMessage::Kind::Snapshot : FeedMessage::Kind::Publication;
        in.message.channel = toQString(channel);
        in.message.seq = envelope.count("seq");
        in.message.kseq = envelope.count("kseq");
        in.message.ts = envelope.number("ts");
        if (snapshot)
            in.epoch = envelope.text("epoch");
        bad = !good || !envelope.ok();
        return !bad;
    }

    // Everything else, by Qt's parser.
    std::optional<Incoming> readCold() const
    {
        const auto document = QJsonDocument::fromJson(
            QByteArray::fromRawData(buffer.data(), static_cast<qsizetype>(size)));
        if (!document.isObject())
            return {};
        Incoming in;
        QJsonObject o = document.object();
        const QJsonValue type = o.value(QLatin1String("type"));
        const bool snapshot = type == QLatin1String("snapshot");
        if (!type.isUndefined() && !type.isString())
            return {};
        if (!type.isUndefined() && !snapshot) {
            in.object = std::move(o);
            return in;
        }
        const auto number = [&](const char *key, bool &good) {
            const QJsonValue value = o.value(QLatin1String(key));
            const double n = value.toDouble(0);
            good &= value.isUndefined()
                || (value.isDouble() && std::isfinite(n) && n >= 0 && n < 1.8e19);
            return good ? n : 0;
        };
        bool good
            = o.value(QLatin1String("channel")).isString() && o.contains(QLatin1String("data"));
        in.type = snapshot ? Incoming::Type::Snapshot : Incoming::Type::Publication;
        in.message.kind = snapshot ? FeedMessage::Kind::Snapshot : FeedMessage::Kind::Publication;
        in.message.channel = o.value(QLatin1String("channel")).toString();
        in.message.seq = static_cast<uint64_t>(number("seq", good));
        in.message.kseq = static_cast<uint64_t>(number("kseq", good));
        in.message.ts = number("ts", good);
        in.message.data = o.value(QLatin1String("data"));
        in.epoch = o.value(QLatin1String("epoch")).toString();
        if (!good)
            return {};
        return in;
    }
};

MessageReader::MessageReader()
    : m_parser(std::make_unique<Parser>())
{
}

MessageReader::~MessageReader() = default;

std::size_t MessageReader::bytes() const
{
    return m_parser->size;
}

std::optional<Incoming> MessageReader::read(QStringView text)
{
    m_parser->encode(text);
    Incoming in;
    bool bad = false;
    if (m_parser->readHot(in, bad))
        return in;
    if (bad)
        return {};
    return m_parser->readCold();
}

} // namespace wavetape::client
