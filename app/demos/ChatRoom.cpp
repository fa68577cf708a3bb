// SPDX-License-Identifier: GPL-3.0-or-later
#include "demos/ChatRoom.h"

#include "demos/DemoText.h"
#include "viewmodels/Format.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace wavetape::demos {

using namespace Qt::StringLiterals;

namespace {
const QString kRoom = u"chat.lobby"_s;
const QString kWho = u"chat.lobby.who"_s;
constexpr int kTypingMs = 3000;
constexpr int kAnswerMs = 300; // to all who have come meanwhile at once
constexpr int kRemembered = 50;
} // namespace

ChatRoom::ChatRoom(QObject *parent)
    : DemoModel(kRoom, parent)
{
    m_typed.setSingleShot(true);
    m_typed.setInterval(kTypingMs / 2);
    connect(&m_typed, &QTimer::timeout, this, [this] { m_types = false; });
    m_typingEnds.setSingleShot(true);
    m_typingEnds.setInterval(kTypingMs);
    connect(&m_typingEnds, &QTimer::timeout, this, &ChatRoom::peopleChanged);
    m_answer.setSingleShot(true);
    m_answer.setInterval(kAnswerMs);
    connect(&m_answer, &QTimer::timeout, this, &ChatRoom::tell);
    connect(&m_peopleTold, &viewmodels::BeatTimer::timeout, this, &ChatRoom::peopleChanged);
}

void ChatRoom::clear()
{
    m_rows.clear();
    m_named.clear();
    m_present.clear();
    m_followsPresence = false;
    Q_EMIT peopleChanged();
}

void ChatRoom::begin()
{
    if (visitor())
        connect(visitor(), &Visitor::changed, this, &ChatRoom::tell, Qt::UniqueConnection);
    follow(kRoom);
    follow(kWho);
    tell();
    // There is no such channel until somebody speaks: then there is nothing to be asked for.
    askHistory(kRoom, kRemembered);
    askHistory(kWho, kRemembered);
}

void ChatRoom::say(const QString &text)
{
    const QString words = text.trimmed().left(kTextLength);
    if (words.isEmpty() || !visitor())
        return;
    m_types = false;
    m_typed.stop();
    publishTyped(kRoom, {{u"name"_s, visitor()->name()}, {u"text"_s, words}}, tr("Not sent: %1"));
    tell();
}

void ChatRoom::type()
{
    if (m_types)
        return;
    m_types = true;
    m_typed.start();
    tell();
}

void ChatRoom::tell()
{
    if (!isActive() || !client() || !visitor())
        return;
    publish(kWho,
        {{u"session"_s, client()->session()}, {u"node"_s, client()->welcome().value("node"_L1)},
            {u"name"_s, visitor()->name()}, {u"typing"_s, m_types}},
        [this](const client::Reply &reply) {
            // Before anybody has published there is no channel that somebody could be present on.
            if (!reply.ok || m_followsPresence)
                return;
            m_followsPresence = true;
            follow(u"presence."_s + kWho);
        });
}

void ChatRoom::take(const client::FeedMessage &message)
{
    const auto *value = dataOf(message);
    if (!value)
        return;
    if (message.channel == kRoom)
        came(*value, message.seq, message.ts);
    else if (message.channel == kWho)
        learn(value->toObject(), message.kind == client::FeedMessage::Kind::Publication);
    else
        present(value->toObject());
}

void ChatRoom::came(const QJsonValue &data, uint64_t seq, double ts)
{
    const auto at = std::lower_bound(m_rows.begin(), m_rows.end(), seq,
        [](const Row &row, uint64_t number) { return row.seq < number; });
    if (seq == 0 || (at != m_rows.end() && at->seq == seq))
        return; // history, and live
    const QJsonObject object = data.toObject();
    QString text = viewmodels::textOf(object, "text"_L1, kTextLength);
    if (!object.value("text"_L1).isString()) {
        // Anybody may publish anything here; it is shown as it is.
        text = viewmodels::visibleText(
            QString::fromUtf8(QJsonDocument(QJsonArray {data}).toJson(QJsonDocument::Compact))
                .mid(1)
                .chopped(1)
                .left(kTextLength));
    }
    m_rows.insert(at, {seq, ts, nameOf(object, tr("somebody")), text});
    if (m_rows.size() > kMostRows)
        m_rows.pop_front();
    touch();
}

// Nodes of a cluster number their sessions each for itself; one alone does not say whose they are.
QString ChatRoom::idOf(const QJsonObject &who) const
{
    const QString session = who.value("session"_L1).toString();
    if (session.isEmpty() || session.size() > kNameLength)
        return {};
    const QJsonValue node = who.value("node"_L1);
    return session + u'@'
        + (node.isString() ? node : client()->welcome().value("node"_L1))
              .toString()
              .left(kNameLength);
}

QString ChatRoom::ownId() const
{
    return client() ? idOf(client()->welcome()) : QString();
}

const ChatRoom::Person *ChatRoom::find(const QString &id) const
{
    const auto found = std::find_if(
        m_named.begin(), m_named.end(), [&](const Person &one) { return one.id == id; });
    return found == m_named.end() ? nullptr : &*found;
}

QString ChatRoom::personName(const QString &id) const
{
    if (visitor() && id == ownId())
        return visitor()->name();
    const Person *person = find(id);
    return person ? person->name : viewmodels::visibleText(id.section(u'@', 0, 0));
}

void ChatRoom::learn(const QJsonObject &data, bool now)
{
    const QString id = client() ? idOf(data) : QString();
    const QString name = nameOf(data, {});
    if (id.isEmpty() || name.isEmpty())
        return;
    const bool isNew = !find(id);
    std::erase_if(m_named, [&](const Person &one) { return one.id == id; });
    const bool types = now && data.value("typing"_L1).toBool();
    m_named.push_back({id, name, types ? QDateTime::currentMSecsSinceEpoch() + kTypingMs : 0});
    if (types)
        m_typingEnds.start();
    if (m_named.size() > kMostPeople)
        m_named.pop_front();
    // Who came after us has not heard our name; those of the history are not among them.
    if (isNew && now && id != ownId() && !m_answer.isActive())
        m_answer.start();
    m_peopleTold.arm();
}

void ChatRoom::present(const QJsonObject &data)
{
    m_present.clear();
    const QJsonArray clients = data.value("clients"_L1).toArray();
    for (const QJsonValue one : clients) {
        const QString id = client() ? idOf(one.toObject()) : QString();
        if (!id.isEmpty() && size_t(m_present.size()) < kMostPeople)
            m_present += id;
    }
    m_peopleTold.arm();
}

QVariantList ChatRoom::people() const
{
    QVariantList people;
    const QString own = ownId();
    for (const QString &id : m_present) {
        const QString name = personName(id);
        people.append(
            QVariantMap {{u"name"_s, name}, {u"hue"_s, hueOf(name)}, {u"own"_s, id == own}});
    }
    return people;
}

QString ChatRoom::typing() const
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const QString own = ownId();
    QStringList names;
    for (const QString &id : m_present) {
        const Person *person = id == own ? nullptr : find(id);
        if (person && person->typingUntilMs > now)
            names += person->name;
    }
    if (names.size() > 1)
        return tr("%Ln people are typing …", nullptr, int(names.size()));
    return names.isEmpty() ? QString() : tr("%1 is typing …").arg(names.first());
}

QVariant ChatRoom::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_rows.size())
        return {};
    const Row &row = m_rows[size_t(index.row())];
    switch (role) {
    case TimeText:
        return viewmodels::Format::clock(row.ts);
    case Name:
        return row.name;
    case Text:
        return row.text;
    case Hue:
        return hueOf(row.name);
    default:
        return {};
    }
}

QHash<int, QByteArray> ChatRoom::roleNames() const
{
    return {{TimeText, "timeText"}, {Name, "name"}, {Text, "text"}, {Hue, "hue"}};
}

} // namespace wavetape::demos
