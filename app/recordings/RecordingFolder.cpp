// SPDX-License-Identifier: GPL-3.0-or-later
#include "recordings/RecordingFolder.h"

#include "recording/RecordingReader.h"
#include "viewmodels/VisibleText.h"

#include <QDateTime>
#include <QDir>

#include <limits>
#include <set>

namespace wavetape::recordings {

using namespace Qt::StringLiterals;

namespace {
constexpr int kLookMs = 2000;
} // namespace

RecordingFolder::RecordingFolder(QObject *parent)
    : ReplacedListModel(parent)
{
    m_reader.setMaxThreadCount(1);
    m_timer.setInterval(kLookMs);
    connect(&m_timer, &QTimer::timeout, this, &RecordingFolder::refresh);
}

RecordingFolder::~RecordingFolder()
{
    m_reader.clear();
    m_reader.waitForDone();
}

void RecordingFolder::setFolder(const QString &folder)
{
    if (folder == m_folder)
        return;
    m_folder = folder;
    Q_EMIT folderChanged();
    refresh();
}

void RecordingFolder::setGrowing(const QString &path)
{
    const QString whole = path.isEmpty() ? path : QFileInfo(path).absoluteFilePath();
    if (whole == m_growing)
        return;
    m_growing = whole;
    Q_EMIT folderChanged();
    refresh();
}

void RecordingFolder::setActive(bool active)
{
    if (active == m_timer.isActive())
        return;
    active ? m_timer.start() : m_timer.stop();
    Q_EMIT folderChanged();
    if (active)
        refresh();
}

void RecordingFolder::refresh()
{
    if (!m_timer.isActive())
        return;
    const int before = count();
    m_rows.clear();
    const QDir folder(m_folder);
    const bool there = !m_folder.isEmpty() && folder.exists();
    m_problem = there && !folder.isReadable()
        ? tr("%1 cannot be read").arg(viewmodels::visibleText(m_folder))
        : QString();
    const QFileInfoList files = there
        ? folder.entryInfoList({u"*.mcap"_s}, QDir::Files | QDir::Readable, QDir::Time)
        : QFileInfoList();
    for (qsizetype i = 0; i < files.size() && i < kLimit; ++i) {
        const QFileInfo &file = files.at(i);
        m_rows.push_back(file);
        const QString path = file.absoluteFilePath();
        const qint64 bytes = file.size();
        const qint64 timeMs = file.lastModified().toMSecsSinceEpoch();
        Summary &known = m_known[path];
        if (path == m_growing || (known.bytes == bytes && known.timeMs == timeMs))
            continue;
        known = {bytes, timeMs, Reading, 0, 0, 0, {}};
        m_reader.start([this, path, bytes, timeMs] {
            QMetaObject::invokeMethod(
                this, [this, path, summary = read(path, bytes, timeMs)] { take(path, summary); },
                Qt::QueuedConnection);
        });
    }
    tellReplaced(count());
    if (count() != before || !m_problem.isEmpty())
        Q_EMIT countChanged();
}

RecordingFolder::Summary RecordingFolder::read(const QString &path, qint64 bytes, qint64 timeMs)
{
    Summary summary {bytes, timeMs, Unreadable, 0, 0, 0, {}};
    const auto opened = recording::RecordingReader::open(QFile::encodeName(path).toStdString());
    if (!opened) {
        summary.problem = viewmodels::visibleText(QString::fromStdString(opened.error()));
        return summary;
    }
    const recording::McapContents &contents = (*opened)->contents();
    summary.condition = contents.damagedPlaces > 0 ? Damaged
        : contents.finished                        ? Sound
                                                   : Unfinished;
    summary.seconds = double(contents.lastNanos - contents.firstNanos) / 1e9;
    summary.messages = double(contents.messages);
    std::set<std::string> names; // of several epochs
    for (const auto &[id, channel] : (*opened)->channels())
        names.insert(channel.name);
    summary.channels = int(names.size());
    return summary;
}

void RecordingFolder::take(const QString &path, const Summary &summary)
{
    m_known.insert(path, summary);
    tellReplaced(count());
}

RecordingFolder::Summary RecordingFolder::summaryOf(const QFileInfo &file) const
{
    Summary summary = m_known.value(file.absoluteFilePath());
    if (file.absoluteFilePath() == m_growing)
        summary.condition = Growing;
    return summary;
}

QVariant RecordingFolder::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const QFileInfo &file = m_rows[size_t(index.row())];
    const Summary summary = summaryOf(file);
    const bool known = summary.condition >= Sound && summary.condition < Unreadable;
    switch (role) {
    case PathRole:
        return file.absoluteFilePath();
    case NameRole:
        return viewmodels::visibleText(file.fileName());
    case BytesRole:
        return double(file.size());
    case TimeRole:
        return double(file.lastModified().toMSecsSinceEpoch());
    case SecondsRole:
        return known ? summary.seconds : std::numeric_limits<double>::quiet_NaN();
    case MessagesRole:
        return summary.messages;
    case ChannelsRole:
        return summary.channels;
    case ConditionRole:
        return int(summary.condition);
    case ProblemRole:
        return summary.problem;
    default:
        return {};
    }
}

QHash<int, QByteArray> RecordingFolder::roleNames() const
{
    return {{PathRole, "path"}, {NameRole, "name"}, {BytesRole, "bytes"}, {TimeRole, "timeMs"},
        {SecondsRole, "seconds"}, {MessagesRole, "messages"}, {ChannelsRole, "channels"},
        {ConditionRole, "condition"}, {ProblemRole, "problem"}};
}

QString RecordingFolder::keyAt(int row) const
{
    return row >= 0 && row < count() ? m_rows[size_t(row)].absoluteFilePath() : QString();
}

int RecordingFolder::conditionAt(int row) const
{
    return data(index(row), ConditionRole).toInt();
}

int RecordingFolder::indexOfKey(const QString &path) const
{
    for (int row = 0; row < count(); ++row) {
        if (m_rows[size_t(row)].absoluteFilePath() == path)
            return row;
    }
    return -1;
}

} // namespace wavetape::recordings
