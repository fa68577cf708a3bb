// SPDX-License-Identifier: GPL-3.0-or-later
// demo-peer ws://HOST:PORT/ws NAME: the window's demos without a window, all of them read. Does
// what lines on its input say ("say TEXT", "type", "bid N", "notify KIND TEXT", "acknowledge N",
// "post TEXT", "older", "move X Y", "rate scores N") and prints what it knows after each change, a
// JSON object to a line. Ends with its input.
#include "demos/AuctionLot.h"
#include "demos/ChatRoom.h"
#include "demos/CursorField.h"
#include "demos/NoticeBoard.h"
#include "demos/PriceBoard.h"
#include "demos/ScoreBoard.h"
#include "demos/SharedRoom.h"
#include "demos/SocialWall.h"

#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>
#include <QTimer>

#include <cstdio>
#include <unistd.h>

using namespace wavetape;
using namespace wavetape::demos;
using namespace Qt::StringLiterals;

namespace {

constexpr int kTellMs = 50;

class Peer : public QObject {
public:
    Peer(const QString &url, const QString &name)
    {
        m_visitor.setName(name);
        const auto join = [this](DemoModel &model) {
            model.setDashboard(&m_dashboard);
            model.setVisitor(&m_visitor);
            connect(&model, &DemoModel::changed, this, [this] { change(); });
            connect(&model, &DemoModel::hintChanged, this, [this] { change(); });
            model.setActive(true);
        };
        for (DemoModel *model : std::initializer_list<DemoModel *> {
                 &m_chat, &m_lot, &m_scores, &m_notices, &m_wall, &m_field, &m_prices})
            join(*model);
        connect(&m_chat, &ChatRoom::peopleChanged, this, [this] { change(); });
        connect(&m_room, &SharedRoom::changed, this, [this] { change(); });
        m_room.setDashboard(&m_dashboard);
        m_room.setActive(true);
        m_tell.setSingleShot(true);
        connect(&m_tell, &QTimer::timeout, this, &Peer::tell);
        m_client.open(QUrl(url));
    }

    void obey(const QString &line)
    {
        const QString verb = line.section(u' ', 0, 0), rest = line.section(u' ', 1);
        const auto part = [&rest](int at) { return rest.section(u' ', at, at).toDouble(); };
        if (verb == u"say"_s)
            m_chat.say(rest);
        else if (verb == u"type"_s)
            m_chat.type();
        else if (verb == u"bid"_s)
            m_lot.bid(part(0));
        else if (verb == u"notify"_s)
            m_notices.notify(int(part(0)), rest.section(u' ', 1));
        else if (verb == u"acknowledge"_s)
            m_notices.acknowledge(part(0));
        else if (verb == u"post"_s)
            m_wall.post(rest);
        else if (verb == u"older"_s)
            m_wall.older();
        else if (verb == u"move"_s)
            m_field.move(part(0), part(1));
        else if (verb == u"rate"_s)
            m_scores.setRate(part(1));
    }

private:
    void change()
    {
        if (!m_tell.isActive())
            m_tell.start(kTellMs);
    }

    static QJsonArray rowsOf(const DemoModel &model)
    {
        QJsonArray rows;
        const auto roles = model.roleNames();
        for (int row = 0; row < model.rowCount(); ++row) {
            QJsonObject one;
            for (auto role = roles.cbegin(); role != roles.cend(); ++role)
                one.insert(QString::fromLatin1(*role),
                    QJsonValue::fromVariant(model.data(model.index(row), role.key())));
            rows.append(one);
        }
        return rows;
    }

    void tell()
    {
        const QJsonObject told {{u"chat"_s,
                                    QJsonObject {{u"rows"_s, rowsOf(m_chat)},
                                        {u"people"_s, QJsonArray::fromVariantList(m_chat.people())},
                                        {u"typing"_s, m_chat.typing()}}},
            {u"auction"_s,
                QJsonObject {{u"rows"_s, rowsOf(m_lot)}, {u"phase"_s, m_lot.phase()},
                    {u"least"_s, m_lot.least()}, {u"mine"_s, m_lot.isMine()},
                    {u"round"_s, m_lot.roundText()}, {u"hint"_s, m_lot.hint()}}},
            {u"scores"_s,
                QJsonObject {{u"rows"_s, rowsOf(m_scores)}, {u"changes"_s, m_scores.changes()},
                    {u"snapshots"_s, m_scores.snapshots()}}},
            {u"notices"_s,
                QJsonObject {{u"rows"_s, rowsOf(m_notices)}, {u"unread"_s, m_notices.unread()}}},
            {u"social"_s, QJsonObject {{u"rows"_s, rowsOf(m_wall)}, {u"more"_s, m_wall.hasMore()}}},
            {u"cursors"_s,
                QJsonObject {{u"rows"_s, rowsOf(m_field)}, {u"saved"_s, m_field.saved()}}},
            {u"ticker"_s, QJsonObject {{u"rows"_s, rowsOf(m_prices)}}},
            {u"text"_s,
                QJsonObject {{u"known"_s, m_room.isKnown()}, {u"bytes"_s, m_room.bytes()},
                    {u"people"_s, QJsonArray::fromVariantList(m_room.people())}}}};
        std::puts(QJsonDocument(told).toJson(QJsonDocument::Compact).constData());
        std::fflush(stdout);
    }

    client::FeedClient m_client;
    viewmodels::Dashboard m_dashboard {m_client, false};
    Visitor m_visitor;
    ChatRoom m_chat;
    AuctionLot m_lot;
    ScoreBoard m_scores;
    NoticeBoard m_notices;
    SocialWall m_wall;
    CursorField m_field;
    PriceBoard m_prices;
    SharedRoom m_room;
    QTimer m_tell;
};

} // namespace

int main(int argc, char **argv)
{
    QGuiApplication application(argc, argv);
    if (argc != 3)
        return 2;
    Peer peer(QString::fromLocal8Bit(argv[1]), QString::fromLocal8Bit(argv[2]));
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QByteArray pending;
    QObject::connect(&input, &QSocketNotifier::activated, &application, [&] {
        char bytes[4096];
        const ssize_t size = read(STDIN_FILENO, bytes, sizeof bytes);
        if (size <= 0) {
            application.quit();
            return;
        }
        pending.append(bytes, size);
        for (qsizetype end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
            peer.obey(QString::fromUtf8(pending.left(end)));
            pending.remove(0, end + 1);
        }
    });
    return application.exec();
}
