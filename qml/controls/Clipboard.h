// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QObject>
#include <QVariant>
#include <QtQml/qqmlregistration.h>

namespace wavetape::controls {

// What is copied, and a model's rows in forms that other programs read. GUI thread.
class Clipboard : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(QString text READ text NOTIFY changed)
public:
    explicit Clipboard(QObject *parent = nullptr);

    QString text() const;
    Q_INVOKABLE void copy(const QString &text) const;
    // `picture` as grabToImage() made it.
    Q_INVOKABLE void copyPicture(const QVariant &picture) const;
    Q_INVOKABLE bool hasPicture() const;
    // A path in the user's folder of pictures (of documents where there is none) that no file has
    // yet, from `title` and the time.
    Q_INVOKABLE static QString newFile(const QString &title, const QString &suffix);
    // Lines of cells (RFC 4180).
    Q_INVOKABLE static QString csv(const QVariantList &rows);
    // A row under its role names, as a JSON object; "" where there is none.
    Q_INVOKABLE static QString rowAsJson(const QAbstractItemModel *model, int row);
    // All rows, at most kMostRows, the role names above them (RFC 4180).
    Q_INVOKABLE static QString tableAsCsv(const QAbstractItemModel *model);

    static constexpr int kMostRows = 100'000;

Q_SIGNALS:
    void changed();
};

} // namespace wavetape::controls
