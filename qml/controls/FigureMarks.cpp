// SPDX-License-Identifier: GPL-3.0-or-later
#include "FigureMarks.h"

#include "Icon.h"

#include <QAbstractItemModel>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace wavetape::controls {

namespace {

constexpr qsizetype kMostLaid = 2000; // then all are forgotten

} // namespace

void FigureMark::find(const QAbstractItemModel *model)
{
    const auto names = model ? model->roleNames() : QHash<int, QByteArray>();
    m_roleId = names.key(m_role.toUtf8(), -1);
    m_signId = names.key(m_sign.toUtf8(), -1);
}

void FigureMark::begin(QPainter &) { }

QVariant FigureMark::valueOf(const QModelIndex &row) const
{
    return m_roleId < 0 ? QVariant() : row.data(m_roleId);
}

int FigureMark::signOf(const QModelIndex &row) const
{
    if (m_signId < 0)
        return 0;
    const QVariant value = row.data(m_signId);
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? 1 : -1;
    const double number = value.toDouble();
    return (number > 0) - (number < 0);
}

QColor FigureMark::colorOf(const QModelIndex &row) const
{
    const int sign = signOf(row);
    return sign > 0 ? m_rising : sign < 0 ? m_falling : m_color;
}

void FigureText::begin(QPainter &painter)
{
    QFont font(m_family);
    font.setPixelSize(std::max(1, m_pixelSize));
    font.setBold(m_bold);
    if (font != m_font || m_width != m_laidWidth || m_laid.size() > kMostLaid) {
        m_font = font;
        m_laidWidth = m_width;
        m_laid.clear();
    }
    painter.setFont(m_font);
}

const FigureText::Laid &FigureText::laid(const QString &text)
{
    Laid &laid = m_laid[text];
    if (laid.height > 0)
        return laid;
    const QFontMetricsF metrics(m_font);
    QString line = metrics.elidedText(text, Qt::ElideRight, m_width);
    line.replace(u'\n', u' ');
    laid.text.setText(line);
    laid.text.setTextFormat(Qt::PlainText);
    laid.text.setPerformanceHint(QStaticText::AggressiveCaching);
    laid.text.prepare({}, m_font);
    laid.width = metrics.horizontalAdvance(line);
    laid.height = metrics.height();
    return laid;
}

void FigureText::draw(QPainter &painter, const QModelIndex &row, double y, double height)
{
    const QString text = valueOf(row).toString();
    if (text.isEmpty())
        return;
    const Laid &what = laid(text);
    painter.setPen(colorOf(row));
    const double left = m_alignRight ? m_x + m_width - what.width : m_x;
    painter.drawStaticText(
        QPointF(std::round(left), std::round(y + (height - what.height) / 2)), what.text);
}

void FigureBar::begin(QPainter &painter)
{
    painter.setPen(Qt::NoPen);
    painter.setRenderHint(QPainter::Antialiasing);
}

void FigureBar::draw(QPainter &painter, const QModelIndex &row, double y, double height)
{
    const double share = std::clamp(valueOf(row).toDouble(), 0.0, 1.0);
    if (!(share > 0))
        return;
    QColor color = colorOf(row);
    double length = m_width;
    if (m_fades)
        color.setAlphaF(float(color.alphaF() * share));
    else
        length *= share;
    const QRectF bar(m_alignRight ? m_x + m_width - length : m_x,
        std::round(y + (height - m_thickness) / 2), length, m_thickness);
    if (m_radius > 0) {
        painter.setBrush(color);
        painter.drawRoundedRect(bar, m_radius, m_radius);
    } else {
        painter.fillRect(bar, color);
    }
}

void FigureArrow::begin(QPainter &painter)
{
    painter.setRenderHint(QPainter::Antialiasing);
}

void FigureArrow::draw(QPainter &painter, const QModelIndex &row, double y, double height)
{
    const int sign = signOf(row);
    if (sign == 0)
        return;
    const QString name = sign > 0 ? QStringLiteral("up") : QStringLiteral("down");
    Icon::draw(painter, name, colorOf(row),
        {m_x, std::round(y + (height - m_width) / 2), m_width, m_width});
}

} // namespace wavetape::controls
