// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/BrokerUrl.h"
#include "config/ConfigReader.h"

#include <tl/expected.hpp>

#include <string>

namespace wavetape {

/// What a node comes into its cluster with, as its settings name it.
struct ClusterAccess {
    cluster::BrokerUrl broker;
    std::string key; ///< what envelopes are sealed with

    /// Looks at the settings and the key's file, not at the broker. The error names the setting.
    /// Pre: cluster.broker is set.
    static tl::expected<ClusterAccess, config::ConfigProblem> read(
        const config::ServerConfig &config);
};

} // namespace wavetape
