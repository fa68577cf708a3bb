// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/PriceAlarm.h"

#include "viewmodels/Format.h"
#include "viewmodels/Watchlist.h"

#include <cmath>

namespace wavetape::viewmodels {

void PriceAlarm::setSymbol(const QString &symbol)
{
    m_symbol = symbol;
    Q_EMIT changed();
}

void PriceAlarm::clear()
{
    m_lines.clear();
    m_rung.clear();
    Q_EMIT changed();
}

void PriceAlarm::place(double price)
{
    if (m_symbol.isEmpty())
        return;
    if (std::isfinite(price) && price > 0)
        m_lines[m_symbol] = {price, 0};
    else
        m_lines.remove(m_symbol);
    Q_EMIT changed();
}

void PriceAlarm::remove()
{
    m_lines.remove(m_symbol);
    Q_EMIT changed();
}

void PriceAlarm::silence()
{
    m_rung.clear();
    Q_EMIT changed();
}

void PriceAlarm::observe(const QString &symbol, double price)
{
    const auto line = m_lines.find(symbol);
    if (line == m_lines.end() || !(price > 0))
        return;
    const int side = price > line->price ? 1 : price < line->price ? -1 : 0;
    if (line->side == 0 && side != 0) {
        line->side = side;
        return;
    }
    if (side == line->side)
        return;
    m_rung = (line->side < 0 ? tr("%1 rose to %2") : tr("%1 fell to %2"))
                 .arg(symbol, Format::fixed(price, Watchlist::priceDecimals(price)));
    m_lines.erase(line);
    Q_EMIT changed();
}

} // namespace wavetape::viewmodels
