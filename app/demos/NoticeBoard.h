// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demos/DemoModel.h"

#include <map>
#include <utility>
#include <vector>

namespace wavetape::demos {

// Notices that want an answer, newest first: each is published on `notices.desk`, and whoever has
// read it says so on `notices.desk.read` by its number. GUI thread.
class NoticeBoard : public wavetape::demos::DemoModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(int unread READ unread NOTIFY changed) // by this window
public:
    static constexpr size_t kMost = 100;
    static constexpr qsizetype kTextLength = 200;
    // As `kind` says it: info, warning, alarm.
    enum Kind { Info, Warning, Alarm };
    Q_ENUM(Kind)
    enum Role { Number = Qt::UserRole + 1, NoticeKind, TimeText, Text, Readers, Mine };

    explicit NoticeBoard(QObject *parent = nullptr);

    Q_INVOKABLE void notify(int kind, const QString &text);
    // Says that this window has read the notice of that number.
    Q_INVOKABLE void acknowledge(double number);
    int unread() const;

    void take(const client::FeedMessage &message) override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

protected:
    void clear() override;
    void begin() override;
    int rows() const override { return int(m_notices.size()); }

private:
    using ReaderList = std::vector<std::pair<QString, QString>>; // id, name
    struct Notice {
        double ts = 0;
        Kind kind = Info;
        QString text;
    };

    void came(const QJsonObject &data, qint64 seq, double ts);
    void read(const QJsonObject &data);
    bool isMine(qint64 seq) const;
    QString readersOf(qint64 seq) const;

    std::map<qint64, Notice, std::greater<>> m_notices; // newest first
    std::map<qint64, ReaderList> m_readers; // also of notices that have not come yet
};

} // namespace wavetape::demos
