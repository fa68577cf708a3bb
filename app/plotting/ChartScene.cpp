// SPDX-License-Identifier: GPL-3.0-or-later
#include "plotting/ChartScene.h"

#include <QGraphicsScene>

namespace wavetape::plotting {

void ChartScene::setView(QQuickItem *view)
{
    if (view == m_view)
        return;
    disconnect(m_connection);
    m_view = view;
    if (view)
        view->setAcceptHoverEvents(false);
    // The view has heard of the change before and paints with the next event: ours comes after it.
    if (const auto *scene = view ? view->findChild<QGraphicsScene *>() : nullptr) {
        m_connection = connect(
            scene, &QGraphicsScene::changed, this, &ChartScene::painted, Qt::QueuedConnection);
    }
    emit viewChanged();
}

} // namespace wavetape::plotting
