// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/RecordingStatus.h"

#include "viewmodels/JsonRead.h"

#include <QDir>
#include <QPointer>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype kMostFile = 4096;
} // namespace

RecordingStatus::RecordingStatus(client::FeedClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_subscription = client.subscribe(
        u"sys.stats"_s, {}, [this](const std::vector<client::FeedMessage> &messages) {
            for (const auto &message : messages) {
                if (const auto *value = message.as<QJsonValue>(); value && value->isObject())
                    apply(value->toObject().value("recording"_L1).toObject());
            }
        });
}

void RecordingStatus::setFolder(const QString &folder)
{
    if (folder == m_folder)
        return;
    m_folder = folder;
    Q_EMIT changed();
}

void RecordingStatus::apply(const QJsonObject &recording)
{
    m_running = recording.value("running"_L1).toBool();
    m_failing = m_running && recording.value("failing"_L1).toBool();
    m_file = textOf(recording, "file"_L1, kMostFile);
    m_messages = numberOr(recording, "messages"_L1);
    m_bytes = numberOr(recording, "bytes"_L1);
    m_dropped = numberOr(recording, "dropped"_L1);
    Q_EMIT changed();
}

void RecordingStatus::restart()
{
    m_problem.clear();
    apply({});
}

void RecordingStatus::record(bool on)
{
    if (on && !m_folder.isEmpty())
        QDir().mkpath(m_folder); // where it cannot be made the server says why
    m_client.request({{u"type"_s, u"admin"_s}, {u"action"_s, u"record"_s}, {u"enabled"_s, on}},
        [self = QPointer(this), on](const client::Reply &reply) {
            if (!self)
                return;
            self->m_problem = reply.ok ? QString() : visibleText(reply.error.left(kMostFile));
            if (reply.ok)
                self->m_running = on;
            Q_EMIT self->changed();
        });
}

} // namespace wavetape::viewmodels
