// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QObject>
#include <QQuickItem>
#include <QtQml/qqmlregistration.h>

namespace wavetape::controls {

// Whether anything listens to what the window says of itself, so that sentences are made for
// somebody only; and where such a listener should look. GUI thread.
class ScreenReader : public QObject, private QAccessible::ActivationObserver {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(bool listening READ isListening NOTIFY listeningChanged)
public:
    explicit ScreenReader(QObject *parent = nullptr);
    ~ScreenReader() override;
    ScreenReader(const ScreenReader &) = delete;
    ScreenReader &operator=(const ScreenReader &) = delete;

    bool isListening() const { return m_listening; }
    // The keyboard is at this part of the item that has the focus.
    Q_INVOKABLE void point(QQuickItem *part) const;

Q_SIGNALS:
    void listeningChanged();

private:
    void accessibilityActiveChanged(bool active) override;

    bool m_listening = QAccessible::isActive();
};

} // namespace wavetape::controls
