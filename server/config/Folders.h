// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace wavetape::config {

/// Where this program's files belong: what the service manager made for us (systemd.exec(5):
/// RUNTIME_DIRECTORY, STATE_DIRECTORY), else the XDG base directories, else below the home folder.
/// Relative paths and a home folder of `/`, which many a service has, count as none. Without a
/// slash at the end; empty where the environment names no place.

/// For what ends with this run; the state folder where there is no runtime folder.
std::string runtimeFolder();
/// For what a next run finds again.
std::string dataFolder();

} // namespace wavetape::config
