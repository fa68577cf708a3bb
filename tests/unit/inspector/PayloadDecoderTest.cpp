// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes are what foreign encoders make of the same value: python3-msgpack 1.0.3, python3-cbor2
// 5.4.6, protoc 3.21.12.
#include "inspector/PayloadDecoder.h"
#include "inspector/ProtobufSchema.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <random>
#include <string>

using namespace wavetape::inspector;
using namespace Qt::StringLiterals;
using namespace std::string_literals;

namespace {

std::string fromHex(const char *hex)
{
    return QByteArray::fromHex(hex).toStdString();
}

const std::string kMessagePack
    = fromHex("87a474797065a47469636ba57072696365cb4066c80000000000a16e9501fecd012cce00011170cf0000"
              "010000000000"
              "a26f6bc3a46e6f6e65c0a3726177c40200ffa173a74772c3bcc39f65");
const std::string kCbor = fromHex("a76474797065647469636b657072696365fb4066c80000000000616e85012119"
                                  "012c1a000111701b0000010000000000"
                                  "626f6bf5646e6f6e65f6637261774200ff6173674772c3bcc39f65");
const std::string kTick = fromHex(
    "0a044141504c110000000000c866401a0608a5ebdcca062209088180808080808010220208022a060a0161120162");

QString write(const QTemporaryDir &folder, const QString &name, const QByteArray &text)
{
    QFile file(folder.filePath(name));
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(text);
    return file.fileName();
}

constexpr auto kMarket = R"(syntax = "proto3";
package market;
import "google/protobuf/timestamp.proto";
message Tick {
  string symbol = 1;
  double price = 2;
  google.protobuf.Timestamp at = 3;
  message Level { int64 size = 1; }
  repeated Level levels = 4;
  map<string, string> tags = 5;
}
)";

} // namespace

TEST(PayloadDecoder, readsMessagePackWholeOrNotAtAll)
{
    const auto text = decodeMessagePack(kMessagePack);
    ASSERT_TRUE(text);
    const QJsonObject value = QJsonDocument::fromJson(text->toUtf8()).object();
    EXPECT_EQ(value[u"type"_s].toString(), u"tick"_s);
    EXPECT_EQ(value[u"price"_s].toDouble(), 182.25);
    EXPECT_EQ(value[u"s"_s].toString(), u"Grüße"_s);
    EXPECT_EQ(value[u"n"_s].toArray(), (QJsonArray {1, -2, 300, 70000, qint64(1) << 40}));
    EXPECT_TRUE(value[u"ok"_s].toBool());
    EXPECT_TRUE(value[u"none"_s].isNull());
    EXPECT_EQ(value[u"raw"_s].toObject()[u"bytes"_s].toArray(), (QJsonArray {0, 255}));
    for (size_t cut = 0; cut < kMessagePack.size(); ++cut)
        EXPECT_FALSE(decodeMessagePack(kMessagePack.substr(0, cut))) << cut;
    EXPECT_FALSE(decodeMessagePack(kMessagePack + "x"));
}

TEST(PayloadDecoder, readsCborWholeOrNotAtAll)
{
    const auto text = decodeCbor(kCbor);
    ASSERT_TRUE(text);
    for (const char *part :
        {R"("price": 182.25)", R"("raw": h'00ff')", R"("s": "Grüße")", "1099511627776"})
        EXPECT_TRUE(text->contains(QString::fromUtf8(part))) << part << ' ' << text->toStdString();
    for (size_t cut = 0; cut < kCbor.size(); ++cut)
        EXPECT_FALSE(decodeCbor(kCbor.substr(0, cut))) << cut;
    EXPECT_FALSE(decodeCbor(kCbor + "x"));
    EXPECT_TRUE(
        decodeCbor(fromHex("8201a16161d82068687474703a2f2f78"))->contains(u"32(\"http://x\")"_s));
}

TEST(PayloadDecoder, whatIsNestedWithoutEndIsNothing)
{
    EXPECT_FALSE(decodeMessagePack(std::string(1 << 20, '\x91')));
    EXPECT_FALSE(decodeMessagePack(fromHex("dfffffffff")));
    EXPECT_FALSE(decodeCbor(std::string(1 << 20, '\x81')));
    EXPECT_FALSE(decodeCbor(fromHex("bbffffffffffffffff")));
    std::mt19937 random(7);
    for (int run = 0; run < 20'000; ++run) {
        std::string bytes(random() % 64, '\0');
        for (char &byte : bytes)
            byte = static_cast<char>(random());
        static_cast<void>(decodePayload(bytes, true, {}));
        for (const auto &traits :
            {WireTraits {u"v12.stomp"_s, {}}, WireTraits {u"graphql-ws"_s, {}},
                WireTraits {{}, u"/socket.io/"_s}, WireTraits {u"centrifuge-json"_s, {}}})
            static_cast<void>(decodePayload(bytes, false, traits));
    }
}

TEST(PayloadDecoder, takesBytesForAFormOnlyWhereTheyAreAMapOrAList)
{
    EXPECT_EQ(decodePayload(kMessagePack, true, {})->as, u"MessagePack"_s);
    EXPECT_EQ(decodePayload(kCbor, true, {})->as, u"CBOR"_s);
    EXPECT_FALSE(decodePayload(std::string("\x05", 1), true, {})); // 5 in both
    EXPECT_EQ(decodePayload(std::string("\x05", 1), true, {u"a.msgpack"_s, {}})->text, u"5"_s);
    EXPECT_FALSE(decodePayload(std::string(8, '\0'), true, {})); // two floats
}

TEST(PayloadDecoder, readsStompFrames)
{
    const WireTraits stomp {u"v12.stomp"_s, {}};
    const std::string frame
        = "MESSAGE\ndestination:/topic/a\\cb\ncontent-type:application/json\n\n{\"a\":1}\0\n"s;
    const auto decoded = decodePayload(frame, false, stomp);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->as, u"STOMP MESSAGE"_s);
    EXPECT_EQ(decoded->text,
        u"MESSAGE\ndestination: /topic/a:b\ncontent-type: application/json\n\n{\n  \"a\": 1\n}"_s);
    EXPECT_EQ(decodePayload("\n", false, stomp)->as, u"STOMP"_s);
    EXPECT_FALSE(decodePayload("MESSAGE\nx\n\n", false, stomp));
    EXPECT_FALSE(decodePayload("hello", false, stomp));
}

TEST(PayloadDecoder, readsSocketIoPackets)
{
    const WireTraits io {{}, u"/socket.io/"_s};
    const auto event = decodePayload(R"(42/chat,17["say",{"a":1}])", false, io);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->as, u"Socket.IO EVENT"_s);
    EXPECT_TRUE(event->text.startsWith(u"Namespace: /chat\nAcknowledgement: 17\nEvent: say\n"_s))
        << event->text.toStdString();
    EXPECT_EQ(decodePayload("2", false, io)->as, u"Engine.IO ping"_s);
    EXPECT_EQ(decodePayload("40/chat,", false, io)->as, u"Socket.IO CONNECT"_s);
    EXPECT_EQ(decodePayload(R"(451-["b",{"_placeholder":true,"num":0}])", false, io)
                  ->text.section(u'\n', 0, 1),
        u"Binary parts that follow: 1\nEvent: b"_s);
    EXPECT_FALSE(decodePayload("9", false, io));
}

TEST(PayloadDecoder, readsGraphQlAndCentrifuge)
{
    const auto query = decodePayload(
        R"({"id":"1","type":"subscribe","payload":{"query":"subscription {\n  tick\n}","variables":{"a":1}}})",
        false, {u"graphql-transport-ws"_s, {}});
    ASSERT_TRUE(query);
    EXPECT_EQ(query->as, u"GraphQL subscribe"_s);
    EXPECT_TRUE(query->text.startsWith(u"Operation: 1\nsubscription {\n  tick\n}\n"_s));
    EXPECT_TRUE(query->text.contains(u"\"variables\""_s));
    const auto pushes = decodePayload("{\"push\":{\"channel\":\"a\",\"pub\":{\"data\":1}}}\n{}\n",
        false, {{}, u"/connection/websocket"_s});
    ASSERT_TRUE(pushes);
    EXPECT_EQ(pushes->as, u"Centrifuge push pub, ping"_s);
}

TEST(PayloadDecoder, readsProtocolBuffersByTheirSchema)
{
    const QTemporaryDir folder;
    QString error;
    const auto schema = ProtobufSchema::load(write(folder, u"market.proto"_s, kMarket), &error);
    ASSERT_TRUE(schema) << error.toStdString();
    EXPECT_EQ(schema->messages(), (QStringList {u"market.Tick"_s, u"market.Tick.Level"_s}));
    const auto text = schema->decode(u"market.Tick"_s, kTick);
    ASSERT_TRUE(text);
    const QJsonObject tick = QJsonDocument::fromJson(text->toUtf8()).object();
    EXPECT_EQ(tick[u"symbol"_s].toString(), u"AAPL"_s);
    EXPECT_EQ(tick[u"price"_s].toDouble(), 182.25);
    EXPECT_EQ(tick[u"at"_s].toString(), u"2026-01-02T03:04:05Z"_s);
    EXPECT_EQ(
        tick[u"levels"_s].toArray()[0].toObject()[u"size"_s].toString(), u"9007199254740993"_s);
    EXPECT_EQ(tick[u"tags"_s].toObject()[u"a"_s].toString(), u"b"_s);
    EXPECT_FALSE(schema->decode(u"market.Tick"_s, kTick.substr(0, kTick.size() - 1)));
    EXPECT_FALSE(schema->decode(u"market.Nothing"_s, kTick));
}

TEST(PayloadDecoder, aSchemaThatIsWrongSaysWhere)
{
    const QTemporaryDir folder;
    QString error;
    EXPECT_FALSE(ProtobufSchema::load(
        write(folder, u"a.proto"_s, "syntax = \"proto3\";\nmessage A { strin a = 1 }\n"), &error));
    EXPECT_TRUE(error.startsWith(u"a.proto, line 2: "_s)) << error.toStdString();
    EXPECT_FALSE(ProtobufSchema::load(
        write(folder, u"b.proto"_s, "syntax = \"proto3\";\nimport \"none.proto\";\n"), &error));
    EXPECT_FALSE(error.isEmpty());
    EXPECT_FALSE(ProtobufSchema::load(folder.path(), &error));
    EXPECT_FALSE(ProtobufSchema::load(folder.filePath(u"nothing.proto"_s), &error));
}
