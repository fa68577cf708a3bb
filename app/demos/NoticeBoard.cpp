// SPDX-License-Identifier: GPL-3.0-or-later
#include "demos/NoticeBoard.h"

#include "demos/DemoText.h"
#include "viewmodels/Format.h"

#include <algorithm>

namespace wavetape::demos {

using namespace Qt::StringLiterals;

namespace {
const QString kNotices = u"notices.desk"_s;
const QString kRead = u"notices.desk.read"_s;
const QStringList kKinds {u"info"_s, u"warning"_s, u"alarm"_s};
constexpr qsizetype kNamed = 5;
} // namespace

NoticeBoard::NoticeBoard(QObject *parent)
    : DemoModel(kNotices, parent)
{
}

void NoticeBoard::clear()
{
    m_notices.clear();
    m_readers.clear();
}

void NoticeBoard::begin()
{
    follow(kNotices);
    follow(kRead);
    askHistory(kNotices, int(kMost));
    askHistory(kRead, int(kMost));
}

void NoticeBoard::notify(int kind, const QString &text)
{
    const QString words = text.trimmed().left(kTextLength);
    if (words.isEmpty() || !visitor() || kind < 0 || kind >= kKinds.size())
        return;
    publishTyped(kNotices,
        {{u"kind"_s, kKinds[kind]}, {u"text"_s, words}, {u"name"_s, visitor()->name()},
            {u"from"_s, visitor()->id()}},
        tr("Not sent: %1"));
}

void NoticeBoard::acknowledge(double number)
{
    if (!visitor())
        return;
    publishAsked(kRead,
        {{u"seq"_s, number}, {u"id"_s, visitor()->id()}, {u"name"_s, visitor()->name()}},
        tr("Not sent: %1"));
}

void NoticeBoard::take(const client::FeedMessage &message)
{
    const auto *value = dataOf(message);
    if (!value || !value->isObject())
        return;
    if (message.channel == kNotices)
        came(value->toObject(), qint64(message.seq), message.ts);
    else
        read(value->toObject());
}

void NoticeBoard::came(const QJsonObject &data, qint64 seq, double ts)
{
    if (seq <= 0 || !data.value("text"_L1).isString() || m_notices.contains(seq))
        return;
    const qsizetype kind = kKinds.indexOf(data.value("kind"_L1).toString());
    m_notices[seq] = {
        ts, Kind(std::max<qsizetype>(0, kind)), viewmodels::textOf(data, "text"_L1, kTextLength)};
    if (m_notices.size() > kMost) {
        m_readers.erase(m_notices.rbegin()->first);
        m_notices.erase(std::prev(m_notices.end()));
    }
    touch();
}

void NoticeBoard::read(const QJsonObject &data)
{
    const auto seq = wholeOf(data, "seq"_L1);
    const QString id = data.value("id"_L1).toString();
    if (!seq || id.isEmpty() || id.size() > kNameLength)
        return;
    if (!m_readers.contains(*seq) && m_readers.size() >= 2 * kMost)
        m_readers.erase(m_readers.begin());
    ReaderList &readers = m_readers[*seq];
    const bool known = std::any_of(
        readers.begin(), readers.end(), [&](const auto &one) { return one.first == id; });
    if (!known && readers.size() < kMost)
        readers.emplace_back(id, nameOf(data, viewmodels::visibleText(id)));
    touch();
}

bool NoticeBoard::isMine(qint64 seq) const
{
    const auto readers = m_readers.find(seq);
    return visitor() && readers != m_readers.end()
        && std::any_of(readers->second.begin(), readers->second.end(),
            [this](const auto &one) { return one.first == visitor()->id(); });
}

int NoticeBoard::unread() const
{
    return int(std::count_if(m_notices.begin(), m_notices.end(),
        [this](const auto &one) { return !isMine(one.first); }));
}

QString NoticeBoard::readersOf(qint64 seq) const
{
    const auto readers = m_readers.find(seq);
    if (readers == m_readers.end() || readers->second.empty())
        return tr("nobody has read it");
    QStringList names;
    for (const auto &[id, name] : readers->second) {
        if (names.size() < kNamed)
            names += name;
    }
    const int more = int(readers->second.size()) - int(names.size());
    const QString named = names.join(u", "_s);
    return more > 0 ? tr("read by %1 and %Ln more", nullptr, more).arg(named)
                    : tr("read by %1").arg(named);
}

QVariant NoticeBoard::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_notices.size())
        return {};
    const auto &[seq, notice] = *std::next(m_notices.begin(), index.row());
    switch (role) {
    case Number:
        return double(seq);
    case NoticeKind:
        return notice.kind;
    case TimeText:
        return viewmodels::Format::clock(notice.ts);
    case Text:
        return notice.text;
    case Readers:
        return readersOf(seq);
    case Mine:
        return isMine(seq);
    default:
        return {};
    }
}

QHash<int, QByteArray> NoticeBoard::roleNames() const
{
    return {{Number, "number"}, {NoticeKind, "kind"}, {TimeText, "timeText"}, {Text, "text"},
        {Readers, "readers"}, {Mine, "mine"}};
}

} // namespace wavetape::demos
