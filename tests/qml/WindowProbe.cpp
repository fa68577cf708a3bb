// SPDX-License-Identifier: GPL-3.0-or-later
#include "WindowProbe.h"

#include <QFont>
#include <QGraphicsScene>
#include <QGuiApplication>
#include <QQuickItem>
#include <QRegularExpression>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>

namespace wavetape::tests {
namespace {

constexpr int kEchoMs = 100;

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

// Of Text and TextEdit, whichever type of ours is made of them; `plain`: markup is shown as typed.
void eachText(QQuickItem *item, const std::function<void(QQuickItem *, bool plain)> &visit)
{
    if (const QVariant format = item->property("textFormat"); format.isValid())
        visit(item, format.toInt() == Qt::PlainText);
    for (QQuickItem *child : item->childItems())
        eachText(child, visit);
}

// What is drawn of a text, in the scene, without what is cut off; empty: nothing is seen of it.
QRectF paintedPlace(const QQuickItem *text)
{
    const QSizeF size(
        text->property("paintedWidth").toReal(), text->property("paintedHeight").toReal());
    const int across = text->property("effectiveHorizontalAlignment").toInt();
    const int down = text->property("verticalAlignment").toInt();
    const double left = across == Qt::AlignRight ? text->width() - size.width()
        : across == Qt::AlignHCenter             ? (text->width() - size.width()) / 2
                                                 : 0;
    const double top = down == Qt::AlignBottom ? text->height() - size.height()
        : down == Qt::AlignVCenter             ? (text->height() - size.height()) / 2
                                               : 0;
    QRectF ink = text->mapRectToScene(QRectF(QPointF(left, top), size));
    for (const QQuickItem *above = text; above; above = above->parentItem()) {
        if (above->opacity() < 0.1)
            return {};
        if (above->clip())
            ink &= above->mapRectToScene(QRectF(0, 0, above->width(), above->height()));
    }
    return ink;
}

QString nameOf(QQuickItem *item)
{
    const QAccessibleInterface *element = QAccessible::queryAccessibleInterface(item);
    const QPointF at = item->mapToScene({0, 0});
    return QStringLiteral("%1 \"%2\" at %3,%4")
        .arg(QString::fromLatin1(item->metaObject()->className()).section(u'_', 0, 0),
            element ? element->text(QAccessible::Name) : QString())
        .arg(at.x())
        .arg(at.y());
}

} // namespace

bool isA(const QQuickItem *item, const char *type)
{
    const QByteArray wanted = QByteArray(type) + "_QML";
    for (const QMetaObject *meta = item->metaObject(); meta; meta = meta->superClass()) {
        if (QByteArrayView(meta->className()).startsWith(wanted))
            return true;
    }
    return false;
}

void eachSeen(QQuickItem *item, const std::function<void(QQuickItem *)> &visit)
{
    if (!item->isVisible())
        return;
    visit(item);
    const auto children = item->childItems();
    for (QQuickItem *child : children)
        eachSeen(child, visit);
}

bool isOfTheServer(const QQuickItem *text)
{
    if (text->property("font").value<QFont>().family().contains(QLatin1String("Mono")))
        return true;
    for (const QQuickItem *above = text; above; above = above->parentItem()) {
        if (isA(above, "SettingRow") || isA(above, "EventFeed") || isA(above, "EndedList")
            || isA(above, "ConnectionList") || isA(above, "LogList") || isA(above, "Headline"))
            return true;
    }
    return false;
}

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

QStringList WindowProbe::pictures(QQuickWindow *window) const
{
    QStringList found;
    eachSeen(window->contentItem(), [&](QQuickItem *item) {
        const auto *element = QAccessible::queryAccessibleInterface(item);
        if (!element)
            return;
        if (element->role() == QAccessible::Chart || element->role() == QAccessible::Graphic
            || isA(item, "Tile"))
            found << element->text(QAccessible::Name) + QStringLiteral(" | ")
                    + element->text(QAccessible::Description);
    });
    return found;
}

void WindowProbe::setPseudoLocale(bool on)
{
    if (on)
        QCoreApplication::installTranslator(&m_translator);
    else
        QCoreApplication::removeTranslator(&m_translator);
}

void WindowProbe::visit(const QString &address, const QStringList &messages)
{
    auto visitor = std::make_unique<QWebSocket>(QStringLiteral("http://localhost"));
    QWebSocket *socket = visitor.get();
    connect(socket, &QWebSocket::connected, this, [socket, messages] {
        for (const QString &message : messages)
            socket->sendTextMessage(message);
    });
    socket->open(QUrl(address));
    m_visitors.push_back(std::move(visitor));
}

QStringList WindowProbe::tabStops(QQuickWindow *window) const
{
    QStringList found;
    eachSeen(window->contentItem(), [&](QQuickItem *item) {
        if (item->activeFocusOnTab() && item->isEnabled())
            found << nameOf(item);
    });
    return found;
}

QString WindowProbe::focused(QQuickWindow *window) const
{
    return window->activeFocusItem() ? nameOf(window->activeFocusItem()) : QString();
}

bool WindowProbe::focusShows(QQuickWindow *window) const
{
    QQuickItem *item = window->activeFocusItem();
    if (!item)
        return false;
    // A field has a border that changes; everything else a ring somewhere in it.
    if (isA(item, "TextInputField") || isA(item, "TextBox") || item->inherits("QQuickTextInput")
        || item->inherits("QQuickTextEdit"))
        return true;
    bool shows = false;
    eachSeen(item, [&](QQuickItem *part) { shows = shows || isA(part, "FocusRing"); });
    return shows;
}

QQuickItem *WindowProbe::reach(QQuickWindow *window, const QString &name) const
{
    QQuickItem *found = nullptr;
    eachSeen(window->contentItem(), [&](QQuickItem *item) {
        const auto *element = QAccessible::queryAccessibleInterface(item);
        if (item->activeFocusOnTab() && element && element->text(QAccessible::Name) == name)
            found = item;
    });
    if (found)
        found->forceActiveFocus(Qt::TabFocusReason);
    return found;
}

QString WindowProbe::chosenInView(QQuickItem *list) const
{
    QString name;
    const QRectF all = list->mapRectToScene(QRectF(-1, -1, list->width() + 2, list->height() + 2));
    eachSeen(list, [&](QQuickItem *item) {
        const auto *element = QAccessible::queryAccessibleInterface(item);
        if (element && element->state().selected
            && all.contains(item->mapRectToScene(QRectF(0, 0, item->width(), item->height()))))
            name = element->text(QAccessible::Name);
    });
    return name;
}

QStringList WindowProbe::untranslated(QQuickWindow *window) const
{
    static const QRegularExpression kSentence(
        QStringLiteral("[A-Za-z]{3,}[ ,][A-Za-z ]*[A-Za-z]{3,}"));
    QStringList found;
    eachSeen(window->contentItem(), [&](QQuickItem *item) {
        if (!item->inherits("QQuickText"))
            return;
        const QString text = item->property("text").toString();
        if (!kSentence.match(text).hasMatch() || text.contains(QChar(0x27e6)))
            return;
        if (!isOfTheServer(item))
            found << text;
    });
    return found;
}

QStringList WindowProbe::clipped(QQuickWindow *window) const
{
    QStringList found;
    const QRectF all(0, 0, window->width(), window->height());
    // Across there is no scrolling: what stands in a panel stays in it.
    eachSeen(window->contentItem(), [&](QQuickItem *panel) {
        if (!isA(panel, "Panel"))
            return;
        const QRectF room = panel->mapRectToScene(QRectF(0, 0, panel->width(), panel->height()));
        eachSeen(panel, [&](QQuickItem *part) {
            const bool words = part->inherits("QQuickText");
            if (!words && !isA(part, "PushButton") && !isA(part, "SegmentedControl")
                && !isA(part, "IconButton") && !isA(part, "TextInputField"))
                return;
            QRectF place = part->mapRectToScene(QRectF(0, 0, part->width(), part->height()));
            if (words && part->property("text").toString().isEmpty())
                return;
            if (place.left() < room.left() - 0.5 || place.right() > room.right() + 0.5)
                found << nameOf(part) + QStringLiteral(" leaves ") + nameOf(panel);
        });
    });
    eachSeen(window->contentItem(), [&](QQuickItem *item) {
        const bool control = isA(item, "PushButton") || isA(item, "SegmentedControl")
            || isA(item, "Toggle") || isA(item, "IconButton") || isA(item, "TextInputField");
        if (!control)
            return;
        const QRectF place = item->mapRectToScene(QRectF(0, 0, item->width(), item->height()));
        // What scrolls may lie outside; across there is no scrolling.
        if (place.left() < -0.5 || place.right() > all.right() + 0.5)
            found << nameOf(item) + QStringLiteral(" leaves the window");
        eachSeen(item, [&](QQuickItem *part) {
            if (part->inherits("QQuickText") && part->property("truncated").toBool()
                && !isA(item, "TextInputField"))
                found << nameOf(item) + QStringLiteral(" cuts ")
                        + part->property("text").toString();
        });
    });
    return found;
}

QColor WindowProbe::inkOf(QQuickWindow *window, const QString &text) const
{
    QColor ink;
    eachSeen(window->contentItem(), [&](QQuickItem *item) {
        if (!ink.isValid() && item->inherits("QQuickText")
            && item->property("text").toString() == text)
            ink = item->property("color").value<QColor>();
    });
    return ink;
}

QStringList WindowProbe::overdrawn(QQuickWindow *window) const
{
    struct Ink {
        QQuickItem *item;
        QRectF place;
    };
    std::vector<Ink> texts;
    eachSeen(window->contentItem(), [&](QQuickItem *item) {
        if (!item->inherits("QQuickText") || item->property("text").toString().isEmpty()
            || isA(item->parentItem()->parentItem(), "StateOverlay")) // has a ground of its own
            return;
        if (const QRectF ink = paintedPlace(item); !ink.isEmpty())
            texts.push_back({item, ink});
    });
    QStringList found;
    for (size_t i = 0; i < texts.size(); ++i) {
        for (size_t k = i + 1; k < texts.size(); ++k) {
            const QRectF both = texts[i].place & texts[k].place;
            // Lines may touch by what no letter reaches into.
            if (both.width() > 2 && both.height() > 6)
                found << nameOf(texts[i].item) + QStringLiteral(" and ") + nameOf(texts[k].item);
        }
    }
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

void WindowProbe::watchFrames(QQuickWindow *window)
{
    delete m_watch;
    m_watch = new QObject(this);
    m_charts.clear();
    m_sinceFrame.invalidate();
    m_followed = false;
    m_frames = m_mostCharts = m_paintedCharts = 0;
    // A queued connection: the frame is drawn on another thread on some back ends.
    connect(
        window, &QQuickWindow::afterRendering, m_watch,
        [this] {
            m_followed = !m_followed && m_sinceFrame.isValid() && !m_sinceFrame.hasExpired(kEchoMs);
            m_frames += !m_followed;
            m_sinceFrame.start();
            m_mostCharts = std::max(m_mostCharts, int(m_charts.size()));
            m_charts.clear();
        },
        Qt::QueuedConnection);
    // A ChartView paints its scene anew with the event after that has changed.
    QList<QGraphicsScene *> scenes;
    eachSeen(window->contentItem(), [&scenes](const QQuickItem *item) {
        scenes += item->findChildren<QGraphicsScene *>(Qt::FindDirectChildrenOnly);
    });
    for (QGraphicsScene *scene : std::as_const(scenes)) {
        connect(
            scene, &QGraphicsScene::changed, m_watch,
            [this, scene] {
                m_paintedCharts += !m_charts.contains(scene);
                m_charts.insert(scene);
            },
            Qt::QueuedConnection);
    }
}

double WindowProbe::contrast(const QColor &ink, const QColor &ground) const
{
    const double a = luminance(ink);
    const double b = luminance(ground);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace wavetape::tests
