// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QQuickPaintedItem>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::plotting {

// Candles as drawn; `start` in ms since 1970, ascending.
struct CandleBar {
    double start = 0;
    double open = 0, high = 0, low = 0, close = 0, volume = 0;
    bool auction = false; // one of its trades was an auction's
};

// Candles with volume bars below, newest at the right. It draws bars alone: grid, axes and the
// crosshair's lines belong to the page, which asks for the price range and for the bar under x.
// Behind them, where `profile` is set, how much was traded at which price among the bars in view.
// A view model fills it from C++: setBars() for a snapshot, upsert() for each update.
class CandleItem : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(int shown READ shown WRITE setShown NOTIFY viewChanged) // bars across, 10..500
    // Bars that the right edge lies behind the newest: scroll back while data flows.
    Q_PROPERTY(int back READ back WRITE setBack NOTIFY viewChanged)
    Q_PROPERTY(double volumeShare READ volumeShare WRITE setVolumeShare NOTIFY viewChanged)
    Q_PROPERTY(QColor upColor READ upColor WRITE setUpColor NOTIFY colorsChanged)
    Q_PROPERTY(QColor downColor READ downColor WRITE setDownColor NOTIFY colorsChanged)
    Q_PROPERTY(bool profile READ hasProfile WRITE setProfile NOTIFY viewChanged)
    Q_PROPERTY(QColor profileColor READ profileColor WRITE setProfileColor NOTIFY colorsChanged)
    Q_PROPERTY(int count READ count NOTIFY barsChanged)
    // Extremes of the bars in view, and the range drawn (set by the page from an AxisRange).
    Q_PROPERTY(double visibleLow READ visibleLow NOTIFY barsChanged)
    Q_PROPERTY(double visibleHigh READ visibleHigh NOTIFY barsChanged)
    Q_PROPERTY(double yMin READ yMin WRITE setYMin NOTIFY viewChanged)
    Q_PROPERTY(double yMax READ yMax WRITE setYMax NOTIFY viewChanged)

public:
    static constexpr int kMaxBars = 2000; // kept for scrolling back

    explicit CandleItem(QQuickItem *parent = nullptr);

    int shown() const { return m_shown; }
    void setShown(int bars);
    int back() const { return m_back; }
    void setBack(int bars);
    double volumeShare() const { return m_volumeShare; } // of the height, 0..0.5
    void setVolumeShare(double share);
    QColor upColor() const { return m_up; }
    void setUpColor(const QColor &color);
    QColor downColor() const { return m_down; }
    void setDownColor(const QColor &color);
    bool hasProfile() const { return m_profile; }
    void setProfile(bool shown);
    QColor profileColor() const { return m_profileColor; }
    void setProfileColor(const QColor &color);
    int count() const { return static_cast<int>(m_bars.size()); }
    double visibleLow() const { return m_low; }
    double visibleHigh() const { return m_high; }
    double yMin() const { return m_yMin; }
    void setYMin(double value);
    double yMax() const { return m_yMax; }
    void setYMax(double value);

    void setBars(std::vector<CandleBar> bars);
    // Replaces the bar with the same start or adds it in order.
    void upsert(const CandleBar &bar);
    Q_INVOKABLE void clear();
    // {valid, index, x (centre), start, open, high, low, close, volume} of the bar under x.
    Q_INVOKABLE QVariantMap candleAt(double x) const;
    // Start time of a slot for axis labels, also where there is no bar: {valid, x, start} every n.
    Q_INVOKABLE QVariantList timeMarks(int every) const;
    // Where auctions stand among the bars in view, and what came before: {x (left edge of the bar),
    // start, restMs (without a trade before it; 0: none)}.
    Q_INVOKABLE QVariantList auctionMarks() const;
    // Shares traded in each of `bins` equal parts of [yMin, yMax], the lowest first, among the bars
    // in view: each bar's volume spread evenly over its range.
    std::vector<double> volumeProfile(int bins) const;
    Q_INVOKABLE double priceAt(double y) const;
    Q_INVOKABLE double yOf(double price) const;

    void paint(QPainter *painter) override;

signals:
    void viewChanged();
    void colorsChanged();
    void barsChanged();

private:
    void measure();
    void paintProfile(QPainter *painter) const;
    int firstVisible() const;
    int endVisible() const;
    double slotWidth() const;
    double slotCentre(int index) const;

    std::vector<CandleBar> m_bars;
    int m_shown = 120, m_back = 0;
    double m_volumeShare = 0.18, m_low = 0, m_high = 1, m_yMin = 0, m_yMax = 1, m_maxVolume = 0;
    bool m_profile = false;
    QColor m_up {0x2e, 0xbd, 0x85}, m_down {0xf6, 0x46, 0x5d}, m_profileColor {0x4c, 0xc2, 0xff};
};

} // namespace wavetape::plotting
