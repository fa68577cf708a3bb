// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/FrequencyScale.h"
#include "plotting/Spectrum.h"
#include "plotting/TraceColumns.h"

#include <QColor>
#include <QQuickItem>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::plotting {

// Draws a Spectrum as a line into its rectangle; lay it over a ChartView's plotArea. Where a pixel
// column holds several bins the highest one counts, so that no tone is lost.
class SpectrumItem : public QQuickItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(wavetape::plotting::Spectrum *spectrum READ spectrum WRITE setSpectrum NOTIFY
            spectrumChanged)
    Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY viewChanged)
    Q_PROPERTY(double fill READ fill WRITE setFill NOTIFY viewChanged) // opacity below the line
    Q_PROPERTY(double yMin READ yMin WRITE setYMin NOTIFY viewChanged) // dB
    Q_PROPERTY(double yMax READ yMax WRITE setYMax NOTIFY viewChanged)
    // Hz at the left and right edge; fMax 0 means half the rate.
    Q_PROPERTY(double fMin READ fMin WRITE setFMin NOTIFY viewChanged)
    Q_PROPERTY(double fMax READ fMax WRITE setFMax NOTIFY viewChanged)
    Q_PROPERTY(bool logarithmic READ logarithmic WRITE setLogarithmic NOTIFY viewChanged)

public:
    explicit SpectrumItem(QQuickItem *parent = nullptr);

    Spectrum *spectrum() const { return m_spectrum; }
    void setSpectrum(Spectrum *spectrum);
    QColor color() const { return m_color; }
    void setColor(const QColor &color);
    double fill() const { return m_fill; }
    void setFill(double opacity);
    double yMin() const { return m_yMin; }
    void setYMin(double level);
    double yMax() const { return m_yMax; }
    void setYMax(double level);
    double fMin() const { return m_fMin; }
    void setFMin(double hertz);
    double fMax() const { return m_fMax; }
    void setFMax(double hertz);
    bool logarithmic() const { return m_logarithmic; }
    void setLogarithmic(bool on);

    // {valid, hertz, level} under x: the highest bin of that column.
    Q_INVOKABLE QVariantMap levelAt(double x) const;
    Q_INVOKABLE double xOf(double hertz) const;
    Q_INVOKABLE double hertzAt(double x) const;

signals:
    void spectrumChanged();
    void viewChanged();

protected:
    QSGNode *updatePaintNode(QSGNode *node, UpdatePaintNodeData *data) override;
    void itemChange(ItemChange change, const ItemChangeData &data) override;
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;

private:
    void follow();
    FrequencyScale scale() const;

    QPointer<Spectrum> m_spectrum;
    Spectrum::Viewer m_viewer;
    std::vector<double> m_levels; // one per pixel column
    QColor m_color {0x4c, 0xc2, 0xff};
    double m_fill = 0.12, m_yMin = -120, m_yMax = 0, m_fMin = 0, m_fMax = 0;
    bool m_logarithmic = false;
};

} // namespace wavetape::plotting
