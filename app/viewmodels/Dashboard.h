// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/ConnectionDetail.h"
#include "viewmodels/ConnectionTable.h"
#include "viewmodels/EventLog.h"
#include "viewmodels/LinkStatus.h"
#include "viewmodels/LoadAlerts.h"
#include "viewmodels/LoadHistory.h"
#include "viewmodels/MarketPanel.h"
#include "viewmodels/Preferences.h"
#include "viewmodels/RecordingStatus.h"
#include "viewmodels/ReplayControl.h"
#include "viewmodels/ServerStats.h"
#include "viewmodels/SettingsList.h"
#include "viewmodels/StreamRack.h"
#include "viewmodels/WaveRates.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

class QQmlEngine;
class QJSEngine;

namespace wavetape::viewmodels {

// All view models of one window, on one FeedClient. QML knows it as the singleton `Dashboard`;
// whoever makes the engine makes the Dashboard before it and destroys it after it. GUI thread.
class Dashboard : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(wavetape::viewmodels::LinkStatus *link READ link CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::ServerStats *stats READ stats CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::EventLog *events READ events CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::EventLog *ended READ ended CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::ConnectionTable *connections READ connections CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::LoadHistory *loads READ loads CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::LoadAlerts *alerts READ alerts CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::ConnectionDetail *detail READ detail CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::MarketPanel *market READ market CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::StreamRack *streams READ streams CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::RecordingStatus *recording READ recording CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::ReplayControl *replay READ replay CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::WaveRates *waveRates READ waveRates CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::SettingsList *settings READ settings CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::Preferences *preferences READ preferences CONSTANT)
public:
    Dashboard(client::FeedClient &client, bool keepPreferences, QObject *parent = nullptr);
    ~Dashboard() override;

    static Dashboard *create(QQmlEngine *engine, QJSEngine *);

    client::FeedClient &client() { return m_client; }
    // Forgets what belongs to one server: another one follows.
    void startOver();
    LinkStatus *link() { return &m_link; }
    ServerStats *stats() { return &m_stats; }
    EventLog *events() { return &m_events; }
    EventLog *ended() { return &m_ended; }
    ConnectionTable *connections() { return &m_connections; }
    LoadHistory *loads() { return &m_loads; }
    LoadAlerts *alerts() { return &m_alerts; }
    ConnectionDetail *detail() { return &m_detail; }
    MarketPanel *market() { return &m_market; }
    StreamRack *streams() { return &m_streams; }
    RecordingStatus *recording() { return &m_recording; }
    ReplayControl *replay() { return &m_replay; }
    WaveRates *waveRates() { return &m_waveRates; }
    SettingsList *settings() { return &m_settings; }
    Preferences *preferences() { return &m_preferences; }

private:
    client::FeedClient &m_client;
    LinkStatus m_link;
    ServerStats m_stats;
    EventLog m_events;
    EventLog m_ended;
    client::Subscription m_eventSubscription;
    ConnectionTable m_connections;
    LoadHistory m_loads;
    LoadAlerts m_alerts;
    ConnectionDetail m_detail;
    MarketPanel m_market;
    StreamRack m_streams;
    RecordingStatus m_recording;
    ReplayControl m_replay;
    WaveRates m_waveRates;
    SettingsList m_settings;
    Preferences m_preferences;
};

} // namespace wavetape::viewmodels
