// SPDX-License-Identifier: GPL-3.0-or-later
#include "ScreenReader.h"

#include <utility>

namespace wavetape::controls {

ScreenReader::ScreenReader(QObject *parent)
    : QObject(parent)
{
    QAccessible::installActivationObserver(this);
}

ScreenReader::~ScreenReader()
{
    QAccessible::removeActivationObserver(this);
}

void ScreenReader::point(QQuickItem *part) const
{
    if (!m_listening || !part)
        return;
    QAccessibleEvent event(part, QAccessible::Focus);
    QAccessible::updateAccessibility(&event);
}

void ScreenReader::accessibilityActiveChanged(bool active)
{
    if (std::exchange(m_listening, active) != active)
        Q_EMIT listeningChanged();
}

} // namespace wavetape::controls
