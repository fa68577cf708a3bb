// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/RecentAddresses.h"

#include <QUrl>
#include <QUrlQuery>

namespace wavetape::inspector {

namespace {

constexpr auto kRecent = "inspector/recent";
constexpr qsizetype kLongest = 2000;

QString bare(const QString &text)
{
    QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || text.size() > kLongest)
        return {};
    QUrlQuery query(url);
    for (const auto *name : {"token", "access_token", "secret", "password"})
        query.removeAllQueryItems(QLatin1String(name));
    url.setQuery(query.isEmpty() ? QString() : query.toString(QUrl::FullyEncoded));
    return url.toString(QUrl::RemoveUserInfo | QUrl::FullyEncoded);
}

} // namespace

void RecentAddresses::setStore(QSettings *store)
{
    m_store = store;
    if (!store)
        return;
    m_list.clear();
    const QStringList kept = store->value(QLatin1String(kRecent)).toStringList();
    for (const QString &text : kept) {
        const QString url = bare(text);
        if (!url.isEmpty() && !m_list.contains(url) && m_list.size() < kMost)
            m_list << url;
    }
}

void RecentAddresses::add(const QString &text)
{
    const QString url = bare(text);
    if (url.isEmpty())
        return;
    m_list.removeAll(url);
    m_list.prepend(url);
    while (m_list.size() > kMost)
        m_list.removeLast();
    keep();
}

void RecentAddresses::clear()
{
    m_list.clear();
    keep();
}

void RecentAddresses::keep()
{
    if (m_store)
        m_store->setValue(QLatin1String(kRecent), m_list);
}

} // namespace wavetape::inspector
