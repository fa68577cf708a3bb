// SPDX-License-Identifier: GPL-3.0-or-later
#include "Translated.h"

#include "WindowProbe.h"

#include <QFile>
#include <QQuickItem>
#include <QTranslator>
#include <QXmlStreamReader>

#include <array>
#include <functional>

namespace wavetape::tests {
namespace {

void eachSeenText(QQuickItem *item, const std::function<void(QQuickItem *, const QString &)> &visit)
{
    eachSeen(item, [&visit](QQuickItem *part) {
        if (part->inherits("QQuickText"))
            visit(part, part->property("text").toString());
    });
}

// Of a text that fits into itself: what it loses at the sides by what it stands in.
bool endsAtAnEdge(const QQuickItem *text)
{
    const double width = text->property("paintedWidth").toReal();
    const int across = text->property("effectiveHorizontalAlignment").toInt();
    const double left = across == Qt::AlignRight ? text->width() - width
        : across == Qt::AlignHCenter             ? (text->width() - width) / 2
                                                 : 0;
    const QRectF ink = text->mapRectToScene(QRectF(left, 0, width, text->height()));
    for (const QQuickItem *above = text->parentItem(); above; above = above->parentItem()) {
        const QRectF place = above->mapRectToScene(QRectF(0, 0, above->width(), above->height()));
        // What scrolls across, or is somewhere else by now, is no matter of letters.
        if (above->clip() && (ink & place).isEmpty())
            return false;
        if (above->clip() && (ink.left() < place.left() - 1 || ink.right() > place.right() + 1))
            return true;
    }
    return false;
}

// Each counted text of a file, by context and source: its forms.
QHash<std::pair<QString, QString>, QStringList> countedTexts(const QString &path)
{
    QHash<std::pair<QString, QString>, QStringList> found;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no such texts");
    std::pair<QString, QString> key;
    for (QXmlStreamReader xml(&file); !xml.atEnd();) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"name")
            key.first = xml.readElementText();
        else if (xml.name() == u"source")
            key.second = xml.readElementText();
        else if (xml.name() == u"numerusform")
            found[key] << xml.readElementText();
    }
    return found;
}

} // namespace

Translated::Translated(QObject *parent)
    : QObject(parent)
{
    QFile file(QStringLiteral(TRANSLATIONS "/wavetape_de.ts"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no German texts");
    QString source;
    for (QXmlStreamReader xml(&file); !xml.atEnd();) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"source")
            source = xml.readElementText();
        else if (xml.name() == u"translation") {
            const QString said
                = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
            m_said.insert(said);
            if (said != source)
                m_sources.insert(source);
        }
    }
    m_sources -= m_said;
    static const QRegularExpression kPlace(QStringLiteral("%L?[0-9n]"));
    static const QRegularExpression kWord(QStringLiteral("\\pL{3}"));
    QStringList patterns;
    for (const QString &said : std::as_const(m_said)) {
        if (said.contains(kPlace) && QString(said).remove(kPlace).contains(kWord)) {
            QStringList pieces;
            for (const QString &piece : said.split(kPlace))
                pieces << QRegularExpression::escape(piece);
            patterns << pieces.join(QStringLiteral(".*"));
        }
    }
    m_filled.setPattern(QRegularExpression::anchoredPattern(patterns.join(u'|')));
    m_filled.optimize();
}

bool Translated::says(const QString &text) const
{
    return m_said.contains(text) || m_filled.match(text).hasMatch();
}

QStringList Translated::left(QQuickWindow *window) const
{
    QStringList found;
    eachSeenText(window->contentItem(), [&](QQuickItem *item, const QString &text) {
        if (m_sources.contains(text) && !isOfTheServer(item))
            found << text;
    });
    return found;
}

QStringList Translated::cut(QQuickWindow *window) const
{
    QStringList found;
    eachSeenText(window->contentItem(), [&](QQuickItem *item, const QString &text) {
        // A row that tells a story of the server's may end early, a word of ours in it may not.
        const bool ours = isOfTheServer(item) ? m_said.contains(text) : says(text);
        if (ours && (item->property("truncated").toBool() || endsAtAnEdge(item)))
            found << text;
    });
    return found;
}

QStringList Translated::miscounted(const QString &code) const
{
    QStringList found;
    QTranslator compiled;
    if (!compiled.load(QStringLiteral(":/i18n/wavetape_%1.qm").arg(code)))
        return {QStringLiteral("no texts in ") + code};
    const auto texts = countedTexts(QStringLiteral(TRANSLATIONS "/wavetape_%1.ts").arg(code));
    if (texts.size() < 10)
        found << QStringLiteral("few counted texts in ") + code;
    for (auto text = texts.begin(); text != texts.end(); ++text) {
        for (const int number : std::array {0, 1, 2, 21}) {
            const QString said = compiled.translate(text.key().first.toUtf8().constData(),
                text.key().second.toUtf8().constData(), nullptr, number);
            if (text->size() != 2 || said != text->at(number == 1 ? 0 : 1))
                found << QStringLiteral("%1 of %2: %3")
                             .arg(QString::number(number), text.key().second, said);
        }
    }
    return found;
}

} // namespace wavetape::tests
