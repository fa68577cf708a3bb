// SPDX-License-Identifier: GPL-3.0-or-later
#include "Clipboard.h"

#include <QClipboard>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>

namespace wavetape::controls {

namespace {

// Roles of the model's own, in their order; those of Qt are about how it looks.
QMap<int, QString> rolesOf(const QAbstractItemModel &model)
{
    QMap<int, QString> roles;
    const auto names = model.roleNames();
    for (auto it = names.begin(); it != names.end(); ++it) {
        if (it.key() > Qt::UserRole)
            roles.insert(it.key(), QString::fromUtf8(it.value()));
    }
    return roles;
}

QString cell(QString text)
{
    // A spreadsheet takes these for the beginning of a formula, and others wrote what is here.
    if (!text.isEmpty() && QStringLiteral("=+-@\t\r").contains(text.front())) {
        bool number = false;
        text.toDouble(&number);
        if (!number)
            text.prepend(u'\'');
    }
    if (!text.contains(u'"') && !text.contains(u',') && !text.contains(u'\n')
        && !text.contains(u'\r'))
        return text;
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

} // namespace

Clipboard::Clipboard(QObject *parent)
    : QObject(parent)
{
    connect(QGuiApplication::clipboard(), &QClipboard::dataChanged, this, &Clipboard::changed);
}

QString Clipboard::text() const
{
    return QGuiApplication::clipboard()->text();
}

void Clipboard::copy(const QString &text) const
{
    QGuiApplication::clipboard()->setText(text);
}

void Clipboard::copyPicture(const QVariant &picture) const
{
    QGuiApplication::clipboard()->setImage(picture.value<QImage>());
}

bool Clipboard::hasPicture() const
{
    return !QGuiApplication::clipboard()->image().isNull();
}

QString Clipboard::newFile(const QString &title, const QString &suffix)
{
    QString folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    if (folder.isEmpty() || !QDir().mkpath(folder))
        folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    QString name = title.toLower();
    name.replace(QRegularExpression(QStringLiteral("[^a-z0-9]+")), QStringLiteral("-"));
    const QString time = QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    QString path = QStringLiteral("%1/wavetape-%2-%3.%4").arg(folder, name.left(40), time, suffix);
    for (int i = 2; QFile::exists(path); ++i)
        path = QStringLiteral("%1/wavetape-%2-%3-%4.%5")
                   .arg(folder, name.left(40), time)
                   .arg(i)
                   .arg(suffix);
    return path;
}

QString Clipboard::csv(const QVariantList &rows)
{
    QString text;
    for (const QVariant &row : rows) {
        QStringList cells;
        for (const QVariant &value : row.toList())
            cells << cell(value.toString());
        text += cells.join(u',') + QStringLiteral("\r\n");
    }
    return text;
}

QString Clipboard::rowAsJson(const QAbstractItemModel *model, int row)
{
    if (!model || row < 0 || row >= model->rowCount())
        return {};
    QJsonObject object;
    const auto roles = rolesOf(*model);
    for (auto it = roles.begin(); it != roles.end(); ++it)
        object.insert(
            it.value(), QJsonValue::fromVariant(model->data(model->index(row, 0), it.key())));
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

QString Clipboard::tableAsCsv(const QAbstractItemModel *model)
{
    if (!model)
        return {};
    const auto roles = rolesOf(*model);
    QString csv = QStringList(roles.values()).join(u',') + QStringLiteral("\r\n");
    const int rows = std::min(model->rowCount(), kMostRows);
    for (int row = 0; row < rows; ++row) {
        QStringList cells;
        for (auto it = roles.begin(); it != roles.end(); ++it)
            cells << cell(model->data(model->index(row, 0), it.key()).toString());
        csv += cells.join(u',') + QStringLiteral("\r\n");
    }
    return csv;
}

} // namespace wavetape::controls
