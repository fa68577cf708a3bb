// SPDX-License-Identifier: GPL-3.0-or-later
#include "FigureTable.h"

#include "plotting/ImageNode.h"
#include "plotting/PaintedNode.h"

#include <QPainter>
#include <QQuickWindow>

#include <algorithm>
#include <cmath>

namespace wavetape::controls {

FigureTable::FigureTable(QQuickItem *parent)
    : QQuickItem(parent)
{
    setFlag(ItemHasContents);
}

void FigureTable::setModel(const QVariant &value)
{
    auto *model = qobject_cast<QAbstractItemModel *>(value.value<QObject *>());
    if (model == m_model)
        return;
    if (m_model)
        disconnect(m_model, nullptr, this, nullptr);
    m_model = model;
    findRoles();
    if (model) {
        connect(model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) {
                const Rows rows = inView();
                if (first.row() < rows.behind && last.row() >= rows.from)
                    update();
            });
        // A model may learn its roles with its first row.
        connect(model, &QAbstractItemModel::rowsInserted, this, &FigureTable::findRoles);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &QQuickItem::update);
        connect(model, &QAbstractItemModel::rowsMoved, this, &QQuickItem::update);
        connect(model, &QAbstractItemModel::modelReset, this, &FigureTable::findRoles);
        connect(model, &QAbstractItemModel::layoutChanged, this, &QQuickItem::update);
    }
    Q_EMIT modelChanged();
}

void FigureTable::findRoles()
{
    for (FigureMark *mark : m_marks)
        mark->find(m_model);
    update();
}

void FigureTable::setRowHeight(double height)
{
    if (height == m_rowHeight || !(height >= 1))
        return;
    m_rowHeight = height;
    update();
    Q_EMIT layoutChanged();
}

void FigureTable::setScroll(double pixels)
{
    if (pixels == m_scroll || !std::isfinite(pixels))
        return;
    m_scroll = pixels;
    update();
    Q_EMIT layoutChanged();
}

QQmlListProperty<FigureMark> FigureTable::marks()
{
    return {this, nullptr,
        [](QQmlListProperty<FigureMark> *list, FigureMark *mark) {
            auto *self = static_cast<FigureTable *>(list->object);
            self->m_marks.push_back(mark);
            mark->find(self->m_model);
            connect(mark, &FigureMark::changed, self, [self, mark] {
                mark->find(self->m_model);
                self->update();
            });
            self->update();
        },
        [](QQmlListProperty<FigureMark> *list) {
            return qsizetype(static_cast<FigureTable *>(list->object)->m_marks.size());
        },
        [](QQmlListProperty<FigureMark> *list, qsizetype index) {
            return static_cast<FigureTable *>(list->object)->m_marks.at(size_t(index));
        },
        nullptr};
}

FigureTable::Rows FigureTable::inView() const
{
    if (!m_model)
        return {};
    const double first = std::floor(m_scroll / m_rowHeight);
    const double behind = std::ceil((m_scroll + height()) / m_rowHeight);
    const double rows = m_model->rowCount();
    return {int(std::clamp(first, 0.0, rows)), int(std::clamp(behind, 0.0, rows))};
}

void FigureTable::paint(QPainter &painter, Rows rows)
{
    for (FigureMark *mark : m_marks) {
        mark->begin(painter);
        for (int row = rows.from; row < rows.behind; ++row)
            mark->draw(painter, m_model->index(row, 0), row * m_rowHeight - m_scroll, m_rowHeight);
    }
}

QSGNode *FigureTable::updatePaintNode(QSGNode *old, UpdatePaintNodeData *)
{
    const Rows rows = inView();
    if (rows.from >= rows.behind || !(width() > 0)) {
        delete old;
        return nullptr;
    }
    if (plotting::PaintedNode::works(window())) {
        auto *node = static_cast<plotting::PaintedNode *>(old);
        if (!node)
            node = new plotting::PaintedNode(window());
        // The model may change between two frames: only what is still there is drawn then, and the
        // next frame is on its way.
        node->show(itemTransform(nullptr, nullptr), boundingRect(),
            [self = QPointer(this)](QPainter &painter, const QRegion &) {
                if (!self)
                    return;
                painter.setClipRect(self->boundingRect(), Qt::IntersectClip);
                self->paint(painter, self->inView());
            });
        return node;
    }
    const double ratio = window()->effectiveDevicePixelRatio();
    const QSize size = (this->size() * ratio).toSize();
    if (m_image.size() != size)
        m_image = QImage(size, QImage::Format_ARGB32_Premultiplied);
    m_image.setDevicePixelRatio(ratio);
    m_image.fill(0);
    QPainter painter(&m_image);
    paint(painter, rows);
    painter.end();
    return plotting::showImage(window(), old, m_image, boundingRect());
}

void FigureTable::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickItem::geometryChange(newGeometry, oldGeometry);
    if (newGeometry.size() != oldGeometry.size())
        update();
}

} // namespace wavetape::controls
