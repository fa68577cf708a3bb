// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demos/RatedDemo.h"

#include <QJsonObject>

#include <vector>

namespace wavetape::demos {

// The games below `scores.`, a row each: first the whole score, then each part of it that changes.
// With a rate the newest of each part so often. GUI thread.
class ScoreBoard : public wavetape::demos::RatedDemo {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString figures READ figures NOTIFY changed) // what came, in words
public:
    static constexpr size_t kMostGames = 20;
    static constexpr qsizetype kTextLength = 60;
    enum Role { Clock = Qt::UserRole + 1, Home, Away, Score, Moment, Figures, Spoken };

    explicit ScoreBoard(QObject *parent = nullptr);

    QString figures() const;
    int snapshots() const { return m_snapshots; }
    int changes() const { return m_changes; }

    void take(const client::FeedMessage &message) override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

protected:
    void clear() override;
    int rows() const override { return int(m_games.size()); }

private:
    struct Game {
        QString channel;
        QJsonObject parts;
    };

    std::vector<Game> m_games; // in order of their names
    int m_snapshots = 0, m_changes = 0;
    double m_snapshotBytes = 0, m_changeBytes = 0;
};

} // namespace wavetape::demos
