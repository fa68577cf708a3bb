// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/MessageDiff.h"

#include "inspector/PayloadText.h"
#include "websocket/Utf8.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QStringList>

#include <algorithm>

namespace wavetape::inspector {

namespace {

constexpr qsizetype kComparedBytes = 256 * 1024;

QStringList linesOf(std::string_view text)
{
    // Bytes that are no text, sixteen a line.
    if (!websocket::isValidUtf8(text))
        return hexDump(text, size_t(kMostDiffLines) * 16).split(u'\n', Qt::SkipEmptyParts);
    const QByteArray bytes(text.data(), std::min(qsizetype(text.size()), kComparedBytes));
    // Qt's objects have their keys in one order.
    const QJsonDocument json = QJsonDocument::fromJson(bytes);
    return QString::fromUtf8(json.isNull() ? bytes : json.toJson().trimmed()).split(u'\n');
}

} // namespace

std::vector<DiffLine> diffOf(std::string_view first, std::string_view second)
{
    QStringList a = linesOf(first), b = linesOf(second);
    const bool cut = a.size() > kMostDiffLines || b.size() > kMostDiffLines;
    a = a.first(std::min(a.size(), kMostDiffLines));
    b = b.first(std::min(b.size(), kMostDiffLines));
    // common[i][j]: how many lines a[i…] and b[j…] share at most, in order.
    const auto width = size_t(b.size()) + 1;
    std::vector<int> common((size_t(a.size()) + 1) * width);
    const auto at
        = [&](qsizetype i, qsizetype j) -> int & { return common[size_t(i) * width + size_t(j)]; };
    for (qsizetype i = a.size() - 1; i >= 0; --i) {
        for (qsizetype j = b.size() - 1; j >= 0; --j)
            at(i, j) = a[i] == b[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    }
    std::vector<DiffLine> lines;
    for (qsizetype i = 0, j = 0; i < a.size() || j < b.size();) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            lines.push_back({DiffLine::Side::Both, a[i]});
            ++i;
            ++j;
        } else if (j >= b.size() || (i < a.size() && at(i + 1, j) >= at(i, j + 1))) {
            lines.push_back({DiffLine::Side::First, a[i++]});
        } else {
            lines.push_back({DiffLine::Side::Second, b[j++]});
        }
    }
    if (cut)
        lines.push_back({DiffLine::Side::Both,
            QCoreApplication::translate("MessageDiff", "… only the first %1 lines are compared")
                .arg(kMostDiffLines)});
    return lines;
}

} // namespace wavetape::inspector
