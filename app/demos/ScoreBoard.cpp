// SPDX-License-Identifier: GPL-3.0-or-later
#include "demos/ScoreBoard.h"

#include "demos/DemoText.h"
#include "viewmodels/Format.h"

#include <QJsonDocument>

#include <algorithm>

namespace wavetape::demos {

using namespace Qt::StringLiterals;
using viewmodels::Format;

namespace {
const QStringList kParts {u"clock"_s, u"home"_s, u"away"_s, u"moment"_s};

double sizeOf(const QJsonObject &object)
{
    return double(QJsonDocument(object).toJson(QJsonDocument::Compact).size());
}

QString countIn(const QJsonObject &part, QLatin1StringView key)
{
    return QString::number(wholeOf(part, key).value_or(0));
}

// The server's words; unknown ones are shown as they are.
QString inWords(const QString &said)
{
    if (said == "kick-off"_L1)
        return ScoreBoard::tr("kick-off");
    if (said == "first half"_L1)
        return ScoreBoard::tr("first half");
    if (said == "half time"_L1)
        return ScoreBoard::tr("half time");
    if (said == "second half"_L1)
        return ScoreBoard::tr("second half");
    if (said == "full time"_L1)
        return ScoreBoard::tr("full time");
    constexpr QLatin1StringView kGoal("goal for "), kCard("a card for ");
    if (said.startsWith(kGoal))
        return ScoreBoard::tr("goal for %1").arg(said.mid(kGoal.size()));
    if (said.startsWith(kCard))
        return ScoreBoard::tr("a card for %1").arg(said.mid(kCard.size()));
    return said;
}
} // namespace

ScoreBoard::ScoreBoard(QObject *parent)
    : RatedDemo(u"scores.*"_s, {}, parent)
{
}

void ScoreBoard::clear()
{
    m_games.clear();
    m_snapshots = m_changes = 0;
    m_snapshotBytes = m_changeBytes = 0;
}

void ScoreBoard::take(const client::FeedMessage &message)
{
    const auto *value = dataOf(message);
    if (!value || !value->isObject())
        return;
    const bool isSnapshot = message.kind == client::FeedMessage::Kind::Snapshot;
    auto game = std::lower_bound(m_games.begin(), m_games.end(), message.channel,
        [](const Game &one, const QString &channel) { return one.channel < channel; });
    if (game == m_games.end() || game->channel != message.channel) {
        if (!isSnapshot || m_games.size() >= kMostGames)
            return;
        game = m_games.insert(game, {message.channel, {}});
    }
    const QJsonObject data = value->toObject();
    if (isSnapshot) {
        ++m_snapshots;
        m_snapshotBytes += sizeOf(data);
        for (const QString &part : kParts) {
            if (data.value(part).isObject())
                game->parts[part] = data.value(part);
        }
    } else {
        const QString part = data.value("part"_L1).toString();
        if (!kParts.contains(part))
            return;
        ++m_changes;
        m_changeBytes += sizeOf(data);
        game->parts[part] = data;
    }
    touch();
}

QString ScoreBoard::figures() const
{
    return tr("%1 whole, %2 changes; a change has %3, the whole %4")
        .arg(Format::count(m_snapshots), Format::count(m_changes),
            Format::bytes(m_changeBytes / std::max(1, m_changes)),
            Format::bytes(m_snapshotBytes / std::max(1, m_snapshots)));
}

QVariant ScoreBoard::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_games.size())
        return {};
    const QJsonObject &parts = m_games[size_t(index.row())].parts;
    const QJsonObject clock = parts.value("clock"_L1).toObject();
    const QJsonObject home = parts.value("home"_L1).toObject();
    const QJsonObject away = parts.value("away"_L1).toObject();
    const QJsonObject moment = parts.value("moment"_L1).toObject();
    const auto pair
        = [&](QLatin1StringView key) { return countIn(home, key) + u" : "_s + countIn(away, key); };
    const auto text = [](const QJsonObject &part, QLatin1StringView key) {
        return inWords(viewmodels::textOf(part, key, ScoreBoard::kTextLength));
    };
    switch (role) {
    case Clock:
        return text(clock, "period"_L1) + u", "_s + countIn(clock, "minute"_L1) + u'\'';
    case Home:
        return nameOf(home, {});
    case Away:
        return nameOf(away, {});
    case Score:
        return pair("score"_L1);
    case Moment:
        return countIn(moment, "minute"_L1) + u"' "_s + text(moment, "text"_L1);
    case Figures:
        return tr("shots %1, cards %2").arg(pair("shots"_L1), pair("cards"_L1));
    case Spoken:
        return tr("%1 against %2, %3, %4")
            .arg(nameOf(home, {}), nameOf(away, {}), pair("score"_L1),
                data(index, Clock).toString());
    default:
        return {};
    }
}

QHash<int, QByteArray> ScoreBoard::roleNames() const
{
    return {{Clock, "clock"}, {Home, "home"}, {Away, "away"}, {Score, "score"}, {Moment, "moment"},
        {Figures, "figures"}, {Spoken, "spoken"}};
}

} // namespace wavetape::demos
