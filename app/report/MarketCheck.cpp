// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/MarketCheck.h"

#include "feeds/report/MarketReport.h"
#include "viewmodels/Format.h"

#include <QThread>

#include <algorithm>
#include <cmath>

namespace wavetape::report {

using namespace Qt::StringLiterals;
using feeds::market::Profile;
using viewmodels::Format;

namespace {

constexpr Profile kProfiles[]
    = {Profile::calm, Profile::day, Profile::open, Profile::crash, Profile::dead};

// As many decimals as the size leaves room for.
QString number(double value)
{
    const double size = std::abs(value);
    return Format::fixed(value, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3);
}

QString bandText(double low, double high)
{
    if (std::isinf(high))
        return MarketCheck::tr("%1 or more").arg(number(low));
    return low == high ? number(low) : MarketCheck::tr("%1 to %2").arg(number(low), number(high));
}

QVariantMap rowOf(const QString &title, double value, const QString &band, bool pass, bool tooShort)
{
    return {{u"title"_s, title}, {u"value"_s, number(value)}, {u"band"_s, band}, {u"pass"_s, pass},
        {u"short"_s, tooShort},
        {u"spoken"_s,
            (pass ? MarketCheck::tr("%1: %2, within %3") : MarketCheck::tr("%1: %2, not %3"))
                .arg(title, number(value), band)}};
}

QVariant listOf(const std::vector<double> &values)
{
    return QVariant::fromValue(QList<double>(values.begin(), values.end()));
}

} // namespace

MarketCheck::MarketCheck(QObject *parent)
    : QObject(parent)
{
}

MarketCheck::~MarketCheck()
{
    stop();
    if (m_thread)
        m_thread->wait();
}

QStringList MarketCheck::profiles() const
{
    QStringList names;
    for (const Profile profile : kProfiles) {
        const std::string_view name = feeds::market::profileName(profile);
        names.append(QString::fromLatin1(name.data(), qsizetype(name.size())));
    }
    return names;
}

void MarketCheck::start(int profile, int hours, int seeds)
{
    if (m_thread || profile < 0 || size_t(profile) >= std::size(kProfiles))
        return;
    feeds::report::ReportSettings settings;
    settings.profile = kProfiles[profile];
    settings.hours = std::clamp(hours, 1, 48);
    settings.seeds.resize(size_t(std::clamp(seeds, 1, 5)));
    for (size_t i = 0; i < settings.seeds.size(); ++i)
        settings.seeds[i] = i + 1;
    const int count = int(settings.seeds.size());
    m_nextSubject = tr("%1, %2, %3 h")
                        .arg(profiles().at(profile),
                            count == 1 ? tr("seed 1") : tr("seeds 1 to %1").arg(count))
                        .arg(settings.hours);
    m_done = 0;
    m_stopped = std::make_shared<std::atomic<bool>>(false);
    settings.goOn = [this, stopped = m_stopped, told = -1.0](double done) mutable {
        // Everything that is called later is called on the GUI thread, while this lives.
        if (done - told >= 0.005) {
            told = done;
            QMetaObject::invokeMethod(
                this,
                [this, done] {
                    m_done = done;
                    Q_EMIT progressed();
                },
                Qt::QueuedConnection);
        }
        return !stopped->load(std::memory_order_relaxed);
    };
    auto report = std::make_shared<feeds::report::Report>();
    m_thread.reset(QThread::create([settings, report] { *report = makeReport(settings); }));
    connect(m_thread.get(), &QThread::finished, this, [this, report] {
        m_thread.release()->deleteLater();
        take(*report);
    });
    m_thread->start(QThread::LowPriority);
    Q_EMIT changed();
    Q_EMIT progressed();
}

void MarketCheck::stop()
{
    if (m_stopped)
        m_stopped->store(true, std::memory_order_relaxed);
}

void MarketCheck::take(const feeds::report::Report &report)
{
    m_done = 0;
    // One that was stopped changes nothing: the last whole one stays.
    if (!report.rows.empty()) {
        m_rows.clear();
        m_figures.clear();
        for (const feeds::report::ReportRow &row : report.rows) {
            m_rows.append(
                rowOf(QString::fromStdString(row.title), row.value, bandText(row.low, row.high),
                    row.pass, report.settings.hours < (row.needsDays ? 24 : 4)));
        }
        for (const feeds::report::SeamRow &row : report.seam) {
            m_rows.append(rowOf(tr("seam: %1").arg(QString::fromStdString(row.title)), row.live,
                tr("%1 ± %2").arg(number(row.past), number(row.spread)), row.pass, false));
        }
        for (const feeds::report::ReportFigure &figure : report.figures) {
            m_figures.insert(QString::fromStdString(figure.id),
                QVariantMap {{u"x"_s, listOf(figure.x)}, {u"y"_s, listOf(figure.y)},
                    {u"reference"_s, listOf(figure.reference)}});
        }
        m_passed = int(std::count_if(m_rows.cbegin(), m_rows.cend(),
            [](const QVariant &row) { return row.toMap().value(u"pass"_s).toBool(); }));
        m_pass = report.pass();
        m_subject = m_nextSubject;
    }
    Q_EMIT changed();
    Q_EMIT progressed();
}

} // namespace wavetape::report
