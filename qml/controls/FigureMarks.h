// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QHash>
#include <QModelIndex>
#include <QObject>
#include <QStaticText>
#include <QtQml/qqmlregistration.h>

class QAbstractItemModel;
class QPainter;

namespace wavetape::controls {

// What a FigureTable draws in each row: `width` pixels from `x` on, as the model's `role` says. In
// `color`, or where `sign` names a role (a number or a bool) in `rising` or `falling`. GUI thread,
// or the render thread while the GUI thread waits.
class FigureMark : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Is a text, a bar or an arrow")
    Q_PROPERTY(QString role MEMBER m_role NOTIFY changed)
    Q_PROPERTY(QString sign MEMBER m_sign NOTIFY changed)
    Q_PROPERTY(double x MEMBER m_x NOTIFY changed)
    Q_PROPERTY(double width MEMBER m_width NOTIFY changed)
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY changed)
    Q_PROPERTY(QColor rising MEMBER m_rising NOTIFY changed)
    Q_PROPERTY(QColor falling MEMBER m_falling NOTIFY changed)
public:
    using QObject::QObject;

    // Looks up the roles; null: there are none. What a model does not know is not drawn.
    void find(const QAbstractItemModel *model);
    // Before the rows of a picture.
    virtual void begin(QPainter &painter);
    virtual void draw(QPainter &painter, const QModelIndex &row, double y, double height) = 0;

Q_SIGNALS:
    void changed();

protected:
    int signOf(const QModelIndex &row) const;
    QColor colorOf(const QModelIndex &row) const;
    QVariant valueOf(const QModelIndex &row) const;

    double m_x = 0, m_width = 0;

private:
    QString m_role, m_sign;
    QColor m_color = Qt::white, m_rising = Qt::white, m_falling = Qt::white;
    int m_roleId = -1, m_signId = -1;
};

// A short text on one line, plain always; elided where it is too wide. (Its base is qualified
// because Qt 6.4 does not tell qmllint of one that it would have to look for.)
class FigureText : public wavetape::controls::FigureMark {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(bool alignRight MEMBER m_alignRight NOTIFY changed)
    Q_PROPERTY(QString family MEMBER m_family NOTIFY changed)
    Q_PROPERTY(int pixelSize MEMBER m_pixelSize NOTIFY changed)
    Q_PROPERTY(bool bold MEMBER m_bold NOTIFY changed)
public:
    using FigureMark::FigureMark;

    void begin(QPainter &painter) override;
    void draw(QPainter &painter, const QModelIndex &row, double y, double height) override;

private:
    // As laid out for m_font and m_laidWidth.
    struct Laid {
        QStaticText text;
        double width = 0, height = 0;
    };
    const Laid &laid(const QString &text);

    bool m_alignRight = false, m_bold = false;
    QString m_family;
    int m_pixelSize = 12;
    QFont m_font;
    double m_laidWidth = 0;
    QHash<QString, Laid> m_laid; // prices and sizes come again and again
};

// A bar as long as the role says, of `width` at 1; or where it `fades` always as long and that
// opaque.
class FigureBar : public wavetape::controls::FigureMark {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(bool alignRight MEMBER m_alignRight NOTIFY changed)
    Q_PROPERTY(bool fades MEMBER m_fades NOTIFY changed)
    Q_PROPERTY(double thickness MEMBER m_thickness NOTIFY changed)
    Q_PROPERTY(double radius MEMBER m_radius NOTIFY changed)
public:
    using FigureMark::FigureMark;

    void begin(QPainter &painter) override;
    void draw(QPainter &painter, const QModelIndex &row, double y, double height) override;

private:
    bool m_alignRight = false, m_fades = false;
    double m_thickness = 16, m_radius = 0;
};

// The icon "up" or "down", by `sign`; nothing where that is 0.
class FigureArrow : public wavetape::controls::FigureMark {
    Q_OBJECT
    QML_ELEMENT
public:
    using FigureMark::FigureMark;

    void begin(QPainter &painter) override;
    void draw(QPainter &painter, const QModelIndex &row, double y, double height) override;
};

} // namespace wavetape::controls
