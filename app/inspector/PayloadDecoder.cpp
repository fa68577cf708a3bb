// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/PayloadDecoder.h"

#include "inspector/PayloadText.h"
#include "websocket/Utf8.h"

#include <QCborValue>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;

namespace {

using Json = nlohmann::json;

constexpr int kMostDepth = 128;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(PayloadDecoder)
};

QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Builds a value as it is read, and no deeper than it may be: the reader itself goes down as deep
/// as the bytes say.
class BoundedBuilder final : public nlohmann::detail::json_sax_dom_parser<Json> {
public:
    using Base = nlohmann::detail::json_sax_dom_parser<Json>;

    explicit BoundedBuilder(Json &root)
        : Base(root, false)
    {
    }
    bool start_object(std::size_t size)
    {
        return ++m_depth <= kMostDepth && Base::start_object(bounded(size));
    }
    bool end_object() { return --m_depth, Base::end_object(); }
    bool start_array(std::size_t size)
    {
        return ++m_depth <= kMostDepth && Base::start_array(bounded(size));
    }
    bool end_array() { return --m_depth, Base::end_array(); }

private:
    /// What a header promises is no reason to believe it.
    static std::size_t bounded(std::size_t size) { return std::min<std::size_t>(size, 1u << 24); }

    int m_depth = 0;
};

QString indented(const Json &value)
{
    return QString::fromStdString(value.dump(2, ' ', false, Json::error_handler_t::replace));
}

/// The next line, and `text` without it.
std::string_view takeLine(std::string_view &text)
{
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

/// Qt writes every letter that is not ASCII as \uXXXX; people read letters.
QString withLetters(const QString &notation)
{
    QString plain;
    for (qsizetype i = 0; i < notation.size(); ++i) {
        plain += notation[i];
        if (notation[i] != u'\\' || i + 1 == notation.size())
            continue;
        bool isHex = false;
        const ushort letter
            = notation[i + 1] == u'u' ? notation.mid(i + 2, 4).toUShort(&isHex, 16) : 0;
        if (isHex && QChar(letter).category() != QChar::Other_Control && letter > 0x7f) {
            plain.back() = QChar(letter);
            i += 5;
        } else {
            plain += notation[++i];
        }
    }
    return plain;
}

QString withoutStompEscapes(std::string_view text)
{
    std::string plain;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            plain += text[i];
            continue;
        }
        constexpr std::string_view kEscaped = "rnc\\", kMeant = "\r\n:\\";
        const size_t which = kEscaped.find(text[++i]);
        if (which == kEscaped.npos)
            plain.append(1, '\\').append(1, text[i]);
        else
            plain += kMeant[which];
    }
    return fromUtf8(plain);
}

QString jsonOr(std::string_view text)
{
    return formatJson(text, true).value_or(fromUtf8(text));
}

} // namespace

std::optional<QString> decodeMessagePack(std::string_view bytes)
{
    Json value;
    BoundedBuilder builder(value);
    if (bytes.empty()
        || !Json::sax_parse(bytes.begin(), bytes.end(), &builder, Json::input_format_t::msgpack))
        return std::nullopt;
    return indented(value);
}

std::optional<QString> decodeCbor(std::string_view bytes)
{
    QCborParserError error;
    const QByteArray raw = QByteArray::fromRawData(bytes.data(), qsizetype(bytes.size()));
    const QCborValue value = QCborValue::fromCbor(raw, &error);
    if (error.error != QCborError::NoError || error.offset != raw.size())
        return std::nullopt;
    return withLetters(value.toDiagnosticNotation(QCborValue::LineWrapped));
}

std::optional<DecodedPayload> decodeStomp(std::string_view text)
{
    static constexpr std::array<std::string_view, 15> kCommands {"CONNECT", "STOMP", "CONNECTED",
        "SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK", "BEGIN", "COMMIT", "ABORT", "DISCONNECT",
        "MESSAGE", "RECEIPT", "ERROR"};
    if (text == "\n" || text == "\r\n")
        return DecodedPayload {u"STOMP"_s, Words::tr("A heartbeat.")};
    std::string_view rest = text;
    const std::string_view command = takeLine(rest);
    if (std::find(kCommands.begin(), kCommands.end(), command) == kCommands.end())
        return std::nullopt;
    const bool escapes = command != "CONNECT" && command != "CONNECTED"; // as 1.0 had them
    QString said = fromUtf8(command) + u'\n';
    bool json = false;
    while (true) {
        if (rest.empty())
            return std::nullopt; // no blank line, so no frame
        const std::string_view line = takeLine(rest);
        if (line.empty())
            break;
        const size_t colon = line.find(':');
        if (colon == line.npos)
            return std::nullopt;
        const auto read = [escapes](std::string_view part) {
            return escapes ? withoutStompEscapes(part) : fromUtf8(part);
        };
        const QString name = read(line.substr(0, colon)), value = read(line.substr(colon + 1));
        json |= name == u"content-type" && value.contains(u"json");
        said += name + u": "_s + value + u'\n';
    }
    const size_t end = rest.rfind('\0');
    if (end == rest.npos)
        return std::nullopt;
    const std::string_view body = rest.substr(0, end);
    if (!body.empty())
        said += u'\n' + (json ? jsonOr(body) : fromUtf8(body));
    return DecodedPayload {u"STOMP "_s + fromUtf8(command), said};
}

std::optional<DecodedPayload> decodeSocketIo(std::string_view text)
{
    static constexpr std::array kEngine {
        "open", "close", "ping", "pong", "message", "upgrade", "noop"};
    static constexpr std::array kPackets {
        "CONNECT", "DISCONNECT", "EVENT", "ACK", "CONNECT_ERROR", "BINARY_EVENT", "BINARY_ACK"};
    const auto numberOf = [](std::string_view digits, size_t most) {
        return !digits.empty() && digits[0] >= '0' && size_t(digits[0] - '0') < most
            ? std::optional(size_t(digits[0] - '0'))
            : std::nullopt;
    };
    const auto engine = numberOf(text, kEngine.size());
    if (!engine)
        return std::nullopt;
    std::string_view rest = text.substr(1);
    DecodedPayload decoded {u"Engine.IO "_s + QLatin1String(kEngine[*engine]), jsonOr(rest)};
    if (std::string_view(kEngine[*engine]) != "message")
        return decoded;
    const auto packet = numberOf(rest, kPackets.size());
    if (!packet)
        return decoded;
    rest.remove_prefix(1);
    QString said;
    const auto line = [&said](const QString &name, const QString &value) {
        said += name + u": "_s + value + u'\n';
    };
    const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (kPackets[*packet][0] == 'B' && digits < rest.size() && rest[digits] == '-') {
        line(Words::tr("Binary parts that follow"), fromUtf8(rest.substr(0, digits)));
        rest.remove_prefix(digits + 1);
    }
    if (rest.starts_with('/')) {
        const size_t comma = std::min(rest.find(','), rest.size());
        line(Words::tr("Namespace"), fromUtf8(rest.substr(0, comma)));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    const size_t id = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (id > 0) {
        line(Words::tr("Acknowledgement"), fromUtf8(rest.substr(0, id)));
        rest.remove_prefix(id);
    }
    const QJsonArray values
        = QJsonDocument::fromJson(QByteArray(rest.data(), qsizetype(rest.size()))).array();
    if (std::string_view(kPackets[*packet]).ends_with("EVENT") && values.first().isString())
        line(Words::tr("Event"), values.first().toString());
    decoded.as = u"Socket.IO "_s + QLatin1String(kPackets[*packet]);
    decoded.text = said + (rest.empty() ? QString() : jsonOr(rest));
    return decoded;
}

std::optional<DecodedPayload> decodeGraphQl(std::string_view text)
{
    const QJsonObject message
        = QJsonDocument::fromJson(QByteArray(text.data(), qsizetype(text.size()))).object();
    const QString type = message[u"type"_s].toString();
    if (type.isEmpty())
        return std::nullopt;
    QString said;
    if (const QString id = message[u"id"_s].toString(); !id.isEmpty())
        said += Words::tr("Operation") + u": "_s + id + u'\n';
    const QJsonObject payload = message[u"payload"_s].toObject();
    // A query is text with lines of its own; in JSON it is one.
    const QString query = payload[u"query"_s].toString();
    if (!query.isEmpty())
        said += query + u'\n';
    if (message.contains(u"payload"_s)) {
        QJsonObject rest = payload;
        rest.remove(u"query"_s);
        if (message[u"payload"_s].isArray())
            said += QString::fromUtf8(QJsonDocument(message[u"payload"_s].toArray()).toJson());
        else if (!rest.isEmpty())
            said += QString::fromUtf8(QJsonDocument(rest).toJson());
    }
    return DecodedPayload {u"GraphQL "_s + type, said.trimmed()};
}

std::optional<DecodedPayload> decodeCentrifuge(std::string_view text)
{
    static constexpr std::array kNames {"connect", "subscribe", "unsubscribe", "publish",
        "presence", "presence_stats", "history", "ping", "send", "rpc", "refresh", "sub_refresh"};
    static constexpr std::array kPushes {"pub", "join", "leave", "unsubscribe", "message",
        "subscribe", "connect", "disconnect", "refresh"};
    QStringList titles, said;
    while (!text.empty()) {
        const std::string_view line = takeLine(text);
        if (line.empty())
            continue;
        const auto document
            = QJsonDocument::fromJson(QByteArray(line.data(), qsizetype(line.size())));
        if (!document.isObject())
            return std::nullopt;
        const QJsonObject object = document.object(), push = object[u"push"_s].toObject();
        QString title = object.isEmpty()  ? Words::tr("ping")
            : object.contains(u"error"_s) ? u"error"_s
                                          : QString();
        for (const char *name : kNames) {
            if (title.isEmpty() && object.contains(QLatin1String(name)))
                title = QLatin1String(name);
        }
        for (const char *name : kPushes) {
            if (title.isEmpty() && push.contains(QLatin1String(name)))
                title = u"push "_s + QLatin1String(name);
        }
        titles << (title.isEmpty() ? Words::tr("reply") : title);
        said << jsonOr(line);
    }
    if (titles.isEmpty())
        return std::nullopt;
    titles.removeDuplicates();
    return DecodedPayload {u"Centrifuge "_s + titles.join(u", "_s), said.join(u'\n')};
}

std::optional<DecodedPayload> decodePayload(
    std::string_view payload, bool binary, const WireTraits &traits)
{
    const QString &subprotocol = traits.subprotocol;
    if (!binary) {
        if (!websocket::isValidUtf8(payload))
            return std::nullopt;
        if (subprotocol.startsWith(u"graphql-"_s))
            return decodeGraphQl(payload);
        if (subprotocol.endsWith(u".stomp"_s))
            return decodeStomp(payload);
        if (subprotocol == u"centrifuge-json"_s || traits.path.endsWith(u"/connection/websocket"_s))
            return decodeCentrifuge(payload);
        if (traits.path.contains(u"/socket.io"_s) || traits.path.contains(u"/engine.io"_s))
            return decodeSocketIo(payload);
        return std::nullopt;
    }
    if (subprotocol.endsWith(u".stomp"_s))
        return decodeStomp(payload);
    const auto as = [](const char *name, std::optional<QString> text) {
        return text ? std::optional(DecodedPayload {QLatin1String(name), *std::move(text)})
                    : std::nullopt;
    };
    if (subprotocol.contains(u"msgpack"_s, Qt::CaseInsensitive))
        return as("MessagePack", decodeMessagePack(payload));
    if (subprotocol.contains(u"cbor"_s, Qt::CaseInsensitive))
        return as("CBOR", decodeCbor(payload));
    if (payload.empty())
        return std::nullopt;
    // Numbers and texts are what any bytes may be taken for; maps and lists hardly.
    const auto first = uint8_t(payload[0]);
    const bool map = (first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf);
    if (map) {
        if (auto decoded = as("MessagePack", decodeMessagePack(payload)))
            return decoded;
    }
    const uint8_t major = first >> 5;
    if (major == 4 || major == 5 || major == 6)
        return as("CBOR", decodeCbor(payload));
    return std::nullopt;
}

} // namespace wavetape::inspector
