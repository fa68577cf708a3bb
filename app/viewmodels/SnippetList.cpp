// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/SnippetList.h"

#include <QCoreApplication>
#include <QFile>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

namespace {
const QString kWritten = u"ws://127.0.0.1:8080/ws"_s;
constexpr const char *kFiles[][2] = {{QT_TRANSLATE_NOOP("SnippetList", "Browser"), "browser.js"},
    {"Node", "node.mjs"}, {"Python", "python.py"}, {"Go", "golang.go"}, {"C++ (Qt)", "qt.cpp"}};

QString say(const char *name)
{
    return QCoreApplication::translate("SnippetList", name);
}
} // namespace

void SnippetList::setAddress(const QString &url)
{
    if (url == m_address)
        return;
    m_address = url;
    Q_EMIT changed();
}

QStringList SnippetList::names() const
{
    QStringList list;
    for (const auto &[name, file] : kFiles)
        list << say(name);
    return list;
}

QVariantList SnippetList::snippets() const
{
    QVariantList list;
    for (const auto &[name, file] : kFiles) {
        QFile source(u":/snippets/"_s + QLatin1StringView(file));
        if (!source.open(QIODevice::ReadOnly))
            continue;
        QString text = QString::fromUtf8(source.readAll());
        // The licence line is for the repository, not for the reader.
        text = text.section(u'\n', 1);
        if (!m_address.isEmpty())
            text.replace(kWritten, m_address);
        list.append(QVariantMap {
            {u"name"_s, say(name)}, {u"file"_s, QLatin1StringView(file)}, {u"text"_s, text}});
    }
    return list;
}

} // namespace wavetape::viewmodels
