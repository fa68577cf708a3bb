// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "PseudoTranslator.h"

#include <QAccessible>
#include <QColor>
#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QQuickItem>
#include <QQuickWindow>
#include <QSet>
#include <QStringList>
#include <QWebSocket>

#include <functional>
#include <memory>
#include <vector>

namespace wavetape::tests {

// Of a QML type of ours, or derived from it.
bool isA(const QQuickItem *item, const char *type);
// What is seen of it, itself first.
void eachSeen(QQuickItem *item, const std::function<void(QQuickItem *)> &visit);
// In a list of what the server says: names, reasons, the help of a setting; or what a person or a
// program would type as it stands.
bool isOfTheServer(const QQuickItem *text);

// What a test in QML cannot see for itself: the accessibility tree, contrast, warnings so far.
class WindowProbe : public QObject {
    Q_OBJECT
    Q_PROPERTY(int warnings READ warnings CONSTANT)
public:
    using QObject::QObject;

    int warnings() const;
    // Focusable or pressable elements without a name, as "role in place".
    Q_INVOKABLE QStringList nameless(QObject *window) const;
    // The names of all elements that are seen.
    Q_INVOKABLE QStringList names(QObject *window) const;
    // How many elements with a name there are.
    Q_INVOKABLE int named(QObject *window) const;
    // Where panels, charts, tables, tiles and controls are, in the order of the tree.
    Q_INVOKABLE QStringList places(QQuickWindow *window) const;
    // As if a screen reader came, or went.
    Q_INVOKABLE void listen(bool on) const { QAccessible::setActive(on); }
    // What charts, pictures and tiles say, as "name | description".
    Q_INVOKABLE QStringList pictures(QQuickWindow *window) const;
    // Texts of which markup in them would be obeyed, as "type: text".
    Q_INVOKABLE QStringList obeyingMarkup(QQuickWindow *window) const;
    // How many texts that show it as typed.
    Q_INVOKABLE int plainTexts(QQuickWindow *window) const;
    // Everything that the Tab key should come to, as "type name".
    Q_INVOKABLE QStringList tabStops(QQuickWindow *window) const;
    // The same words for the item that has the focus, and whether it shows.
    Q_INVOKABLE QString focused(QQuickWindow *window) const;
    Q_INVOKABLE bool focusShows(QQuickWindow *window) const;
    // The item that Tab comes to and that has this name, or null; and it gets the keyboard.
    Q_INVOKABLE QQuickItem *reach(QQuickWindow *window, const QString &name) const;
    // The name of the chosen row of a list while it lies within it, else "".
    Q_INVOKABLE QString chosenInView(QQuickItem *list) const;
    // From now on every translated text is longer and in brackets, or no more.
    Q_INVOKABLE void setPseudoLocale(bool on);
    // Sentences that are seen and were not translated.
    Q_INVOKABLE QStringList untranslated(QQuickWindow *window) const;
    // Words of buttons, switches and titles that are cut short, and controls that leave the window.
    Q_INVOKABLE QStringList clipped(QQuickWindow *window) const;
    // Pairs of texts of the page that are drawn over each other.
    Q_INVOKABLE QStringList overdrawn(QQuickWindow *window) const;
    // Another client of the server, until all of them are dismissed.
    Q_INVOKABLE void visit(const QString &address, const QStringList &messages);
    Q_INVOKABLE void dismissVisitors() { m_visitors.clear(); }
    // The colour of the first text that is seen and says just this; invalid: none does.
    Q_INVOKABLE QColor inkOf(QQuickWindow *window, const QString &text) const;
    // WCAG 2.1 contrast ratio, 1 … 21.
    Q_INVOKABLE double contrast(const QColor &ink, const QColor &ground) const;

    // From here on frames() counts the frames of `window`, chartsPerFrame() how many ChartViews
    // were painted anew for one of them at most. An item that changes while a frame is prepared
    // (every text does) makes Qt's software renderer follow up with an empty frame: one that comes
    // right after another is not counted.
    Q_INVOKABLE void watchFrames(QQuickWindow *window);
    Q_INVOKABLE int frames() const { return m_frames; }
    Q_INVOKABLE int chartsPerFrame() const { return m_mostCharts; }
    // ChartViews painted anew since watchFrames().
    Q_INVOKABLE int chartsPainted() const { return m_paintedCharts; }

    static void installMessageCounter();

private:
    PseudoTranslator m_translator;
    std::vector<std::unique_ptr<QWebSocket>> m_visitors;
    QPointer<QObject> m_watch; // owns the connections of the present watch
    QSet<const QObject *> m_charts; // painted since the last frame
    QElapsedTimer m_sinceFrame;
    bool m_followed = false; // the last frame was such an empty one
    int m_frames = 0;
    int m_mostCharts = 0;
    int m_paintedCharts = 0;
};

} // namespace wavetape::tests
