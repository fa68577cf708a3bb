// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/ReplayControl.h"

#include "viewmodels/JsonRead.h"

#include <QPointer>

#include <algorithm>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype kMostPath = 4096;

ReplayControl::State stateOf(const QString &name)
{
    if (name == "waiting"_L1)
        return ReplayControl::Waiting;
    if (name == "playing"_L1)
        return ReplayControl::Playing;
    if (name == "paused"_L1)
        return ReplayControl::Paused;
    return name == "ended"_L1 ? ReplayControl::Ended : ReplayControl::None;
}
} // namespace

ReplayControl::ReplayControl(client::FeedClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_subscription = client.subscribe(
        u"sys.stats"_s, {}, [this](const std::vector<client::FeedMessage> &messages) {
            for (const auto &message : messages) {
                if (const auto *value = message.as<QJsonValue>(); value && value->isObject())
                    apply(value->toObject().value("replay"_L1).toObject());
            }
        });
}

QString ReplayControl::name() const
{
    return m_file.section(u'/', -1);
}

void ReplayControl::setChoosable(bool choosable)
{
    if (choosable == m_choosable)
        return;
    m_choosable = choosable;
    Q_EMIT changed();
}

void ReplayControl::setProblem(const QString &problem)
{
    m_problem = visibleText(problem.left(kMostPath));
    Q_EMIT changed();
}

void ReplayControl::apply(const QJsonObject &replay)
{
    if (replay.isEmpty() && m_state == None)
        return;
    m_state = stateOf(textOf(replay, "state"_L1, 16));
    m_file = textOf(replay, "file"_L1, kMostPath);
    m_duration = std::max(0.0, numberOr(replay, "duration"_L1));
    m_position = std::clamp(numberOr(replay, "position"_L1), 0.0, m_duration);
    m_from = std::clamp(numberOr(replay, "from"_L1), 0.0, m_duration);
    m_to = std::clamp(numberOr(replay, "to"_L1, m_duration), m_from, m_duration);
    m_speed = numberOr(replay, "speed"_L1, 1);
    m_loop = replay.value("loop"_L1).toBool();
    m_messages = numberOr(replay, "messages"_L1);
    m_skipped = numberOr(replay, "skipped"_L1);
    m_told.start();
    Q_EMIT changed();
}

void ReplayControl::restart()
{
    m_problem.clear();
    apply({});
    Q_EMIT changed();
}

double ReplayControl::positionNow() const
{
    const double since
        = m_state == Playing && m_told.isValid() ? double(m_told.elapsed()) / 1000 * m_speed : 0;
    return std::min(m_position + since, m_to);
}

void ReplayControl::order(QJsonObject members)
{
    members.insert(u"type"_s, u"admin"_s);
    members.insert(u"action"_s, u"replay"_s);
    m_client.request(std::move(members), [self = QPointer(this)](const client::Reply &reply) {
        if (!self)
            return;
        self->setProblem(reply.ok ? QString() : reply.error);
        if (reply.ok)
            self->apply(reply.message.value("replay"_L1).toObject());
    });
}

void ReplayControl::play()
{
    order({{u"enabled"_s, true}});
}

void ReplayControl::pause()
{
    order({{u"enabled"_s, false}});
}

void ReplayControl::step()
{
    order({{u"enabled"_s, false}, {u"step"_s, 1}});
}

void ReplayControl::seek(double seconds)
{
    order({{u"seek"_s, std::clamp(seconds, 0.0, m_duration)}});
}

void ReplayControl::setPart(double from, double to)
{
    order({{u"from"_s, from}, {u"to"_s, to >= m_duration ? 0 : to}});
}

void ReplayControl::setSpeed(double speed)
{
    order({{u"speed"_s, speed}});
}

void ReplayControl::setLoop(bool loop)
{
    order({{u"loop"_s, loop}});
}

void ReplayControl::choose(const QString &file)
{
    m_problem.clear();
    Q_EMIT fileWanted(file);
}

} // namespace wavetape::viewmodels
