// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/WaveRates.h"

#include "client/ChannelFamilies.h"
#include "viewmodels/Format.h"
#include "viewmodels/JsonRead.h"

#include <QJsonArray>
#include <QPointer>

#include <cmath>
#include <limits>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;
using client::kWaveFamily;

namespace {
constexpr qsizetype kMostWaves = 32;
} // namespace

WaveRates::WaveRates(client::FeedClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    connect(&client, &client::FeedClient::welcomed, this, &WaveRates::ask);
}

void WaveRates::ask()
{
    say({}, false);
    m_client.request({{u"type"_s, u"list"_s}, {u"prefix"_s, QString(kWaveFamily)}},
        [self = QPointer(this)](const client::Reply &reply) {
            if (!self)
                return;
            self->m_waves.clear();
            const QJsonArray channels = reply.message.value("channels"_L1).toArray();
            for (const QJsonValue channel : channels) {
                const QString name = textOf(channel.toObject(), "channel"_L1, 128);
                if (name.startsWith(kWaveFamily) && self->m_waves.size() < kMostWaves)
                    self->m_waves.append(name.sliced(kWaveFamily.size()));
            }
            Q_EMIT self->changed();
        });
}

double WaveRates::rateOf(const QString &text)
{
    QString digits = text.trimmed();
    double factor = 1;
    if (digits.endsWith(u'k', Qt::CaseInsensitive))
        factor = 1e3;
    else if (digits.endsWith(u'M'))
        factor = 1e6;
    if (factor != 1)
        digits.chop(1);
    bool good = false;
    const double rate = digits.trimmed().toDouble(&good) * factor;
    return good && rate > 0 ? rate : std::numeric_limits<double>::quiet_NaN();
}

void WaveRates::set(const QString &wave, const QString &text)
{
    const double rate = rateOf(text);
    if (std::isnan(rate))
        return say(tr("%1 is no rate; 48000, 48k and 1.5M are").arg(text.left(24)), true);
    m_client.request({{u"type"_s, u"admin"_s}, {u"action"_s, u"set-rate"_s},
                         {u"channel"_s, QString(kWaveFamily) + wave}, {u"rate"_s, rate}},
        [self = QPointer(this), wave, rate](const client::Reply &reply) {
            if (self)
                self->say(reply.ok ? tr("%1 goes on with %2 samples a second, in a new epoch")
                                         .arg(wave, Format::count(rate))
                                   : reply.error.left(160),
                    !reply.ok);
        });
}

void WaveRates::say(const QString &outcome, bool refused)
{
    m_outcome = outcome;
    m_refused = refused;
    Q_EMIT changed();
}

} // namespace wavetape::viewmodels
