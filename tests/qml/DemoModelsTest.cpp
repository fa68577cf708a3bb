// SPDX-License-Identifier: GPL-3.0-or-later
// What the window's demos make of what comes on their channels, also of what no demo sends.
#include "ScriptedServer.h"

#include "demos/AuctionLot.h"
#include "demos/ChatRoom.h"
#include "demos/CursorField.h"
#include "demos/DemoText.h"
#include "demos/NoticeBoard.h"
#include "demos/PriceBoard.h"
#include "demos/ScoreBoard.h"
#include "demos/SharedRoom.h"
#include "demos/SocialWall.h"
#include "documents/VarReader.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

#include <functional>

using namespace wavetape;
using namespace wavetape::demos;
using client::FeedMessage;
using Kind = FeedMessage::Kind;

namespace {

FeedMessage message(
    const QString &channel, uint64_t seq, const QByteArray &data, Kind kind = Kind::Publication)
{
    FeedMessage made;
    made.kind = kind;
    made.channel = channel;
    made.seq = seq;
    made.ts = 1'700'000'000'000 + double(seq);
    made.data = QJsonDocument::fromJson('[' + data + ']').array().at(0);
    return made;
}

const QByteArrayList kNoDemos {"null", "1", "\"x\"", "[]", "{}", R"({"text":7,"name":[]})",
    R"({"name":{},"x":"1","y":null})", R"({"seq":-1,"id":""})", R"({"seq":1e300,"id":"a"})",
    R"({"part":"clock"})", R"({"part":"nobody","score":1})", R"({"clients":[1,{"session":5}]})",
    R"({"session":"123456789012345678901234567890","name":"x"})",
    R"({"phase":"open","round":1,"least":-1,"leftMs":5})",
    R"({"phase":"won","round":1,"least":1,"leftMs":5})"};

} // namespace

class DemoModelsTest : public QObject {
    Q_OBJECT

    client::FeedClient m_client;
    viewmodels::Dashboard m_dashboard {m_client, false};
    Visitor m_visitor;

    template <typename Model>
    std::unique_ptr<Model> made()
    {
        auto model = std::make_unique<Model>();
        model->setDashboard(&m_dashboard);
        model->setVisitor(&m_visitor);
        model->setActive(true);
        return model;
    }
    template <typename Model>
    static QString text(const Model &model, int row, int role)
    {
        return model.data(model.index(row), role).toString();
    }

private Q_SLOTS:
    void aVisitorHasANameAndAMark()
    {
        QVERIFY(!m_visitor.name().isEmpty());
        QCOMPARE(m_visitor.id().size(), 8);
        m_visitor.setName("  ");
        QVERIFY(!m_visitor.name().isEmpty());
        m_visitor.setName(" " + QString(40, u'x'));
        QCOMPARE(m_visitor.name(), QString(24, u'x'));
        m_visitor.setName("Ada");
        QVERIFY(Visitor().id() != m_visitor.id());
        // As resources/web/demos/Who.js computes it.
        QCOMPARE(hueOf("Ada"), (((65 * 31 + 100) % 9973) * 31 + 97) % 9973 % 6);
    }
    void whatIsSaidStandsInItsOrderOnce()
    {
        const auto room = made<ChatRoom>();
        for (const uint64_t seq : {3, 1, 2, 2, 3})
            room->take(message("chat.lobby", seq,
                R"({"name":"Alan <b>","text":")" + QByteArray::number(int(seq)) + R"("})"));
        QTRY_COMPARE(room->rowCount(), 3);
        for (int row = 0; row < 3; ++row)
            QCOMPARE(text(*room, row, ChatRoom::Text), QString::number(row + 1));
        QCOMPARE(text(*room, 0, ChatRoom::Name), "Alan <b>");
        // An acknowledgement has a number too.
        room->take(message("chat.lobby", 4, "null", Kind::Subscribed));
        // What no demo says is shown as it is; what would turn the line around is seen.
        room->take(message("chat.lobby", 4, R"({"price":7})"));
        room->take(message("chat.lobby", 5, R"({"text":"a\u202eb"})"));
        QTRY_COMPARE(room->rowCount(), 5);
        QCOMPARE(text(*room, 3, ChatRoom::Text), R"({"price":7})");
        QCOMPARE(text(*room, 3, ChatRoom::Name), "somebody");
        QCOMPARE(text(*room, 4, ChatRoom::Text), "a\\u202eb");
        for (uint64_t seq = 6; seq < 300; ++seq)
            room->take(message("chat.lobby", seq, R"({"text":"x"})"));
        QTRY_COMPARE(room->rowCount(), int(ChatRoom::kMostRows));
    }
    void whoIsHereIsCalledByNameAndTypes()
    {
        const auto room = made<ChatRoom>();
        const QString who = "chat.lobby.who";
        room->take(message("presence.chat.lobby.who", 1,
            R"({"clients":[{"session":"s1","node":"n"},{"session":"s2","node":"n"},{"session":"s3","node":"n"}]})"));
        QCOMPARE(room->people().size(), 3);
        QCOMPARE(room->people()[0].toMap()["name"].toString(), "s1");
        room->take(message(who, 1, R"({"session":"s1","node":"n","name":"Ada","typing":true})"));
        QCOMPARE(room->people()[0].toMap()["name"].toString(), "Ada");
        QCOMPARE(room->typing(), "Ada is typing …");
        room->take(message(who, 2, R"({"session":"s2","node":"n","name":"Alan","typing":true})",
            Kind::Snapshot)); // long ago
        QCOMPARE(room->typing(), "Ada is typing …");
        room->take(message(who, 3, R"({"session":"s1","node":"n","name":"Ada","typing":false})"));
        QCOMPARE(room->typing(), "");
        for (uint64_t i = 0; i < 300; ++i)
            room->take(message(
                who, 4 + i, R"({"session":"t)" + QByteArray::number(i) + R"(","name":"x"})"));
        QCOMPARE(room->people().size(), 3); // those who are present
    }
    void anAuctionTellsWhoLeadsAndWhatIsLeft()
    {
        const auto lot = made<AuctionLot>();
        QCOMPARE(lot->phase(), AuctionLot::Unknown);
        lot->take(message("auction.lamp", 1,
            R"({"lot":"lamp","title":"A <lamp>","round":2,"phase":"open","leftMs":60000,"least":40,"bids":0,"newest":[]})",
            Kind::Snapshot));
        QCOMPARE(lot->phase(), AuctionLot::Open);
        QCOMPARE(lot->title(), "A <lamp>");
        QCOMPARE(lot->price(), "from $40");
        QCOMPARE(lot->leader(), "Nobody has bid yet.");
        QVERIFY(lot->leftShare() > 0.9);
        QVERIFY(lot->leftText().contains("s left"));
        lot->take(message("auction.lamp", 2,
            R"({"title":"A <lamp>","round":2,"phase":"open","leftMs":30000,"least":1250,"bids":2,"newest":[{"seq":7,"name":"Ada","amount":1245},{"seq":6,"name":"Alan","amount":40},{"seq":"x"}]})"));
        QTRY_COMPARE(lot->rowCount(), 2);
        QCOMPARE(text(*lot, 0, AuctionLot::Name), "Ada");
        QCOMPARE(lot->leader(), "Ada leads.");
        QVERIFY(!lot->isMine());
        QCOMPARE(lot->least(), 1250.0);
        QVERIFY(lot->leftShare() < 0.6);
        lot->take(message("auction.lamp", 3,
            R"({"title":"A <lamp>","round":2,"phase":"sold","leftMs":8000,"least":1250,"bids":2,"newest":[{"seq":7,"name":"Ada","amount":1245}]})"));
        QCOMPARE(lot->leader(), "Ada has it.");
        QCOMPARE(lot->roundText(), "Round 2, sold");
        FeedMessage refused;
        refused.kind = Kind::Refused;
        refused.channel = "auction.lamp";
        refused.code = 104;
        lot->receive(refused);
        QCOMPARE(lot->phase(), AuctionLot::Absent);
        QCOMPARE(lot->refused(), "");
    }
    void whatMustNotBeReadIsNotEmpty()
    {
        const auto lot = made<AuctionLot>();
        const auto room = made<ChatRoom>();
        FeedMessage refused;
        refused.kind = Kind::Refused;
        refused.code = 103;
        refused.text = "the token has no right to read";
        refused.channel = "presence.chat.lobby.who"; // without it the room is still a room
        room->receive(refused);
        QCOMPARE(room->refused(), "");
        refused.channel = "chat.lobby";
        room->receive(refused);
        QCOMPARE(room->refused(), "the token has no right to read");
        refused.channel = "auction.lamp";
        lot->receive(refused);
        QCOMPARE(lot->refused(), "the token has no right to read");
        QCOMPARE(lot->phase(), AuctionLot::Unknown);
    }
    void onesOwnBidStaysOnesOwn()
    {
        ScriptedServer server;
        bool takes = false;
        server.onMessage = [&](const QJsonObject &asked) {
            if (asked["type"] == "publish" && takes)
                server.send({{"type", "ack"}, {"id", asked["id"]}, {"seq", 7}});
            else if (asked["type"] == "publish")
                server.send({{"type", "error"}, {"id", asked["id"]}, {"code", 103},
                    {"message", "too low"}});
        };
        const auto made = this->made<AuctionLot>();
        AuctionLot &lot = *made;
        m_client.open(server.url());
        QTRY_COMPARE(m_client.state(), client::FeedClient::State::Open);
        QSignalSpy said(&lot, &DemoModel::said);
        lot.bid(45);
        QTRY_COMPARE(said.size(), 1);
        QVERIFY(!said.takeFirst()[0].toBool());
        takes = true;
        lot.bid(45);
        QTRY_COMPARE(said.size(), 1);
        QVERIFY(said.takeFirst()[0].toBool());
        const auto newest = [&](const QByteArray &name) {
            return message("auction.lamp", 1,
                R"({"round":1,"phase":"open","leftMs":9000,"least":50,"newest":[{"seq":7,"name":")"
                    + name + R"(","amount":45}]})");
        };
        lot.take(newest(m_visitor.name().toUtf8()));
        QVERIFY(lot.isMine());
        lot.setActive(false);
        lot.setActive(true); // another demo was looked at
        QVERIFY(!lot.isMine());
        lot.take(newest(m_visitor.name().toUtf8()));
        QCOMPARE(lot.leader(), "You lead.");
        lot.take(newest("somebody else")); // of a server that began anew
        QCOMPARE(lot.leader(), "somebody else leads.");
        m_client.close();
        QTRY_COMPARE(m_client.state(), client::FeedClient::State::Closed);
    }
    void whatIsNotDoneIsTold()
    {
        const auto lot = made<AuctionLot>();
        lot->bid(0.5);
        lot->bid(-5);
        lot->bid(std::numeric_limits<double>::quiet_NaN());
        QVERIFY(!lot->isBusy());
        lot->bid(45);
        QVERIFY(lot->isBusy());
        QTRY_COMPARE(lot->hint(), "$45 was not taken: not connected");
        QVERIFY(!lot->isBusy());
    }
    void whoIsNotLookedAtHearsNoAnswer()
    {
        const auto left = made<AuctionLot>();
        left->bid(45);
        left->setActive(false);
        QVERIFY(!left->isBusy());
        const auto seen = made<AuctionLot>();
        seen->bid(45); // answered after the other one
        QTRY_VERIFY(!seen->hint().isEmpty());
        QCOMPARE(left->hint(), "");
    }
    void aScoreIsWholeOnceAndThenInParts()
    {
        const auto board = made<ScoreBoard>();
        const QByteArray whole
            = R"({"game":"north","clock":{"match":1,"minute":3,"period":"first half"},"home":{"name":"Northgate","score":0,"shots":1,"cards":0},"away":{"name":"Harbour","score":0,"shots":0,"cards":0},"moment":{"n":0,"minute":0,"text":"kick-off","home":0,"away":0}})";
        board->take(message("scores.north", 1, R"({"part":"home","score":9})"));
        QCOMPARE(board->changes(), 0); // nothing to change yet
        board->take(message("scores.north", 1, whole, Kind::Snapshot));
        board->take(message("scores.east", 1, whole, Kind::Snapshot));
        board->take(message("scores.north", 2,
            R"({"part":"home","name":"Northgate","score":1,"shots":2,"cards":0})"));
        board->take(message("scores.north", 3,
            R"({"part":"moment","n":1,"minute":4,"text":"goal for Northgate","home":1,"away":0})"));
        QTRY_COMPARE(board->rowCount(), 2);
        QCOMPARE(text(*board, 1, ScoreBoard::Score), "1 : 0");
        QCOMPARE(text(*board, 0, ScoreBoard::Score), "0 : 0");
        QCOMPARE(text(*board, 1, ScoreBoard::Moment), "4' goal for Northgate");
        QCOMPARE(text(*board, 1, ScoreBoard::Clock), "first half, 3'");
        QCOMPARE(board->snapshots(), 2);
        QCOMPARE(board->changes(), 2);
        for (int i = 0; i < 100; ++i)
            board->take(message(QString("scores.g%1").arg(i), 1, whole, Kind::Snapshot));
        QTRY_COMPARE(board->rowCount(), int(ScoreBoard::kMostGames));
    }
    void aNoticeIsReadByThoseWhoSaySo()
    {
        const auto board = made<NoticeBoard>();
        const QByteArray mine = m_visitor.id().toLatin1();
        board->take(
            message("notices.desk.read", 1, R"({"seq":2,"id":"a","name":"Alan"})")); // early
        for (const uint64_t seq : {1, 2, 2})
            board->take(message("notices.desk", seq,
                R"({"kind":"alarm","text":"<b>fire</b>","name":"x","from":"y"})"));
        QTRY_COMPARE(board->rowCount(), 2);
        QCOMPARE(board->data(board->index(0), NoticeBoard::Number).toInt(), 2); // newest first
        QCOMPARE(board->data(board->index(0), NoticeBoard::NoticeKind).toInt(), NoticeBoard::Alarm);
        QCOMPARE(text(*board, 0, NoticeBoard::Text), "<b>fire</b>");
        QCOMPARE(text(*board, 0, NoticeBoard::Readers), "read by Alan");
        QCOMPARE(text(*board, 1, NoticeBoard::Readers), "nobody has read it");
        QCOMPARE(board->unread(), 2);
        board->take(
            message("notices.desk.read", 2, R"({"seq":2,"id":")" + mine + R"(","name":"Ada"})"));
        QCOMPARE(board->unread(), 1);
        QVERIFY(board->data(board->index(0), NoticeBoard::Mine).toBool());
        for (uint64_t i = 0; i < 8; ++i)
            board->take(message("notices.desk.read", 3 + i,
                R"({"seq":1,"id":"r)" + QByteArray::number(i) + R"(","name":"R"})"));
        QVERIFY(text(*board, 1, NoticeBoard::Readers).startsWith("read by R, R, R, R, R and "));
        for (uint64_t seq = 3; seq < 400; ++seq) {
            board->take(message("notices.desk", seq, R"({"kind":"?","text":"x"})"));
            board->take(message("notices.desk.read", seq,
                R"({"seq":)" + QByteArray::number(int(seq + 5000)) + R"(,"id":"a"})"));
        }
        QTRY_COMPARE(board->rowCount(), int(NoticeBoard::kMost));
    }
    void postsStandNewestFirst()
    {
        const auto wall = made<SocialWall>();
        for (const uint64_t seq : {2, 3, 1, 3})
            wall->take(message("social.feed", seq, R"({"name":"Ada","text":"<p>"})"));
        QTRY_COMPARE(wall->rowCount(), 3);
        QCOMPARE(wall->data(wall->index(0), SocialWall::Number).toInt(), 3);
        QCOMPARE(text(*wall, 0, SocialWall::Text), "<p>");
        for (uint64_t seq = 4; seq < 900; ++seq)
            wall->take(message("social.feed", seq, R"({"text":"x"})"));
        QTRY_COMPARE(wall->rowCount(), int(SocialWall::kMost));
        QCOMPARE(wall->data(wall->index(0), SocialWall::Number).toInt(), 899);
    }
    void pointersAreWhereTheyWereLast()
    {
        const auto field = made<CursorField>();
        field->move(0.25, 7); // no further than the area
        FeedMessage place = message("game.cursors.b", 5, R"({"x":0.5,"y":0.125,"name":"Bo"})");
        place.conflated = 11;
        field->take(place);
        field->take(message("game.cursors.b", 6, R"({"x":0.75,"y":0.125,"name":"Bo"})"));
        field->take(message("game.cursors.c", 6, R"({"x":2,"y":0,"name":"out"})"));
        field->take(message("game.cursors." + m_visitor.id(), 1, R"({"x":0,"y":0,"name":"me"})"));
        QTRY_COMPARE(field->rowCount(), 2);
        QCOMPARE(field->data(field->index(0), CursorField::Down).toDouble(), 1.0);
        QVERIFY(field->data(field->index(0), CursorField::Own).toBool());
        QCOMPARE(field->data(field->index(1), CursorField::Across).toDouble(), 0.75);
        QCOMPARE(field->saved(), 11.0);
        QCOMPARE(field->came(), 4.0);
        for (int i = 0; i < 500; ++i)
            field->take(message("game.cursors.z" + QString::number(i), 1, R"({"x":0,"y":0})"));
        QTRY_COMPARE(field->rowCount(), int(CursorField::kMost));
    }
    void pricesStandInOrderOfTheirSymbols()
    {
        const auto board = made<PriceBoard>();
        for (const char *symbol : {"MSFT", "AAPL", "MSFT"}) {
            FeedMessage tick;
            client::Ticker ticker;
            ticker.symbol = symbol;
            ticker.price = 1.5;
            ticker.changePct = -0.25;
            tick.data = ticker;
            board->take(tick);
        }
        QTRY_COMPARE(board->rowCount(), 2);
        QCOMPARE(text(*board, 0, PriceBoard::Symbol), "AAPL");
        QVERIFY(!board->data(board->index(0), PriceBoard::Rises).toBool());
        QVERIFY(text(*board, 0, PriceBoard::Change).contains("0.25"));
    }
    void aRoomsPeopleComeAndGo()
    {
        SharedRoom room;
        const auto awareness = [](std::initializer_list<std::pair<int, const char *>> states) {
            std::string update, all;
            documents::appendNumber(update, states.size());
            for (const auto &[id, state] : states) {
                documents::appendNumber(update, uint64_t(id));
                documents::appendNumber(update, 1);
                documents::appendText(update, state);
            }
            documents::appendNumber(all, 1);
            documents::appendText(all, update);
            return all;
        };
        room.take(awareness({{1, R"({"user":{"name":"Ada <b>"}})"}, {2, "{}"}}));
        QCOMPARE(room.people().size(), 2);
        QCOMPARE(room.people()[0].toMap()["name"].toString(), "Ada <b>");
        QCOMPARE(room.people()[1].toMap()["name"].toString(), "somebody");
        room.take(awareness({{1, "null"}}));
        QCOMPARE(room.people().size(), 1);
        QVERIFY(!room.isKnown());
        room.take(std::string_view("\0\2\4abcd", 7));
        room.take(std::string_view("\0\1\2\0\0", 5)); // that was all of it
        QVERIFY(room.isKnown());
        QCOMPARE(room.bytes(), 4.0);
        QCOMPARE(room.updates(), 1.0);
        const std::string whole = awareness({{3, R"({"user":{"name":"x"}})"}});
        for (size_t cut = 0; cut < whole.size(); ++cut)
            room.take(std::string_view(whole).substr(0, cut));
        QCOMPARE(room.people().size(), 1);
        for (int id = 0; id < 1000; ++id)
            room.take(awareness({{id, "{}"}}));
        QCOMPARE(room.people().size(), qsizetype(SharedRoom::kMostPeople));
        // A view makes all the names anew each time: not with each letter that somebody types.
        QSignalSpy told(&room, &SharedRoom::changed);
        for (int i = 0; i < 1000; ++i)
            room.take(std::string_view("\0\2\4abcd", 7));
        QTRY_VERIFY(!told.isEmpty());
        QCOMPARE(told.size(), 1);
        QCOMPARE(room.updates(), 1001.0);
    }
    void theRoomIsReadAsWhomTheWindowIs()
    {
        ScriptedServer server;
        SharedRoom room;
        room.setActive(true);
        room.setDashboard(&m_dashboard);
        m_client.open(server.url(), "secret");
        QTRY_COMPARE(server.connections(), 2);
        QCOMPARE(server.socket()->requestUrl().path(), "/yjs/doc.demo");
        QCOMPARE(server.authorization, "Bearer secret");
        // Another server, which is told nothing of it.
        ScriptedServer other;
        m_client.open(other.url());
        QTRY_COMPARE(other.connections(), 2);
        QCOMPARE(other.socket()->requestUrl().path(), "/yjs/doc.demo");
        QVERIFY(other.authorization.isEmpty());
        QCOMPARE(server.connections(), 2);
        m_client.close();
        QTRY_COMPARE(m_client.state(), client::FeedClient::State::Closed);
    }
    void aServerIsAStranger()
    {
        const auto chat = made<ChatRoom>();
        const auto lot = made<AuctionLot>();
        const auto scores = made<ScoreBoard>();
        const auto notices = made<NoticeBoard>();
        const auto wall = made<SocialWall>();
        const auto field = made<CursorField>();
        const auto prices = made<PriceBoard>();
        for (DemoModel *model : std::initializer_list<DemoModel *> {chat.get(), lot.get(),
                 scores.get(), notices.get(), wall.get(), field.get(), prices.get()}) {
            for (const QString channel : {"chat.lobby", "chat.lobby.who", "presence.chat.lobby.who",
                     "auction.lamp", "scores.x", "notices.desk", "notices.desk.read", "social.feed",
                     "game.cursors.x", "ticker.X", ""}) {
                for (const QByteArray &data : kNoDemos) {
                    model->take(message(channel, 0, data, Kind::Snapshot));
                    model->take(message(channel, 1, data));
                }
            }
        }
        QCOMPARE(lot->phase(), AuctionLot::Unknown);
        QVERIFY(chat->people().isEmpty());
        QCOMPARE(notices->unread(), 0);
    }
};

QTEST_MAIN(DemoModelsTest)
#include "DemoModelsTest.moc"
