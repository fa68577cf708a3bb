// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/Preferences.h"

#include <algorithm>
#include <utility>

namespace wavetape::viewmodels {

namespace {
constexpr int kFarthest = 32768; // a place on any desktop, to either side
constexpr qsizetype kLongest = 400; // letters of how a page was left
} // namespace

Preferences::Preferences(bool keep, QObject *parent)
    : Preferences(keep ? std::make_unique<QSettings>() : nullptr, parent)
{
}

Preferences::Preferences(std::unique_ptr<QSettings> settings, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
{
    if (!m_settings)
        return;
    const auto number = [this](const char *key, int fallback, int low, int high) {
        return std::clamp(m_settings->value(QLatin1String(key), fallback).toInt(), low, high);
    };
    m_themeMode = number("window/theme", 0, 0, 2);
    m_language = m_settings->value(QStringLiteral("window/language"), m_language).toString();
    m_page = m_settings->value(QStringLiteral("window/page")).toString();
    m_width = number("window/width", 1400, kLeastWidth, 8192);
    m_height = number("window/height", 900, kLeastHeight, 8192);
    m_maximized = m_settings->value(QStringLiteral("window/maximized"), false).toBool();
    if (m_settings->contains(QStringLiteral("window/x")))
        m_place = QPoint(number("window/x", 0, -kFarthest, kFarthest),
            number("window/y", 0, -kFarthest, kFarthest));
    m_spectrum = m_settings->value(QStringLiteral("window/spectrum"), false).toBool();
    m_reducedMotion = m_settings->value(QStringLiteral("window/reducedMotion"), false).toBool();
}

Preferences::~Preferences() = default;

void Preferences::setThemeMode(int mode)
{
    set(m_themeMode, std::clamp(mode, 0, 2), "window/theme");
}
void Preferences::setReducedMotion(bool reduced)
{
    set(m_reducedMotion, reduced, "window/reducedMotion");
}
void Preferences::setSpectrum(bool shown)
{
    set(m_spectrum, shown, "window/spectrum");
}
void Preferences::setLanguage(const QString &name)
{
    set(m_language, name, "window/language");
}
void Preferences::setPage(const QString &page)
{
    set(m_page, page, "window/page");
}
void Preferences::setWidth(int width)
{
    set(m_width, width, "window/width");
}
void Preferences::setHeight(int height)
{
    set(m_height, height, "window/height");
}

void Preferences::keepSize(int width, int height)
{
    const int before = std::exchange(m_height, height);
    if (m_settings && before != height)
        m_settings->setValue(QStringLiteral("window/height"), height);
    set(m_width, width, "window/width");
    if (before != height)
        Q_EMIT changed();
}

void Preferences::setMaximized(bool maximized)
{
    set(m_maximized, maximized, "window/maximized");
}

void Preferences::keepPlace(int x, int y)
{
    m_place = QPoint(x, y);
    if (!m_settings)
        return;
    m_settings->setValue(QStringLiteral("window/x"), x);
    m_settings->setValue(QStringLiteral("window/y"), y);
}

QString Preferences::kept(const QString &name, const QString &fallback) const
{
    if (!m_settings)
        return fallback;
    return m_settings->value(QStringLiteral("layout/") + name, fallback).toString().left(kLongest);
}

void Preferences::keep(const QString &name, const QString &value)
{
    if (m_settings && value.size() <= kLongest)
        m_settings->setValue(QStringLiteral("layout/") + name, value);
}

void Preferences::fit(const QSize &screen)
{
    m_width = std::min(m_width, screen.width());
    m_height = std::min(m_height, screen.height());
    Q_EMIT changed();
}

} // namespace wavetape::viewmodels
