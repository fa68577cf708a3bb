// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QQuickItem>
#include <QtQml/qqmlregistration.h>

namespace wavetape::plotting {

// What Qt Charts does not offer of a ChartView. It does not follow the pointer, for which it would
// search its scene with every frame; and painted() tells that it has painted itself anew, which it
// does two events after its series or axes changed: the next frame shows that. GUI thread.
class ChartScene : public QObject {
    Q_OBJECT
    QML_ELEMENT
    // Not owned.
    Q_PROPERTY(QQuickItem *view READ view WRITE setView NOTIFY viewChanged)
public:
    using QObject::QObject;

    QQuickItem *view() const { return m_view; }
    void setView(QQuickItem *view);

Q_SIGNALS:
    void viewChanged();
    void painted();

private:
    QPointer<QQuickItem> m_view;
    QMetaObject::Connection m_connection;
};

} // namespace wavetape::plotting
