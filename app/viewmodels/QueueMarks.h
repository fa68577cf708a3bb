// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QJsonObject>

namespace wavetape::viewmodels {

// The marks of a connection's queue at the server that is looked at, in bytes: above `high` it
// lags, beyond `hard` it is closed. As `welcome` told them; the server's defaults where it did not.
struct QueueMarks {
    double high = 256 << 10;
    double hard = 1 << 20;

    static QueueMarks of(const client::FeedClient &client)
    {
        const QJsonObject limits = client.welcome().value(QLatin1String("limits")).toObject();
        QueueMarks marks;
        marks.high = limits.value(QLatin1String("queueHigh")).toDouble(marks.high);
        marks.hard = limits.value(QLatin1String("queueHard")).toDouble(marks.hard);
        return marks.high > 0 && marks.hard >= marks.high ? marks : QueueMarks();
    }
};

} // namespace wavetape::viewmodels
