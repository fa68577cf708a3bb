// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileDialog>
#include <QObject>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace wavetape::inspector {

// Asks for one file, in the dialog of the desktop. Nothing waits for the answer. GUI thread.
class FileChooser : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString title MEMBER m_title NOTIFY titleChanged)
public:
    using QObject::QObject;
    ~FileChooser() override;

    Q_INVOKABLE void open();
    Q_INVOKABLE void close();

Q_SIGNALS:
    void titleChanged();
    void chosen(const QString &path);

private:
    QString m_title;
    QPointer<QFileDialog> m_dialog;
};

} // namespace wavetape::inspector
