// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QObject>
#include <QQuickWindow>
#include <QStringList>

namespace wavetape::tests {

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
    // Texts of which markup in them would be obeyed, as "type: text".
    Q_INVOKABLE QStringList obeyingMarkup(QQuickWindow *window) const;
    // How many texts that show it as typed.
    Q_INVOKABLE int plainTexts(QQuickWindow *window) const;
    // WCAG 2.1 contrast ratio, 1 … 21.
    Q_INVOKABLE double contrast(const QColor &ink, const QColor &ground) const;

    static void installMessageCounter();
};

} // namespace wavetape::tests
