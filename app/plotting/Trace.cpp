// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/Trace.h"

#include <cmath>

namespace wavetape::plotting {

Trace::Trace(QObject *parent)
    : QObject(parent)
{
}

void Trace::setSource(TraceSource *source)
{
    if (m_source == source)
        return;
    m_source = source;
    emit changed();
}

void Trace::setColor(const QColor &color)
{
    if (m_color == color)
        return;
    m_color = color;
    emit changed();
}

void Trace::setShown(bool shown)
{
    if (m_shown == shown)
        return;
    m_shown = shown;
    emit changed();
}

void Trace::setGain(double gain)
{
    if (m_gain == gain || !std::isfinite(gain))
        return;
    m_gain = gain;
    emit changed();
}

void Trace::setOffset(double offset)
{
    if (m_offset == offset || !std::isfinite(offset))
        return;
    m_offset = offset;
    emit changed();
}

} // namespace wavetape::plotting
