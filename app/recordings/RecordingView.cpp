// SPDX-License-Identifier: GPL-3.0-or-later
#include "recordings/RecordingView.h"

#include "recording/Repair.h"
#include "recording/Timeline.h"
#include "viewmodels/Format.h"
#include "viewmodels/VisibleText.h"

#include <QFile>

#include <algorithm>
#include <map>

namespace wavetape::recordings {

using namespace Qt::StringLiterals;
using viewmodels::visibleText;

namespace {
std::string pathOf(const QString &file)
{
    return QFile::encodeName(file).toStdString();
}

QString shown(const std::string &text)
{
    return visibleText(QString::fromStdString(text));
}

QVariantList channelsOf(const recording::RecordingReader &reader)
{
    std::map<std::string, double> messages; // of all epochs; states are no publications
    std::map<std::string, std::string> kinds;
    for (const auto &[id, channel] : reader.channels()) {
        if (channel.kind == recording::RecordedKind::snapshot)
            continue;
        const auto count = reader.contents().counts.find(id);
        messages[channel.name]
            += count == reader.contents().counts.end() ? 0 : double(count->second);
        kinds[channel.name] = recording::recordedKindName(channel.kind);
    }
    QVariantList rows;
    for (const auto &[name, count] : messages) {
        if (rows.size() == RecordingView::kMostChannels)
            break;
        rows.append(QVariantMap {
            {u"name"_s, shown(name)}, {u"kind"_s, shown(kinds[name])}, {u"messages"_s, count}});
    }
    return rows;
}
} // namespace

RecordingView::RecordingView(QObject *parent)
    : QObject(parent)
{
    m_reader.setMaxThreadCount(1);
}

RecordingView::~RecordingView()
{
    if (m_turn)
        *m_turn = false;
    m_reader.clear();
    m_reader.waitForDone();
}

void RecordingView::setFile(const QString &file)
{
    if (file == m_file)
        return;
    m_file = file;
    m_outcome.clear();
    m_content = {};
    reload();
}

void RecordingView::reload()
{
    if (m_turn)
        *m_turn = false;
    m_turn = std::make_shared<std::atomic<bool>>(true);
    m_reading = !m_file.isEmpty();
    if (m_reading) {
        m_reader.start([this, file = m_file, turn = m_turn] {
            if (!*turn)
                return;
            QMetaObject::invokeMethod(
                this,
                [this, turn, content = read(file, turn)] {
                    if (turn != m_turn)
                        return;
                    m_content = content;
                    m_reading = false;
                    Q_EMIT changed();
                },
                Qt::QueuedConnection);
        });
    }
    Q_EMIT changed();
}

RecordingView::Content RecordingView::read(const QString &file, const Turn &wanted)
{
    Content result;
    const auto opened = recording::RecordingReader::open(pathOf(file));
    if (!opened) {
        result.problem = shown(opened.error());
        return result;
    }
    const recording::McapContents &contents = (*opened)->contents();
    result.known = true;
    result.startMs = double(contents.firstNanos) / 1e6;
    result.seconds = double(contents.lastNanos - contents.firstNanos) / 1e9;
    result.messages = double(contents.messages);
    result.repairable = !contents.finished || contents.damagedPlaces > 0;
    if (contents.damagedPlaces > 0)
        result.problem = tr("%Ln damaged place(s), %1: what is whole can be replayed", nullptr,
            int(contents.damagedPlaces))
                             .arg(viewmodels::Format::bytes(double(contents.damagedBytes)));
    else if (!contents.finished)
        result.problem = tr("Without its end: it was cut, or is still being written");
    result.channels = channelsOf(**opened);
    const auto timeline
        = recording::timelineOf(**opened, kColumns, [&wanted] { return wanted->load(); });
    const double most = *std::max_element(timeline.bytes.begin(), timeline.bytes.end());
    for (const double bytes : timeline.bytes)
        result.density.append(most > 0 ? bytes / most : 0);
    for (const recording::TimelineEvent &event : timeline.events)
        result.events.append(QVariantMap {
            {u"seconds"_s, std::max(0.0, double(event.timeMicros) / 1e6 - result.startMs / 1e3)},
            {u"channel"_s, shown(event.channel)}, {u"text"_s, shown(event.text)}});
    result.cut = !timeline.whole;
    return result;
}

void RecordingView::repair()
{
    if (m_file.isEmpty())
        return;
    m_outcome = tr("Repairing …");
    Q_EMIT changed();
    QString target = m_file;
    if (target.endsWith(u".mcap"_s))
        target.chop(5);
    target += u"-repaired.mcap"_s;
    m_reader.start([this, file = m_file, target] {
        const auto repaired = recording::repairRecording(pathOf(file), pathOf(target));
        const QString outcome = repaired
            ? tr("%1: %2 messages")
                  .arg(shown(repaired->path).section(u'/', -1),
                      viewmodels::Format::count(double(repaired->messages)))
            : shown(repaired.error());
        QMetaObject::invokeMethod(
            this,
            [this, file, outcome] {
                if (file != m_file)
                    return;
                m_outcome = outcome;
                Q_EMIT changed();
            },
            Qt::QueuedConnection);
    });
}

} // namespace wavetape::recordings
