// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "FigureMarks.h"

#include <QAbstractItemModel>
#include <QImage>
#include <QPointer>
#include <QQmlListProperty>
#include <QQuickItem>
#include <QVariant>
#include <QVector>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::controls {

// The figures of a list whose rows change ten times a second, drawn from the model as one picture:
// an item per text costs several times as much. Laid over the list, which keeps its rows (what a
// screen reader hears, what is pointed at) and scrolls. Draws the rows in view, each with all
// `marks`, the first lowest. Hears no pointer and says nothing. GUI thread.
class FigureTable : public QQuickItem {
    Q_OBJECT
    QML_ELEMENT
    Q_CLASSINFO("DefaultProperty", "marks")
    // A QAbstractItemModel, not owned.
    Q_PROPERTY(QVariant model READ model WRITE setModel NOTIFY modelChanged)
    Q_PROPERTY(double rowHeight READ rowHeight WRITE setRowHeight NOTIFY layoutChanged)
    // How far the list is scrolled: its contentY less its originY.
    Q_PROPERTY(double scroll READ scroll WRITE setScroll NOTIFY layoutChanged)
    Q_PROPERTY(QQmlListProperty<wavetape::controls::FigureMark> marks READ marks CONSTANT)
public:
    explicit FigureTable(QQuickItem *parent = nullptr);

    QVariant model() const { return QVariant::fromValue<QObject *>(m_model.data()); }
    void setModel(const QVariant &value);
    double rowHeight() const { return m_rowHeight; }
    void setRowHeight(double height);
    double scroll() const { return m_scroll; }
    void setScroll(double pixels);
    QQmlListProperty<FigureMark> marks();

Q_SIGNALS:
    void modelChanged();
    void layoutChanged();

protected:
    QSGNode *updatePaintNode(QSGNode *old, UpdatePaintNodeData *data) override;
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;

private:
    // Rows in view: from up to, without, behind.
    struct Rows {
        int from = 0, behind = 0;
    };
    Rows inView() const;
    void findRoles();
    void paint(QPainter &painter, Rows rows);

    QPointer<QAbstractItemModel> m_model;
    std::vector<FigureMark *> m_marks;
    QImage m_image; // where nothing can be painted straight into the window
    double m_rowHeight = 20, m_scroll = 0;
};

} // namespace wavetape::controls
