// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace wavetape::viewmodels {

// The programs of resources/snippets with an address of one's own in place of the written one.
class SnippetList : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString address READ address WRITE setAddress NOTIFY changed)
    Q_PROPERTY(QStringList names READ names CONSTANT)
    Q_PROPERTY(QVariantList snippets READ snippets NOTIFY changed) // [{name, file, text}]
public:
    using QObject::QObject;

    QString address() const { return m_address; }
    void setAddress(const QString &url);
    QStringList names() const;
    QVariantList snippets() const;

Q_SIGNALS:
    void changed();

private:
    QString m_address;
};

} // namespace wavetape::viewmodels
