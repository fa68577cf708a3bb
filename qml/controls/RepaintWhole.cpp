// SPDX-License-Identifier: GPL-3.0-or-later
#include "RepaintWhole.h"

#include <QAbstractItemModel>
#include <QQuickWindow>
#include <QSGRectangleNode>
#include <QSGRendererInterface>

namespace wavetape::controls {

void RepaintWhole::setModel(const QVariant &value)
{
    auto *model = value.value<QObject *>();
    if (model == m_model)
        return;
    if (m_model)
        disconnect(m_model, nullptr, this, nullptr);
    m_model = model;
    if (const auto *list = qobject_cast<QAbstractItemModel *>(model))
        connect(list, &QAbstractItemModel::dataChanged, this, &QQuickItem::update);
    emit modelChanged();
}

void RepaintWhole::itemChange(ItemChange change, const ItemChangeData &data)
{
    if (change == ItemSceneChange && data.window)
        setFlag(ItemHasContents,
            data.window->rendererInterface()->graphicsApi() == QSGRendererInterface::Software);
    QQuickItem::itemChange(change, data);
}

QSGNode *RepaintWhole::updatePaintNode(QSGNode *old, UpdatePaintNodeData *)
{
    auto *node = static_cast<QSGRectangleNode *>(old);
    if (!node) {
        node = window()->createRectangleNode();
        node->setColor(Qt::transparent);
    }
    node->setRect(boundingRect());
    node->markDirty(QSGNode::DirtyMaterial);
    return node;
}

} // namespace wavetape::controls
