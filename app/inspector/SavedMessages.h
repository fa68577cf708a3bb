// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QSettings>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::inspector {

// Messages to send again, with a few to begin with. Kept in QSettings where there is one; values of
// "token", "secret" and "password" are not. GUI thread.
class SavedMessages : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the InspectorSession")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
public:
    static constexpr size_t kLimit = 50;
    static constexpr qsizetype kMostText = 16 * 1024;

    enum Role { Name = Qt::UserRole + 1, Form, Text };

    explicit SavedMessages(QObject *parent = nullptr);

    // Reads what was kept there, and keeps changes from now on. Null: nothing is kept.
    void setStore(QSettings *store);
    int count() const { return int(m_messages.size()); }

    // `form` is the compose form: 0 text, 1 hex, 2 floats. A message of the same name is replaced.
    Q_INVOKABLE void add(const QString &name, int form, const QString &text);
    Q_INVOKABLE void remove(int row);
    Q_INVOKABLE QString textAt(int row) const;
    Q_INVOKABLE int formAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    struct Message {
        QString name;
        int form = 0;
        QString text;
    };
    void keep();

    std::vector<Message> m_messages;
    QSettings *m_store = nullptr;
};

} // namespace wavetape::inspector
