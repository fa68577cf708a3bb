// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/LimitScale.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <vector>

namespace wavetape::viewmodels {

// The settings of the server in this program: what they are, what they would be by default, what
// was typed but not applied yet. Where the server is elsewhere the list is empty. GUI thread.
class SettingsList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(int differing READ differing NOTIFY changed)
    Q_PROPERTY(int edited READ edited NOTIFY changed)
    // What was typed only holds after a restart, which ends every connection.
    Q_PROPERTY(bool restarts READ restarts NOTIFY changed)
    Q_PROPERTY(QStringList keys READ keys NOTIFY changed) // of all, as they are written in a file
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY changed)
public:
    struct Setting {
        QString section, key, unit, help, allowed;
        QStringList choices; // the only values that are taken; empty: it is free
        QString value; // in use
        QString standard; // by default
        QString typed; // equal to value: nothing to apply
        QString problem; // with what was typed
        bool live = false; // applied without a restart
        bool many = false; // a list, its parts separated by ", "
        LimitScale scale {}; // of a limit
    };
    enum Role {
        Section = Qt::UserRole + 1,
        Key,
        Name,
        Unit,
        Help,
        Allowed,
        Choices,
        Value,
        Standard,
        Typed,
        Differs,
        Edited,
        Problem,
        Many,
        Stops, // how many values a slider stops at; 0: it has none
        Stop, // the one that is nearest to what was typed
    };
    // Says what is wrong with a text, or nothing and puts it into its usual form.
    using Check = std::function<QString(const QString &key, QString &text)>;

    explicit SettingsList(QObject *parent = nullptr);
    void assign(std::vector<Setting> settings, Check check);
    const std::vector<Setting> &settings() const { return m_settings; }

    int count() const { return int(m_shown.size()); }
    int differing() const;
    int edited() const;
    bool restarts() const;
    QStringList keys() const;
    QString filter() const { return m_filter; }
    void setFilter(const QString &text);

    // What is wrong with a setting only beside another.
    void complain(const QString &key, const QString &problem);

    Q_INVOKABLE void edit(const QString &key, const QString &text);
    // Moves a limit to a value that its slider stops at.
    Q_INVOKABLE void slide(const QString &key, int stop);
    // Adds a part to a list, or takes it out.
    Q_INVOKABLE void addTo(const QString &key, const QString &part);
    Q_INVOKABLE void takeFrom(const QString &key, const QString &part);
    Q_INVOKABLE void toDefault(const QString &key);
    Q_INVOKABLE void forget();
    // Asks for what was typed to hold; nothing happens while something is wrong with it.
    Q_INVOKABLE void apply();

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();
    void applyWanted();

private:
    void arrange();
    void touch(size_t setting);
    const Setting *find(const QString &key) const;

    std::vector<Setting> m_settings;
    std::vector<size_t> m_shown;
    Check m_check;
    QString m_filter;
};

} // namespace wavetape::viewmodels
