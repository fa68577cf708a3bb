// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

namespace wavetape::inspector {

// What stands for `{{name}}` in a message when it is sent: one's own, and {{now}} (ms since 1970),
// {{time}} (ISO 8601, UTC), {{uuid}}, {{count}} (1, 2, 3 … of this connection's sends) and
// {{random}} (0 to below 1). Any other `{{…}}` goes out as it is typed. GUI thread.
class MessageVariables {
public:
    static constexpr qsizetype kMost = 50;

    // "name = value", separated by `;` or line breaks; replaces what there was. The error is one
    // sentence, "" for none; what is right is taken.
    QString set(const QString &text);
    QString text() const; // as set() reads it

    // Once a message: {{count}} goes on.
    QString expanded(const QString &message);
    // Those of `message` that will be replaced, each once, in their order.
    QStringList namesIn(const QString &message) const;
    void restart() { m_count = 0; }

private:
    bool knows(const QString &name) const;
    QString valueOf(const QString &name) const;

    QMap<QString, QString> m_own;
    int m_count = 0;
};

} // namespace wavetape::inspector
