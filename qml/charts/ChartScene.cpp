// SPDX-License-Identifier: GPL-3.0-or-later
#include "ChartScene.h"

#include <QGraphicsScene>

namespace wavetape::charts {

void ChartScene::setView(QQuickItem *view)
{
    if (view == m_view)
        return;
    disconnect(m_connection);
    m_view = view;
    if (const auto *scene = view ? view->findChild<QGraphicsScene *>() : nullptr)
        m_connection = connect(scene, &QGraphicsScene::changed, this, &ChartScene::changed);
    emit viewChanged();
}

} // namespace wavetape::charts
