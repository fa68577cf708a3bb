// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demos/RatedDemo.h"

#include <map>

namespace wavetape::demos {

// The newest of each `ticker.*`, in order of the symbols, as often as it is wanted: what came
// between is never sent. GUI thread.
class PriceBoard : public wavetape::demos::RatedDemo {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString figures READ figures NOTIFY changed)
public:
    static constexpr size_t kMost = 500;
    enum Role { Symbol = Qt::UserRole + 1, Price, Change, Rises };

    explicit PriceBoard(QObject *parent = nullptr);

    QString figures() const;

    void take(const client::FeedMessage &message) override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

protected:
    void clear() override;
    int rows() const override { return int(m_tickers.size()); }

private:
    std::map<QString, client::Ticker> m_tickers;
    double m_came = 0, m_saved = 0;
};

} // namespace wavetape::demos
