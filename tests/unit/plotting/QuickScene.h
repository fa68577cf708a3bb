// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/FrameClock.h"

#include <QImage>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTest>

#include <memory>

extern QString pictureFolder;

// A window with one QML item in it and a way to look at its pixels.
class QuickScene {
public:
    QuickScene(int width, int height, const QByteArray &qml)
    {
        m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
        m_window.setColor(Qt::black);
        m_window.resize(width, height);
        QQmlComponent component(&m_engine);
        component.setData("import QtQuick\nimport Wavetape.Plotting\n" + qml, QUrl());
        m_root.reset(qobject_cast<QQuickItem *>(component.create()));
        m_error = component.errorString();
        if (m_root) {
            m_root->setParentItem(m_window.contentItem());
            m_root->setSize(m_window.size());
        }
        m_window.show();
    }

    QString error() const { return m_error; }
    QQuickWindow &window() { return m_window; }
    template <typename Item>
    Item *root() const
    {
        return qobject_cast<Item *>(m_root.get());
    }
    // What is shown one tick later.
    QImage grab(const char *name)
    {
        emit wavetape::plotting::FrameClock::instance().tick();
        const QImage image = m_window.grabWindow().convertToFormat(QImage::Format_RGB32);
        if (!pictureFolder.isEmpty())
            image.save(pictureFolder + u'/' + QString::fromLatin1(name) + QStringLiteral(".png"));
        return image;
    }

private:
    QQmlEngine m_engine;
    QQuickWindow m_window;
    std::unique_ptr<QQuickItem> m_root;
    QString m_error;
};
