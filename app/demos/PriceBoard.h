// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demos/DemoModel.h"

#include <map>

namespace wavetape::demos {

// The newest of each `ticker.*`, in order of the symbols, as often as it is wanted: what came
// between is never sent. GUI thread.
class PriceBoard : public wavetape::demos::DemoModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        double rate READ rate WRITE setRate NOTIFY rateChanged) // a second and symbol; 0: all
    Q_PROPERTY(QString figures READ figures NOTIFY changed)
public:
    static constexpr size_t kMost = 500;
    enum Role { Symbol = Qt::UserRole + 1, Price, Change, Rises };

    explicit PriceBoard(QObject *parent = nullptr);

    double rate() const { return m_rate; }
    void setRate(double rate);
    QString figures() const;

    void take(const client::FeedMessage &message) override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void rateChanged();

protected:
    void clear() override;
    void begin() override;
    int rows() const override { return int(m_tickers.size()); }

private:
    std::map<QString, client::Ticker> m_tickers;
    double m_rate = 0, m_came = 0, m_saved = 0;
};

} // namespace wavetape::demos
