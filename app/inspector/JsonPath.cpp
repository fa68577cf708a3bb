// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/JsonPath.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDeepest = 200;

// `key` as JSON writes it, in quotes.
QString jsonQuoted(const QString &key)
{
    const QByteArray array = QJsonDocument(QJsonArray {key}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.sliced(1, array.size() - 2));
}

QString stepTo(const QString &key)
{
    static const QRegularExpression kName(u"^[A-Za-z_][A-Za-z0-9_]*$"_s);
    return kName.match(key).hasMatch() ? u'.' + key : u'[' + jsonQuoted(key) + u']';
}

// Finds the innermost value around a position.
class Locator {
public:
    Locator(const QString &json, qsizetype position)
        : m_json(json)
        , m_position(position)
    {
    }
    QString find()
    {
        readValue(u"$"_s, 0, 0);
        return m_found;
    }

private:
    QChar here() const { return m_at < m_json.size() ? m_json[m_at] : QChar(); }
    void skipSpace()
    {
        while (here().isSpace())
            ++m_at;
    }
    bool skip(char16_t wanted)
    {
        skipSpace();
        if (here() != wanted)
            return false;
        ++m_at;
        return true;
    }
    QString readText()
    {
        const qsizetype from = m_at++;
        while (m_at < m_json.size() && m_json[m_at] != u'"')
            m_at += m_json[m_at] == u'\\' ? 2 : 1;
        m_at = std::min(m_at + 1, m_json.size());
        const QByteArray array = '[' + QStringView(m_json).sliced(from, m_at - from).toUtf8() + ']';
        return QJsonDocument::fromJson(array).array().at(0).toString();
    }
    // `from`: where its key begins, or it itself. False: the text ends or is wrong.
    bool readValue(const QString &path, qsizetype from, int depth)
    {
        skipSpace();
        const QChar first = here();
        const QString foundBefore = m_found;
        if (first.isNull())
            return false;
        bool good = depth < kDeepest;
        if (good && (first == u'{' || first == u'['))
            good = readParts(path, first == u'{', depth);
        else if (first == u'"')
            readText();
        else
            while (m_at < m_json.size() && !here().isSpace() && !u",]}:"_s.contains(here()))
                ++m_at;
        const qsizetype end = here() == u',' ? m_at + 1 : m_at;
        if (m_found == foundBefore && from <= m_position && m_position <= end)
            m_found = path;
        return good;
    }
    bool readParts(const QString &path, bool object, int depth)
    {
        ++m_at;
        const char16_t end = object ? u'}' : u']';
        for (int index = 0;; ++index) {
            qsizetype from = m_at;
            if (skip(end))
                return true;
            if (index > 0) {
                if (!skip(u','))
                    return false;
                from = m_at;
            }
            if (from < m_json.size() && m_json[from] == u'\n')
                ++from;
            skipSpace();
            QString step = u"[%1]"_s.arg(index);
            if (object) {
                if (here() != u'"')
                    return false;
                step = stepTo(readText());
                if (!skip(u':'))
                    return false;
            }
            if (!readValue(path + step, from, depth + 1))
                return false;
        }
    }

    const QString &m_json;
    const qsizetype m_position;
    qsizetype m_at = 0;
    QString m_found;
};

std::optional<QJsonValue> step(const QJsonValue &from, const QString &key)
{
    const QJsonObject object = from.toObject();
    const auto it = object.find(key);
    return it == object.end() ? std::nullopt : std::optional<QJsonValue>(*it);
}

} // namespace

QString jsonPathAt(const QString &json, qsizetype position)
{
    return Locator(json, position).find();
}

std::optional<QString> jsonValueAt(std::string_view json, const QString &path)
{
    static const QRegularExpression kStep(
        uR"(\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\])"_s);
    QJsonParseError error;
    const QJsonDocument document
        = QJsonDocument::fromJson(QByteArray(json.data(), qsizetype(json.size())), &error);
    if (error.error != QJsonParseError::NoError || !path.startsWith(u'$'))
        return std::nullopt;
    QJsonValue value = document.isArray() ? QJsonValue(document.array()) : document.object();
    for (qsizetype at = 1; at < path.size();) {
        const auto match = kStep.match(path, at, QRegularExpression::NormalMatch,
            QRegularExpression::AnchorAtOffsetMatchOption);
        if (!match.hasMatch())
            return std::nullopt;
        std::optional<QJsonValue> next;
        if (match.hasCaptured(3) && !match.captured(3).isEmpty())
            next = step(value,
                QJsonDocument::fromJson('[' + match.captured(3).toUtf8() + ']')
                    .array()
                    .at(0)
                    .toString());
        else if (!match.captured(1).isEmpty())
            next = step(value, match.captured(1));
        else if (const QJsonArray array = value.toArray(); match.captured(2).toInt() < array.size())
            next = array.at(match.captured(2).toInt());
        if (!next)
            return std::nullopt;
        value = *next;
        at = match.capturedEnd();
    }
    if (value.isString())
        return value.toString();
    const QByteArray array = QJsonDocument(QJsonArray {value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.sliced(1, array.size() - 2));
}

} // namespace wavetape::inspector
