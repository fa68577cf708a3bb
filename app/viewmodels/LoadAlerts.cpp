// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/LoadAlerts.h"

#include <cmath>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

namespace {
constexpr double kBelowAgain = 0.9;

QString keyOf(const QString &name)
{
    return u"alerts/"_s + name;
}
} // namespace

LoadAlerts::LoadAlerts(EventLog &log, QObject *parent)
    : QObject(parent)
    , m_log(log)
{
}

void LoadAlerts::setStore(QSettings *store)
{
    m_store = store;
    if (!store)
        return;
    for (auto it = m_lines.begin(); it != m_lines.end(); ++it) {
        const double kept = store->value(keyOf(it.key()), std::nan("")).toDouble();
        it->at = std::isfinite(kept) && kept > 0 ? kept : std::nan("");
    }
    ++m_revision;
    Q_EMIT changed();
}

void LoadAlerts::watch(
    const QString &name, TimeSeries &series, const QString &title, InWords inWords)
{
    m_lines.insert(name, {name, &series, title, std::move(inWords), std::nan(""), false});
    connect(&series, &TimeSeries::changed, this, [this, name] { look(m_lines[name]); });
}

double LoadAlerts::at(const QString &name) const
{
    const auto it = m_lines.find(name);
    return it == m_lines.end() ? std::nan("") : it->at;
}

void LoadAlerts::place(const QString &name, double value)
{
    const auto it = m_lines.find(name);
    if (it == m_lines.end())
        return;
    it->at = std::isfinite(value) && value > 0 ? value : std::nan("");
    it->above = false;
    if (m_store && std::isnan(it->at))
        m_store->remove(keyOf(name));
    else if (m_store)
        m_store->setValue(keyOf(name), it->at);
    ++m_revision;
    Q_EMIT changed();
    look(*it);
}

void LoadAlerts::look(Line &line)
{
    if (line.series->isEmpty() || std::isnan(line.at))
        return;
    const double value = line.series->last();
    if (!line.above && value > line.at) {
        line.above = true;
        const QString text
            = tr("%1 above %2: %3").arg(line.title, line.inWords(line.at), line.inWords(value));
        m_log.note(u"alert"_s, line.series->newest() * 1000, text);
        Q_EMIT raised(line.name, text);
    } else if (value < line.at * kBelowAgain) {
        line.above = false;
    }
}

} // namespace wavetape::viewmodels
