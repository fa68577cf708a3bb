// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowProbe.h"

#include <QAccessible>
#include <QGuiApplication>
#include <QQuickItem>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>

namespace wavetape::tests {
namespace {

std::atomic<int> s_warnings {0};
QtMessageHandler s_previous = nullptr;

void count(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (type == QtWarningMsg || type == QtCriticalMsg)
        ++s_warnings;
    s_previous(type, context, text);
}

void walk(QAccessibleInterface *element, const std::function<void(QAccessibleInterface *)> &visit)
{
    if (!element || !element->isValid())
        return;
    visit(element);
    for (int i = 0; i < element->childCount(); ++i)
        walk(element->child(i), visit);
}

// Of Text and TextEdit, whichever type of ours is made of them; `plain`: markup is shown as typed.
void eachText(QQuickItem *item, const std::function<void(QQuickItem *, bool plain)> &visit)
{
    if (const QVariant format = item->property("textFormat"); format.isValid())
        visit(item, format.toInt() == Qt::PlainText);
    for (QQuickItem *child : item->childItems())
        eachText(child, visit);
}

bool needsName(QAccessibleInterface *element)
{
    const auto state = element->state();
    if (state.invisible || !state.focusable)
        return false;
    switch (element->role()) {
    case QAccessible::Button:
    case QAccessible::CheckBox:
    case QAccessible::EditableText:
    case QAccessible::PageTab:
    case QAccessible::PageTabList:
    case QAccessible::Table:
    case QAccessible::List:
    case QAccessible::Chart:
        return true;
    default:
        return false;
    }
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF());
}

} // namespace

void WindowProbe::installMessageCounter()
{
    s_previous = qInstallMessageHandler(count);
}

int WindowProbe::warnings() const
{
    return s_warnings;
}

QStringList WindowProbe::nameless(QObject *window) const
{
    QStringList found;
    walk(QAccessible::queryAccessibleInterface(window), [&](QAccessibleInterface *element) {
        if (needsName(element) && element->text(QAccessible::Name).isEmpty()) {
            const QRect place = element->rect();
            found << QStringLiteral("%1 at %2,%3 %4×%5")
                         .arg(int(element->role()))
                         .arg(place.x())
                         .arg(place.y())
                         .arg(place.width())
                         .arg(place.height());
        }
    });
    return found;
}

QStringList WindowProbe::names(QObject *window) const
{
    QStringList found;
    walk(QAccessible::queryAccessibleInterface(window), [&](QAccessibleInterface *element) {
        if (!element->state().invisible)
            found << element->text(QAccessible::Name);
    });
    return found;
}

int WindowProbe::named(QObject *window) const
{
    int count = 0;
    walk(QAccessible::queryAccessibleInterface(window), [&](QAccessibleInterface *element) {
        count += !element->text(QAccessible::Name).isEmpty();
    });
    return count;
}

QStringList WindowProbe::places(QQuickWindow *window) const
{
    static const QStringList kinds {QStringLiteral("Panel_"), QStringLiteral("ChartFrame_"),
        QStringLiteral("DataTable_"), QStringLiteral("Tile_"), QStringLiteral("PushButton_"),
        QStringLiteral("IconButton_"), QStringLiteral("SegmentedControl_"),
        QStringLiteral("TextInputField_"), QStringLiteral("TableCell_")};
    QStringList found;
    const std::function<void(QQuickItem *)> visit = [&](QQuickItem *item) {
        if (!item->isVisible())
            return;
        // A panel of a page is a type of its own that inherits Panel.
        for (const QMetaObject *type = item->metaObject(); type; type = type->superClass()) {
            const QString name = QString::fromLatin1(type->className());
            if (!std::any_of(kinds.begin(), kinds.end(),
                    [&](const QString &prefix) { return name.startsWith(prefix); }))
                continue;
            const QRectF place = item->mapRectToScene(QRectF(0, 0, item->width(), item->height()));
            found << QStringLiteral("%1 %2,%3 %4×%5")
                         .arg(name.section(u'_', 0, 0))
                         .arg(place.x())
                         .arg(place.y())
                         .arg(place.width())
                         .arg(place.height());
            break;
        }
        const auto children = item->childItems();
        for (QQuickItem *child : children)
            visit(child);
    };
    visit(window->contentItem());
    return found;
}

QStringList WindowProbe::obeyingMarkup(QQuickWindow *window) const
{
    QStringList found;
    eachText(window->contentItem(), [&](QQuickItem *item, bool plain) {
        if (!plain)
            found << QString::fromLatin1(item->metaObject()->className()) + QStringLiteral(": ")
                    + item->property("text").toString().left(60);
    });
    return found;
}

int WindowProbe::plainTexts(QQuickWindow *window) const
{
    int count = 0;
    eachText(window->contentItem(), [&](QQuickItem *, bool plain) { count += plain; });
    return count;
}

double WindowProbe::contrast(const QColor &ink, const QColor &ground) const
{
    const double a = luminance(ink);
    const double b = luminance(ground);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace wavetape::tests
