// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/Spectrum.h"

#include <QColor>
#include <QImage>
#include <QQuickItem>
#include <QtQml/qqmlregistration.h>

#include <array>

namespace wavetape::plotting {

// The last spectra as rows of colour, the newest at the top. Frequency from 0 to fMax.
class WaterfallItem : public QQuickItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(wavetape::plotting::Spectrum *spectrum READ spectrum WRITE setSpectrum NOTIFY
            spectrumChanged)
    Q_PROPERTY(double floorLevel READ floorLevel WRITE setFloorLevel NOTIFY viewChanged) // dB
    Q_PROPERTY(double topLevel READ topLevel WRITE setTopLevel NOTIFY viewChanged)
    // Hz at the right edge; 0 means half the rate.
    Q_PROPERTY(double fMax READ fMax WRITE setFMax NOTIFY viewChanged)
    Q_PROPERTY(bool logarithmic READ logarithmic WRITE setLogarithmic NOTIFY viewChanged)
    Q_PROPERTY(int rows READ rows WRITE setRows NOTIFY rowsChanged) // spectra kept, 16..1024
    // Silence, something, loud, loudest.
    Q_PROPERTY(QColor silent READ silent WRITE setSilent NOTIFY viewChanged)
    Q_PROPERTY(QColor low READ low WRITE setLow NOTIFY viewChanged)
    Q_PROPERTY(QColor high READ high WRITE setHigh NOTIFY viewChanged)
    Q_PROPERTY(QColor full READ full WRITE setFull NOTIFY viewChanged)
    Q_PROPERTY(double seconds READ seconds NOTIFY rowsChanged) // from the top to the bottom

public:
    explicit WaterfallItem(QQuickItem *parent = nullptr);

    Spectrum *spectrum() const { return m_spectrum; }
    void setSpectrum(Spectrum *spectrum);
    double floorLevel() const { return m_floor; }
    void setFloorLevel(double level);
    double topLevel() const { return m_top; }
    void setTopLevel(double level);
    double fMax() const { return m_fMax; }
    void setFMax(double hertz);
    bool logarithmic() const { return m_logarithmic; }
    void setLogarithmic(bool on);
    int rows() const { return m_rows; }
    void setRows(int rows);
    double seconds() const { return m_rows * Spectrum::kIntervalMs / 1000.0; }
    QColor silent() const { return m_colors[0]; }
    void setSilent(const QColor &color) { setStop(0, color); }
    QColor low() const { return m_colors[1]; }
    void setLow(const QColor &color) { setStop(1, color); }
    QColor high() const { return m_colors[2]; }
    void setHigh(const QColor &color) { setStop(2, color); }
    QColor full() const { return m_colors[3]; }
    void setFull(const QColor &color) { setStop(3, color); }

    Q_INVOKABLE void clear();

signals:
    void spectrumChanged();
    void viewChanged();
    void rowsChanged();

protected:
    QSGNode *updatePaintNode(QSGNode *node, UpdatePaintNodeData *data) override;
    void itemChange(ItemChange change, const ItemChangeData &data) override;
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;

private:
    void follow();
    void addRow();
    void makePalette();
    void setStop(int index, const QColor &color);

    QPointer<Spectrum> m_spectrum;
    Spectrum::Viewer m_viewer;
    int columns() const;

    QImage m_image; // a column per device pixel, a row per spectrum
    std::array<QColor, 4> m_colors {QColor(0x0d, 0x11, 0x17), QColor(0x1f, 0x4e, 0x79),
        QColor(0x4c, 0xc2, 0xff), QColor(0xf0, 0xb4, 0x29)};
    std::array<QRgb, 256> m_palette {};
    double m_floor = -120, m_top = 0, m_fMax = 0;
    int m_rows = 200;
    bool m_logarithmic = false;
};

} // namespace wavetape::plotting
