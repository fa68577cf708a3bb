// SPDX-License-Identifier: GPL-3.0-or-later
#include "QrCode.h"

#include <QPainter>
#include <QPainterPath>

#include <qrcodegen/qrcodegen.hpp>

namespace wavetape::controls {

namespace {
constexpr int kQuietZone = 2; // modules
}

QrCode::QrCode(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    setImplicitSize(140, 140);
}

void QrCode::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    Q_EMIT textChanged();
    update();
}

void QrCode::paint(QPainter *painter)
{
    if (m_text.isEmpty())
        return;
    try {
        const auto code = qrcodegen::QrCode::encodeText(
            m_text.toUtf8().constData(), qrcodegen::QrCode::Ecc::MEDIUM);
        const int modules = code.getSize() + 2 * kQuietZone;
        const double unit = std::min(width(), height()) / modules;
        painter->fillRect(QRectF(0, 0, unit * modules, unit * modules), Qt::white);
        // One path: neighbouring modules must not show a seam between them.
        QPainterPath dark;
        for (int y = 0; y < code.getSize(); ++y) {
            for (int x = 0; x < code.getSize(); ++x) {
                if (code.getModule(x, y))
                    dark.addRect(
                        (x + kQuietZone) * unit, (y + kQuietZone) * unit, unit + 0.02, unit + 0.02);
            }
        }
        dark.setFillRule(Qt::WindingFill);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->fillPath(dark, Qt::black);
    } catch (const std::exception &) {
        // data_too_long
    }
}

} // namespace wavetape::controls
