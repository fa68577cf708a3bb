// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QQuickItem>
#include <QVariant>
#include <QtQml/qqmlregistration.h>

namespace wavetape::controls {

// Laid over a list whose rows all change at once, it has Qt Quick's software renderer repaint the
// list as one rectangle: the region of hundreds of changed texts costs it more than drawing them.
// Draws nothing itself, and does nothing on the other renderers. GUI thread.
class RepaintWhole : public QQuickItem {
    Q_OBJECT
    QML_ELEMENT
    // A QAbstractItemModel, not owned: the rectangle is repainted when its data change.
    Q_PROPERTY(QVariant model READ model WRITE setModel NOTIFY modelChanged)
public:
    using QQuickItem::QQuickItem;

    QVariant model() const { return QVariant::fromValue<QObject *>(m_model); }
    void setModel(const QVariant &value);

Q_SIGNALS:
    void modelChanged();

protected:
    QSGNode *updatePaintNode(QSGNode *old, UpdatePaintNodeData *data) override;
    void itemChange(ItemChange change, const ItemChangeData &data) override;

private:
    QPointer<QObject> m_model;
};

} // namespace wavetape::controls
