// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ServerConfig.h"
#include "viewmodels/SettingsList.h"

#include <QSettings>

#include <optional>

namespace wavetape {

// Joins the server's table of settings to the Server page, and keeps what was changed there. What
// the command line, the environment or the settings file say stands above what was kept.
class ServerSettings {
public:
    // Without `store` nothing is kept.
    ServerSettings(viewmodels::SettingsList &list, QSettings *store);

    // Puts the kept values into all settings of `config` that are at their default.
    void applyKept(config::ServerConfig &config) const;
    // Shows `config` as what is in use.
    void show(const config::ServerConfig &config);
    // The configuration with what was typed, kept from now on; nothing where the settings do not go
    // together (the list then says which).
    std::optional<config::ServerConfig> take();
    // Is anything in `config` other than what is shown, and beyond what a running server takes
    // over?
    bool needRestart(const config::ServerConfig &config) const;

private:
    viewmodels::SettingsList &m_list;
    QSettings *m_store;
    config::ServerConfig m_config;
};

} // namespace wavetape
