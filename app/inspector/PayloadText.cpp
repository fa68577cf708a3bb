// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/PayloadText.h"

#include "protocol/BinaryHeader.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QtEndian>

#include <algorithm>
#include <cmath>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kPerLine = 16;

// Only spaces outside of strings are changed, so numbers and the order of members stay as they
// came.
QString rewritten(std::string_view json, bool indented)
{
    std::string out;
    out.reserve(json.size() * (indented ? 2 : 1));
    int depth = 0;
    bool inString = false;
    const auto newLine = [&] {
        if (indented)
            out.append(1, '\n').append(size_t(depth) * 2, ' ');
    };
    for (size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inString) {
            out += c;
            if (c == '\\' && i + 1 < json.size())
                out += json[++i];
            else if (c == '"')
                inString = false;
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
            continue;
        if (c == '{' || c == '[') {
            out += c;
            const size_t next = json.find_first_not_of(" \t\r\n", i + 1);
            if (next != std::string_view::npos && (json[next] == '}' || json[next] == ']')) {
                out += json[next];
                i = next;
                continue;
            }
            ++depth;
            newLine();
        } else if (c == '}' || c == ']') {
            --depth;
            newLine();
            out += c;
        } else if (c == ',') {
            out += c;
            newLine();
        } else if (c == ':') {
            out += indented ? ": " : ":";
        } else {
            inString = c == '"';
            out += c;
        }
    }
    return QString::fromUtf8(out.data(), qsizetype(out.size()));
}

} // namespace

QString hexDump(std::string_view bytes, size_t limit)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    const size_t shown = std::min(bytes.size(), limit);
    std::string out;
    for (size_t at = 0; at < shown; at += kPerLine) {
        char offset[16];
        out.append(offset, size_t(std::snprintf(offset, sizeof offset, "%06zx  ", at)));
        for (size_t i = at; i < at + kPerLine; ++i) {
            if (i < shown) {
                const auto byte = static_cast<unsigned char>(bytes[i]);
                out += {kDigits[byte >> 4], kDigits[byte & 15], ' '};
            } else {
                out += "   ";
            }
            if (i - at == kPerLine / 2 - 1)
                out += ' ';
        }
        out += ' ';
        for (size_t i = at; i < std::min(at + kPerLine, shown); ++i)
            out += bytes[i] >= 32 && bytes[i] < 127 ? bytes[i] : '.';
        out += '\n';
    }
    if (shown < bytes.size())
        out += QCoreApplication::translate("PayloadText", "… and %1 bytes more")
                   .arg(bytes.size() - shown)
                   .toStdString();
    return QString::fromUtf8(out.data(), qsizetype(out.size()));
}

std::optional<QString> formatJson(std::string_view text, bool indented, QString *error)
{
    QJsonParseError problem;
    QJsonDocument::fromJson(QByteArray::fromRawData(text.data(), qsizetype(text.size())), &problem);
    if (problem.error != QJsonParseError::NoError) {
        if (error)
            *error = QCoreApplication::translate("PayloadText", "Not JSON: %1, at byte %2")
                         .arg(problem.errorString())
                         .arg(problem.offset);
        return {};
    }
    return rewritten(text, indented);
}

std::optional<QByteArray> parseHex(const QString &text)
{
    QString digits = text;
    digits.remove(u"0x"_s, Qt::CaseInsensitive);
    digits.remove(QRegularExpression(u"[\\s,]"_s));
    static const QRegularExpression kHex(u"^([0-9a-fA-F]{2})*$"_s);
    if (!kHex.match(digits).hasMatch())
        return {};
    return QByteArray::fromHex(digits.toLatin1());
}

std::optional<QByteArray> parseFloats(const QString &text)
{
    QByteArray bytes;
    static const QRegularExpression kBetween(u"[\\s,;\\[\\]]+"_s);
    for (const QString &word : text.split(kBetween, Qt::SkipEmptyParts)) {
        bool good = false;
        const float value = word.toFloat(&good);
        if (!good)
            return {};
        char raw[4];
        qToLittleEndian(value, raw);
        bytes.append(raw, sizeof raw);
    }
    return bytes;
}

QList<double> readFloats(std::string_view bytes)
{
    if (protocol::BinaryHeader::read({bytes.data(), bytes.size()}))
        bytes.remove_prefix(protocol::BinaryHeader::kSize);
    if (bytes.empty() || bytes.size() % 4 != 0)
        return {};
    QList<double> values(qsizetype(bytes.size() / 4));
    for (qsizetype i = 0; i < values.size(); ++i) {
        const auto value = qFromLittleEndian<float>(bytes.data() + 4 * i);
        values[i] = std::isfinite(value) ? double(value) : 0.0;
    }
    return values;
}

QList<double> thinOut(const QList<double> &values, qsizetype points)
{
    if (values.size() <= points)
        return values;
    QList<double> thin;
    const qsizetype columns = points / 2;
    for (qsizetype column = 0; column < columns; ++column) {
        const auto from = values.begin() + column * values.size() / columns;
        const auto to = values.begin() + (column + 1) * values.size() / columns;
        auto [low, high] = std::minmax_element(from, to);
        if (high < low)
            std::swap(low, high);
        thin << *low << *high;
    }
    return thin;
}

QString withoutSecrets(const QString &text)
{
    static const QRegularExpression kSecret(
        uR"re(("(?:token|secret|password)"\s*:\s*)"(?:[^"\\]|\\.)*")re"_s,
        QRegularExpression::CaseInsensitiveOption);
    return QString(text).replace(kSecret, uR"(\1"")"_s);
}

} // namespace wavetape::inspector
