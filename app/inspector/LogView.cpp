// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/LogView.h"

#include "inspector/JsonPath.h"
#include "viewmodels/Format.h"
#include "websocket/CloseCode.h"

#include <QElapsedTimer>

#include <algorithm>

namespace wavetape::inspector {

namespace {

using viewmodels::Format;

constexpr uint64_t kSlice = 4096; // lines looked at under one lock
constexpr qint64 kScanNs = 4'000'000; // of the GUI thread's time per refresh
constexpr size_t kSummaryBytes = 240;
constexpr size_t kMostWatched = 16 * 1024; // bytes of a message that is looked into

QString oneLine(std::string_view text)
{
    QString line = QString::fromUtf8(text.data(), qsizetype(std::min(text.size(), kSummaryBytes)));
    for (QChar &c : line) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return line;
}

QString hexLine(std::string_view bytes)
{
    return QString::fromLatin1(
        QByteArray(bytes.data(), qsizetype(std::min<size_t>(bytes.size(), 32))).toHex(' '));
}

} // namespace

LogView::LogView(std::shared_ptr<MessageLog> log, QObject *parent)
    : QAbstractListModel(parent)
    , m_log(std::move(log))
{
}

void LogView::setRows(int rows)
{
    rows = std::clamp(rows, 0, kMostRows);
    if (rows == m_rows)
        return;
    if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    } else {
        beginRemoveRows({}, rows, m_rows - 1);
        m_rows = rows;
        endRemoveRows();
    }
    Q_EMIT rowsChanged();
    arrange();
}

void LogView::setTop(double top)
{
    const uint64_t last = m_total > uint64_t(m_rows) ? m_total - uint64_t(m_rows) : 0;
    const auto place = uint64_t(std::clamp(top, 0.0, double(last)));
    m_follow = place == last;
    m_top = place;
    m_anchor = numberAt(place);
    arrange();
}

void LogView::setFollow(bool follow)
{
    m_follow = follow;
    arrange();
}

void LogView::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    startFilter();
}

void LogView::setOnly(Only only)
{
    if (only == m_only)
        return;
    m_only = only;
    startFilter();
}

void LogView::startFilter()
{
    m_filter = {LogFilter::Only(m_only), TextNeedle(m_text.toStdString())};
    m_matches.clear();
    m_scanned = m_extent.first;
    m_hits.clear();
    m_searched = m_find.isEmpty() ? m_extent.end : m_extent.first;
    if (m_filter.isEmpty())
        m_scanned = m_extent.end;
    Q_EMIT filterChanged();
    refresh();
}

void LogView::setCurrent(double number)
{
    const auto wanted = int64_t(number);
    if (wanted == m_current)
        return;
    m_current = wanted;
    Q_EMIT currentChanged();
    if (!m_hits.empty())
        Q_EMIT foundChanged();
    if (m_rows > 0)
        Q_EMIT dataChanged(index(0), index(m_rows - 1), {Current});
}

uint64_t LogView::numberAt(uint64_t place) const
{
    if (m_filter.isEmpty())
        return m_extent.first + place;
    return place < m_matches.size() ? m_matches[size_t(place)] : m_extent.end;
}

uint64_t LogView::placeOf(uint64_t number) const
{
    if (m_filter.isEmpty())
        return number < m_extent.first ? 0 : std::min(number, m_extent.end) - m_extent.first;
    return uint64_t(
        std::lower_bound(m_matches.begin(), m_matches.end(), number) - m_matches.begin());
}

void LogView::refresh()
{
    const uint64_t cleared = m_extent.cleared;
    m_extent = m_log->extent();
    if (m_extent.cleared != cleared) {
        setCurrent(-1);
        m_follow = true;
    }
    while (!m_matches.empty() && m_matches.front() < m_extent.first)
        m_matches.pop_front();
    m_scanned = std::max(m_scanned, m_extent.first);
    const size_t hits = m_hits.size();
    while (!m_hits.empty() && m_hits.front() < m_extent.first)
        m_hits.pop_front();
    if (m_hits.size() != hits)
        Q_EMIT foundChanged();
    m_searched = std::max(m_searched, m_extent.first);
    scan();
    lookOn();
    arrange();
    if (isBusy())
        Q_EMIT wanting();
}

void LogView::scan()
{
    if (m_filter.isEmpty()) {
        m_scanned = m_extent.end;
        return;
    }
    QElapsedTimer clock;
    clock.start();
    while (m_scanned < m_extent.end && clock.nsecsElapsed() < kScanNs) {
        uint64_t bytes = 0;
        m_scanned = m_log->visit(m_scanned, std::min(m_scanned + kSlice, m_extent.end),
            [&](uint64_t number, const LogEntry &entry) {
                if (m_filter.accepts(entry))
                    m_matches.push_back(number);
                bytes += entry.payload.size();
                return bytes < (1 << 20);
            });
    }
}

void LogView::setFind(const QString &text)
{
    if (text == m_find)
        return;
    m_find = text;
    m_needle = TextNeedle(text.toStdString());
    m_hits.clear();
    m_searched = text.isEmpty() ? m_extent.end : m_extent.first;
    m_wantsHit = false;
    Q_EMIT foundChanged();
    refresh();
}

double LogView::hit() const
{
    if (m_current < 0)
        return 0;
    const auto at = std::lower_bound(m_hits.begin(), m_hits.end(), uint64_t(m_current));
    return at != m_hits.end() && *at == uint64_t(m_current) ? double(at - m_hits.begin()) + 1 : 0;
}

void LogView::findNext(bool forward)
{
    if (m_find.isEmpty())
        return;
    if (m_hits.empty()) {
        m_wantsHit = m_searched < m_extent.end;
        return;
    }
    const uint64_t from = m_current >= 0 ? uint64_t(m_current) : m_anchor;
    auto at = std::lower_bound(m_hits.begin(), m_hits.end(), from);
    if (forward) {
        if (m_current >= 0 && at != m_hits.end() && *at == from)
            ++at;
        if (at == m_hits.end())
            at = m_hits.begin();
    } else {
        at = at == m_hits.begin() ? m_hits.end() - 1 : at - 1;
    }
    m_follow = false;
    show(*at);
    Q_EMIT foundChanged();
}

void LogView::lookOn()
{
    if (m_find.isEmpty()) {
        m_searched = m_extent.end;
        return;
    }
    const size_t before = m_hits.size();
    QElapsedTimer clock;
    clock.start();
    while (m_searched < m_extent.end && clock.nsecsElapsed() < kScanNs) {
        uint64_t bytes = 0;
        m_searched = m_log->visit(m_searched, std::min(m_searched + kSlice, m_extent.end),
            [&](uint64_t number, const LogEntry &entry) {
                if (m_needle.isIn(entry.payload) && (m_filter.isEmpty() || m_filter.accepts(entry)))
                    m_hits.push_back(number);
                bytes += entry.payload.size();
                return bytes < (1 << 20);
            });
    }
    if (m_hits.size() == before)
        return;
    if (m_wantsHit) {
        m_wantsHit = false;
        findNext(true);
    }
    Q_EMIT foundChanged();
}

void LogView::show(uint64_t number)
{
    setCurrent(double(number));
    const uint64_t place = placeOf(number);
    if (place >= m_top && place < m_top + uint64_t(std::max(1, m_rows)))
        return;
    m_follow = false;
    m_top = place > uint64_t(m_rows / 2) ? place - uint64_t(m_rows / 2) : 0;
    m_anchor = numberAt(m_top);
    arrange();
}

void LogView::step(int by)
{
    if (m_total == 0)
        return;
    int64_t place = m_current < 0 ? int64_t(m_top) : int64_t(placeOf(uint64_t(m_current))) + by;
    place = std::clamp<int64_t>(place, 0, int64_t(m_total) - 1);
    const bool above = uint64_t(place) < m_top;
    setCurrent(double(numberAt(uint64_t(place))));
    if (above)
        setTop(double(place));
    else if (uint64_t(place) >= m_top + uint64_t(m_rows))
        setTop(double(place - m_rows + 1));
    else if (by != 0)
        m_follow = false;
}

void LogView::arrange()
{
    m_total = m_filter.isEmpty() ? m_extent.size() : m_matches.size();
    const uint64_t last = m_total > uint64_t(m_rows) ? m_total - uint64_t(m_rows) : 0;
    m_top = m_follow ? last : std::min(last, placeOf(m_anchor));
    m_anchor = numberAt(m_top);
    m_shown.clear();
    for (uint64_t place = m_top; place < m_total && m_shown.size() < size_t(m_rows);) {
        const uint64_t from = numberAt(place);
        // Without a filter the lines lie side by side: one look for all of them.
        const uint64_t to = m_filter.isEmpty() ? from + uint64_t(m_rows) : from + 1;
        const size_t before = m_shown.size();
        m_log->visit(from, to, [&](uint64_t number, const LogEntry &entry) {
            m_shown.push_back(describe(number, entry));
            return true;
        });
        place += std::max<uint64_t>(1, m_shown.size() - before);
    }
    if (m_shown.size() > size_t(m_rows))
        m_shown.resize(size_t(m_rows));
    if (m_rows > 0)
        Q_EMIT dataChanged(index(0), index(m_rows - 1));
    Q_EMIT moved();
}

LogView::Row LogView::describe(uint64_t number, const LogEntry &entry) const
{
    using Kind = LogEntry::Kind;
    Row row;
    row.number = number;
    row.time = Format::clock(entry.timeMs, true);
    row.kind = QLatin1String(kindName(entry.kind));
    row.outgoing = entry.outgoing;
    if (entry.hasFrame()) {
        row.size = Format::count(double(entry.frame.payload));
        row.header = QString::number(entry.frame.headerSize);
        if (entry.frames > 1)
            row.size = tr("%1 in %2").arg(Format::count(double(entry.wireBytes))).arg(entry.frames);
    } else if (entry.wireBytes > 0) {
        row.size = Format::count(double(entry.wireBytes));
    }
    switch (entry.kind) {
    case Kind::Binary:
    case Kind::Ping:
    case Kind::Pong:
        row.summary = hexLine(entry.payload);
        break;
    case Kind::Close: {
        const auto name = websocket::closeCodeName(entry.closeCode);
        row.summary = entry.closeCode == 0 ? tr("no code (1005)")
                                           : QString::number(entry.closeCode) + u' '
                + QString::fromUtf8(name.data(), qsizetype(name.size()));
        if (!entry.payload.empty())
            row.summary += QStringLiteral(" · ") + oneLine(entry.payload);
        break;
    }
    case Kind::Request:
    case Kind::Response:
        row.summary = oneLine(std::string_view(entry.payload).substr(0, entry.payload.find('\r')));
        break;
    default:
        row.summary = oneLine(entry.payload);
    }
    if (!m_column.isEmpty() && entry.kind == Kind::Text && entry.payload.size() <= kMostWatched)
        row.watched
            = oneLine(jsonValueAt(entry.payload, m_column).value_or(QString()).toStdString());
    return row;
}

void LogView::setColumn(const QString &path)
{
    if (path == m_column)
        return;
    m_column = path;
    Q_EMIT columnChanged();
    arrange();
}

int LogView::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

QVariant LogView::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool there = size_t(index.row()) < m_shown.size();
    static const Row kNothing;
    const Row &row = there ? m_shown[size_t(index.row())] : kNothing;
    switch (role) {
    case Number:
        return there ? double(row.number) : -1.0;
    case TimeText:
        return row.time;
    case Kind:
        return row.kind;
    case Out:
        return row.outgoing;
    case Size:
        return row.size;
    case Header:
        return row.header;
    case Summary:
        return row.summary;
    case Current:
        return there && m_current >= 0 && uint64_t(m_current) == row.number;
    case Shown:
        return there;
    case Watched:
        return row.watched;
    default:
        return {};
    }
}

QHash<int, QByteArray> LogView::roleNames() const
{
    return {{Number, "number"}, {TimeText, "timeText"}, {Kind, "kind"}, {Out, "outgoing"},
        {Size, "size"}, {Header, "header"}, {Summary, "summary"}, {Current, "current"},
        {Shown, "shown"}, {Watched, "watched"}};
}

} // namespace wavetape::inspector
