// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/LogSession.h"

#include "inspector/HarImport.h"
#include "inspector/LogExport.h"
#include "inspector/PayloadText.h"
#include "inspector/SessionStory.h"
#include "viewmodels/Format.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QThread>

#include <algorithm>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;
using viewmodels::Format;

namespace {
constexpr int kTickMs = 33;
constexpr int kRateMs = 1000;
constexpr size_t kMostCopied = 1 << 20; // bytes of a payload
} // namespace

LogSession::LogSession(QObject *parent)
    : QObject(parent)
    , m_log(std::make_shared<MessageLog>())
    , m_view(m_log)
{
    m_tick.setSingleShot(true);
    m_tick.setInterval(kTickMs);
    m_rate.setInterval(kRateMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        onShown();
        m_view.refresh();
    });
    connect(&m_view, &LogView::wanting, this, [this] {
        if (!m_tick.isActive())
            m_tick.start();
    });
    connect(&m_view, &LogView::currentChanged, this, [this] {
        const auto number = m_view.current() >= 0 ? uint64_t(m_view.current()) : 0;
        const auto entry = m_view.current() >= 0 ? m_log->find(number) : std::nullopt;
        if (entry)
            m_frame.show(number, *entry, traits());
        else
            m_frame.clear();
    });
    connect(&m_rate, &QTimer::timeout, this, [this] {
        const uint64_t end = m_log->extent().end;
        m_perSecond = double(end - m_rateEnd) * 1000 / kRateMs;
        m_rateEnd = end;
        if (m_perSecond == 0)
            m_rate.stop();
        Q_EMIT rateChanged();
    });
}

LogSession::~LogSession()
{
    if (m_export)
        m_export->wait();
}

void LogSession::showLines()
{
    if (!m_tick.isActive())
        m_tick.start();
    if (!m_rate.isActive())
        m_rate.start();
}

void LogSession::compareWith(double number)
{
    const auto entry = number < 0 ? std::nullopt : m_log->find(uint64_t(number));
    m_frame.compareWith(uint64_t(std::max(0.0, number)), entry);
}

QString LogSession::lineAs(double number, const QString &form) const
{
    const auto entry = number < 0 ? std::nullopt : m_log->find(uint64_t(number));
    if (!entry)
        return {};
    if (form == u"hex")
        return hexDump(entry->payload, kMostCopied);
    if (form == u"line")
        return QString::fromUtf8(exportLine(uint64_t(number), *entry)).trimmed();
    if (form == u"json") {
        if (const auto json = formatJson(entry->payload, true))
            return *json;
    }
    return QString::fromUtf8(
        entry->payload.data(), qsizetype(std::min(entry->payload.size(), kMostCopied)));
}

void LogSession::clearLog()
{
    m_log->clear();
    m_view.refresh();
}

void LogSession::work(const QString &begun, std::function<QString()> work)
{
    if (m_export)
        return;
    const auto outcome = std::make_shared<QString>();
    m_export.reset(QThread::create([outcome, work = std::move(work)] { *outcome = work(); }));
    connect(m_export.get(), &QThread::finished, this, [this, outcome] {
        m_export.release()->deleteLater();
        m_exported = *outcome;
        Q_EMIT exportedChanged();
    });
    m_exported = begun;
    m_export->start();
    Q_EMIT exportedChanged();
}

void LogSession::exportLog(const QString &path)
{
    const QString stamp = QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss"_s);
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString target = path.startsWith(u'.')
        ? QDir(folder).filePath(u"wavetape-log-%1%2"_s.arg(stamp, path))
        : path;
    work(tr("Exporting …"), [log = m_log, target, secure = isSecure(), at = scenarioTarget()] {
        QDir().mkpath(QFileInfo(target).absolutePath());
        if (target.endsWith(u".mcap"_s)) {
            const auto saved = saveFixture(*log, target);
            return saved ? tr("%1 messages in %2").arg(Format::count(*saved), target)
                         : saved.error();
        }
        QFile file(target);
        if (target.endsWith(u".toml"_s)) {
            const auto scenario = scenarioOf(*log);
            if (!scenario)
                return scenario.error();
            return file.open(QIODevice::WriteOnly) && file.write(*scenario) == scenario->size()
                    && file.flush()
                ? u"wavetape-server scenario %1"_s.arg(target)
                    + (at.isEmpty() ? QString() : u" --against "_s + at)
                : tr("%1: %2").arg(target, file.errorString());
        }
        const int64_t lines = file.open(QIODevice::WriteOnly)
            ? inspector::exportLog(*log, file, logFormatOf(target), secure)
            : -1;
        return lines < 0 || !file.flush()
            ? tr("%1: %2").arg(target, file.errorString())
            : tr("%1 lines in %2").arg(Format::count(double(lines)), target);
    });
}

void LogSession::importHar(const QString &path)
{
    work(tr("Importing …"), [log = m_log, path] {
        QFile file(path);
        if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
            return tr("%1 cannot be read").arg(path);
        if (file.size() > kMostHarBytes)
            return tr("%1 is larger than 256 MiB").arg(path);
        auto entries = entriesOfHar(file.readAll());
        if (!entries)
            return tr("%1: %2").arg(path, entries.error());
        const auto count = double(entries->size());
        log->append(*entries);
        return tr("%1 lines of %2").arg(Format::count(count), path);
    });
}

} // namespace wavetape::inspector
