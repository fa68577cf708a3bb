// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ScenarioLab.h"

#include "scenario/Run.h"
#include "scenario/ScenarioReader.h"
#include "viewmodels/Format.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QThread>

#include <algorithm>

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using scenario::StepKind;
using viewmodels::Format;

namespace {

constexpr double kNanos = 1e9;
constexpr qint64 kMostFile = 256 * 1024;
const QString kShipped = u":/scenarios/"_s;

QString outcomeName(scenario::Outcome outcome)
{
    switch (outcome) {
    case scenario::Outcome::pending:
        break;
    case scenario::Outcome::held:
        return u"held"_s;
    case scenario::Outcome::failed:
        return u"failed"_s;
    case scenario::Outcome::vacuous:
        return u"empty"_s;
    }
    return u"pending"_s;
}

QString judgementName(scenario::Judgement judgement)
{
    switch (judgement) {
    case scenario::Judgement::held:
        return u"held"_s;
    case scenario::Judgement::failed:
        return u"failed"_s;
    case scenario::Judgement::notValid:
        return u"not valid"_s;
    case scenario::Judgement::interrupted:
        break;
    }
    return u"interrupted"_s;
}

// In the words of the file.
QString stepText(const scenario::Step &step, const scenario::Scenario &scenario)
{
    const auto whom = [&] {
        const QString name = QString::fromStdString(scenario.clients[step.group].name);
        return step.fraction < 1 ? u"%1 % of %2"_s.arg(step.fraction * 100).arg(name) : name;
    };
    const QString node = step.node != 0 ? u" %1"_s.arg(step.node) : QString();
    switch (step.kind) {
    case StepKind::publish:
        return ScenarioLab::tr("publish %1, %2/s for %3")
            .arg(QString::fromStdString(step.raw ? step.path : step.channel))
            .arg(step.rate)
            .arg(Format::span(double(step.during) / 1e6));
    case StepKind::send:
        return ScenarioLab::tr("%1 sends").arg(whom());
    case StepKind::pause:
        return ScenarioLab::tr("%1 pauses for %2")
            .arg(whom(), Format::span(double(step.during) / 1e6));
    case StepKind::cut:
        return ScenarioLab::tr("cut %1").arg(whom());
    case StepKind::fault: {
        const auto type = metrics::faultTypeName(step.toxic->type);
        return ScenarioLab::tr("fault %1")
            .arg(QString::fromLatin1(type.data(), qsizetype(type.size())));
    }
    case StepKind::heal:
        return ScenarioLab::tr("heal");
    case StepKind::drain:
        return ScenarioLab::tr("drain") + node;
    case StepKind::stop:
        return ScenarioLab::tr("stop") + node;
    case StepKind::kill:
        return ScenarioLab::tr("kill") + node;
    case StepKind::start:
        return ScenarioLab::tr("start") + node;
    }
    return {};
}

} // namespace

ScenarioLab::ScenarioLab(QObject *parent)
    : QObject(parent)
{
}

ScenarioLab::~ScenarioLab()
{
    cancel();
    if (m_thread)
        m_thread->wait();
}

QVariantList ScenarioLab::shipped() const
{
    QVariantList list;
    const QStringList files = QDir(kShipped).entryList({u"*.toml"_s}, QDir::Files, QDir::Name);
    for (const QString &name : files) {
        QFile file(kShipped + name);
        const QByteArray bytes = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        const auto read = scenario::readScenarioText({bytes.constData(), size_t(bytes.size())},
            name.toStdString(), scenario::Reading::asWritten);
        list.append(QVariantMap {{u"name"_s, name},
            {u"title"_s, read ? QString::fromStdString(read->title) : QString()}});
    }
    return list;
}

QString ScenarioLab::title() const
{
    return m_scenario ? QString::fromStdString(m_scenario->title) : QString();
}

QString ScenarioLab::about() const
{
    return m_scenario ? QString::fromStdString(m_scenario->about) : QString();
}

double ScenarioLab::seconds() const
{
    return m_scenario ? double(std::max(m_scenario->duration, m_scenario->busyUntil)) / kNanos : 1;
}

QVariantList ScenarioLab::steps() const
{
    QVariantList list;
    if (!m_scenario)
        return list;
    for (const scenario::Step &step : m_scenario->steps)
        list.append(QVariantMap {
            {u"at"_s, double(step.at) / kNanos}, {u"text"_s, stepText(step, *m_scenario)}});
    return list;
}

QVariantList ScenarioLab::groups() const
{
    QVariantList list;
    for (const Group &group : m_groups)
        list.append(QVariantMap {{u"name"_s, group.name}, {u"count"_s, double(group.count)},
            {u"open"_s, double(group.open)}, {u"shares"_s, group.shares}});
    return list;
}

QVariantList ScenarioLab::expectations() const
{
    QVariantList list;
    for (size_t i = 0; m_scenario && i < m_seen.size(); ++i)
        list.append(QVariantMap {
            {u"text"_s, QString::fromStdString(m_scenario->expectations[i].text)},
            {u"state"_s, m_seen[i].state}, {u"said"_s, m_seen[i].said}, {u"at"_s, m_seen[i].at}});
    return list;
}

void ScenarioLab::choose(int shipped)
{
    const QStringList files = QDir(kShipped).entryList({u"*.toml"_s}, QDir::Files, QDir::Name);
    if (shipped >= 0 && shipped < files.size())
        open(kShipped + files[shipped]);
}

void ScenarioLab::open(const QString &path)
{
    if (m_thread)
        return;
    m_twin = false;
    load(path);
}

void ScenarioLab::load(const QString &path)
{
    QFile file(path);
    m_file = QFileInfo(path).fileName();
    m_scenario.reset();
    m_twinWhy.clear();
    forget();
    if (!file.open(QIODevice::ReadOnly)) {
        m_trouble = tr("%1: %2").arg(m_file, file.errorString());
    } else if (file.size() > kMostFile) {
        m_trouble = tr("%1 is larger than 256 KiB").arg(m_file);
    } else {
        m_text = file.readAll().toStdString();
        auto read = scenario::readScenarioText(m_text, m_file.toStdString(),
            m_twin ? scenario::Reading::asTwin : scenario::Reading::asWritten);
        m_trouble = read ? QString() : QString::fromStdString(read.error());
        if (read)
            m_scenario = std::make_shared<const scenario::Scenario>(std::move(*read));
    }
    if (m_scenario) {
        // A defence that is off is off for the window's own server, too.
        if (m_scenario->twin && m_scenario->twin->disarm.empty())
            m_twinWhy = QString::fromStdString(m_scenario->twin->why);
        forget();
    }
    Q_EMIT changed();
    Q_EMIT progressed();
}

void ScenarioLab::setTwin(bool twin)
{
    if (m_thread || !m_scenario || twin == m_twin || (twin && m_twinWhy.isEmpty()))
        return;
    auto read = scenario::readScenarioText(m_text, m_file.toStdString(),
        twin ? scenario::Reading::asTwin : scenario::Reading::asWritten);
    if (!read) {
        m_trouble = QString::fromStdString(read.error());
    } else {
        m_twin = twin;
        m_scenario = std::make_shared<const scenario::Scenario>(std::move(*read));
        forget();
    }
    Q_EMIT changed();
    Q_EMIT progressed();
}

// What a run has shown.
void ScenarioLab::forget()
{
    m_now = 0;
    m_verdict.clear();
    m_sentence.clear();
    m_groups.clear();
    m_seen.clear();
    if (!m_scenario)
        return;
    for (const scenario::ClientGroup &group : m_scenario->clients)
        m_groups.push_back({QString::fromStdString(group.name), group.count, 0, {}});
    m_seen.resize(m_scenario->expectations.size(), Seen {u"pending"_s, {}, 0});
}

void ScenarioLab::run()
{
    if (m_thread || !m_scenario)
        return;
    forget();
    m_cancelled = std::make_shared<std::atomic<bool>>(false);
    scenario::RunOptions options;
    options.interrupted = [cancelled = m_cancelled] { return cancelled->load(); };
    // The thread is waited for before this goes.
    options.told = [this](const scenario::Progress &progress) {
        QMetaObject::invokeMethod(
            this, [this, progress] { take(progress); }, Qt::QueuedConnection);
    };
    auto verdict = std::make_shared<scenario::Verdict>();
    m_thread.reset(QThread::create([scenario = m_scenario, options, verdict] {
        *verdict = scenario::runScenario(*scenario, options);
    }));
    connect(m_thread.get(), &QThread::finished, this, [this, verdict] {
        m_thread.release()->deleteLater();
        finish(*verdict);
    });
    m_thread->start();
    Q_EMIT changed();
    Q_EMIT progressed();
}

void ScenarioLab::cancel()
{
    if (m_cancelled)
        m_cancelled->store(true);
}

void ScenarioLab::take(const scenario::Progress &progress)
{
    m_now = double(progress.now) / kNanos;
    for (size_t i = 0; i < m_groups.size() && i < progress.open.size(); ++i) {
        Group &group = m_groups[i];
        group.open = progress.open[i];
        group.shares.append(double(group.open) / double(std::max<size_t>(group.count, 1)));
    }
    for (size_t i = 0; i < m_seen.size() && i < progress.findings.size(); ++i) {
        const scenario::Finding &finding = progress.findings[i];
        m_seen[i] = {outcomeName(finding.outcome), QString::fromStdString(finding.said),
            double(finding.at) / kNanos};
    }
    Q_EMIT progressed();
}

void ScenarioLab::finish(const scenario::Verdict &verdict)
{
    std::vector<size_t> open;
    for (const Group &group : m_groups)
        open.push_back(group.open);
    take({scenario::Nanos(verdict.seconds * kNanos), verdict.findings, open});
    m_verdict = judgementName(verdict.judgement);
    m_sentence = QString::fromStdString(verdict.whyNotValid);
    for (size_t i = 0; i < m_seen.size() && m_sentence.isEmpty(); ++i) {
        if (m_seen[i].state == u"failed")
            m_sentence = tr("%1: %2").arg(
                QString::fromStdString(m_scenario->expectations[i].text), m_seen[i].said);
    }
    Q_EMIT changed();
    Q_EMIT progressed();
}

} // namespace wavetape::lab
