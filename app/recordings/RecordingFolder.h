// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/ReplacedListModel.h"

#include <QFileInfo>
#include <QHash>
#include <QThreadPool>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

namespace wavetape::recordings {

// The recordings (*.mcap) of one folder, the newest first, a row each. Looked at every two seconds
// while it is active; each file is read in a thread beside. GUI thread.
class RecordingFolder : public viewmodels::ReplacedListModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString folder READ folder WRITE setFolder NOTIFY folderChanged)
    // The one that is being written: its end is not there yet.
    Q_PROPERTY(QString growing READ growing WRITE setGrowing NOTIFY folderChanged)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY folderChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    // The folder cannot be read; "": it can, or is not there yet.
    Q_PROPERTY(QString problem READ problem NOTIFY countChanged)
public:
    enum Role {
        PathRole = Qt::UserRole,
        NameRole,
        BytesRole,
        TimeRole, // of its last change, ms since 1970
        SecondsRole, // NaN: not known
        MessagesRole,
        ChannelsRole,
        ConditionRole,
        ProblemRole,
    };
    enum Condition { Reading, Growing, Sound, Unfinished, Damaged, Unreadable };
    Q_ENUM(Condition)
    static constexpr qsizetype kLimit = 500;

    explicit RecordingFolder(QObject *parent = nullptr);
    ~RecordingFolder() override;

    QString folder() const { return m_folder; }
    void setFolder(const QString &folder);
    QString growing() const { return m_growing; }
    void setGrowing(const QString &path);
    bool isActive() const { return m_timer.isActive(); }
    void setActive(bool active);
    int count() const { return int(m_rows.size()); }
    QString problem() const { return m_problem; }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    Q_INVOKABLE QString keyAt(int row) const;
    Q_INVOKABLE int indexOfKey(const QString &path) const;
    Q_INVOKABLE int conditionAt(int row) const;
    Q_INVOKABLE void refresh();

Q_SIGNALS:
    void folderChanged();
    void countChanged();

private:
    struct Summary {
        qint64 bytes = -1, timeMs = 0; // of the file that was read
        Condition condition = Reading;
        double seconds = 0, messages = 0;
        int channels = 0;
        QString problem;
    };
    static Summary read(const QString &path, qint64 bytes, qint64 timeMs);
    void take(const QString &path, const Summary &summary);
    Summary summaryOf(const QFileInfo &file) const;

    QString m_folder, m_growing, m_problem;
    QTimer m_timer;
    std::vector<QFileInfo> m_rows;
    QHash<QString, Summary> m_known; // by path
    QThreadPool m_reader;
};

} // namespace wavetape::recordings
