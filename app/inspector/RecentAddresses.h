// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSettings>
#include <QStringList>

namespace wavetape::inspector {

// The addresses that were connected to, newest first, each once. A user, a password and a query's
// token are no part of them. Kept in QSettings where there is one. GUI thread.
class RecentAddresses {
public:
    static constexpr qsizetype kMost = 12;

    // Reads what was kept there. Null: nothing is kept.
    void setStore(QSettings *store);
    const QStringList &list() const { return m_list; }
    void add(const QString &url);
    void clear();

private:
    void keep();

    QStringList m_list;
    QSettings *m_store = nullptr;
};

} // namespace wavetape::inspector
