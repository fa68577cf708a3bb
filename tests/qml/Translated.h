// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QQuickWindow>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>

namespace wavetape::tests {

// What the German texts make of the window, by the file they are written in.
class Translated : public QObject {
    Q_OBJECT
public:
    explicit Translated(QObject *parent = nullptr);

    // Texts that are seen as the sources have them, though the file says them otherwise.
    Q_INVOKABLE QStringList left(QQuickWindow *window) const;
    // Texts of the file, filled in or not, that are seen and end early: with dots, or at the edge
    // of what they stand in.
    Q_INVOKABLE QStringList cut(QQuickWindow *window) const;
    // Counted texts that the compiled file of `code` does not say in the form of its source: one,
    // or (0, 2, 21) several; as they are in both languages that there are.
    Q_INVOKABLE QStringList miscounted(const QString &code) const;

private:
    bool says(const QString &text) const;

    QSet<QString> m_sources; // without those that are the same in German, or a German word too
    QSet<QString> m_said;
    QRegularExpression m_filled; // those with places, whatever stands there
};

} // namespace wavetape::tests
