// SPDX-License-Identifier: GPL-3.0-or-later
#include "demos/SocialWall.h"

#include "demos/DemoText.h"
#include "viewmodels/Format.h"

#include <QJsonArray>

#include <algorithm>

namespace wavetape::demos {

using namespace Qt::StringLiterals;

namespace {
const QString kFeed = u"social.feed"_s;
constexpr qsizetype kEpochLength = 64;
} // namespace

SocialWall::SocialWall(QObject *parent)
    : DemoModel(kFeed, parent)
{
}

void SocialWall::clear()
{
    m_posts.clear();
    m_epoch.clear();
    m_atEnd = m_asking = false;
}

void SocialWall::begin()
{
    follow(kFeed);
    older();
}

void SocialWall::post(const QString &text)
{
    const QString words = text.trimmed().left(kTextLength);
    if (!words.isEmpty() && visitor())
        publishTyped(
            kFeed, {{u"name"_s, visitor()->name()}, {u"text"_s, words}}, tr("Not posted: %1"));
}

void SocialWall::older()
{
    if (std::exchange(m_asking, true))
        return;
    const qint64 oldest = m_posts.empty() ? 0 : m_posts.rbegin()->first;
    QJsonObject since;
    if (oldest > 0)
        since
            = {{u"epoch"_s, m_epoch}, {u"seq"_s, double(std::max<qint64>(0, oldest - kPage - 1))}};
    askHistory(kFeed, kPage, since, [this, oldest](const client::Reply &reply) {
        m_asking = false;
        if (!reply.ok) {
            // There is no such channel until somebody posts.
            if (!m_posts.empty())
                setHint(
                    tr("No older posts: %1").arg(viewmodels::visibleText(reply.error.left(200))));
            return;
        }
        m_epoch = reply.message.value("epoch"_L1).toString().left(kEpochLength);
        const QJsonArray page = reply.message.value("publications"_L1).toArray();
        const auto before = std::count_if(page.begin(), page.end(), [oldest](const auto &one) {
            const double seq = one.toObject().value("seq"_L1).toDouble();
            return oldest == 0 || seq < double(oldest);
        });
        m_atEnd = before < kPage || m_posts.size() >= kMost || m_posts.empty()
            || m_posts.rbegin()->first <= 1;
        setHint({});
        touch();
    });
}

void SocialWall::take(const client::FeedMessage &message)
{
    const auto *value = dataOf(message);
    const qint64 seq = qint64(message.seq);
    if (!value || seq <= 0 || m_posts.contains(seq))
        return;
    const QJsonObject data = value->toObject();
    if (!data.value("text"_L1).isString())
        return;
    m_posts[seq] = {
        message.ts, nameOf(data, tr("somebody")), viewmodels::textOf(data, "text"_L1, kTextLength)};
    if (m_posts.size() > kMost)
        m_posts.erase(std::prev(m_posts.end()));
    touch();
}

QVariant SocialWall::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_posts.size())
        return {};
    const auto &[seq, post] = *std::next(m_posts.begin(), index.row());
    switch (role) {
    case Number:
        return double(seq);
    case Name:
        return post.name;
    case TimeText:
        return viewmodels::Format::clock(post.ts);
    case Text:
        return post.text;
    case Hue:
        return hueOf(post.name);
    default:
        return {};
    }
}

QHash<int, QByteArray> SocialWall::roleNames() const
{
    return {
        {Number, "number"}, {Name, "name"}, {TimeText, "timeText"}, {Text, "text"}, {Hue, "hue"}};
}

} // namespace wavetape::demos
