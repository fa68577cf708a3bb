// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demos/DemoModel.h"

#include <map>

namespace wavetape::demos {

// The posts of `social.feed`, newest first: new ones come by themselves, older ones a page at a
// time from the channel's history. GUI thread.
class SocialWall : public wavetape::demos::DemoModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(bool more READ hasMore NOTIFY changed) // there are older ones to ask for
public:
    static constexpr size_t kMost = 500;
    static constexpr int kPage = 10;
    static constexpr qsizetype kTextLength = 280;
    enum Role { Number = Qt::UserRole + 1, Name, TimeText, Text, Hue };

    explicit SocialWall(QObject *parent = nullptr);

    Q_INVOKABLE void post(const QString &text);
    // The page before the oldest post that is shown.
    Q_INVOKABLE void older();
    bool hasMore() const { return !m_posts.empty() && !m_atEnd; }

    void take(const client::FeedMessage &message) override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

protected:
    void clear() override;
    void begin() override;
    int rows() const override { return int(m_posts.size()); }

private:
    struct Post {
        double ts = 0;
        QString name, text;
    };

    std::map<qint64, Post, std::greater<>> m_posts;
    QString m_epoch;
    bool m_atEnd = false, m_asking = false;
};

} // namespace wavetape::demos
