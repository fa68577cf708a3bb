// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ServerConfig.h"
#include "monitoring/Monitor.h"
#include "net/IoThread.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"

namespace wavetape::monitoring {

/// What figures are read from: two I/O threads that never run, and nobody connected.
struct IdleServer {
    IdleServer() { threads.create(context, 2); }

    metrics::ThreadStats &stats(size_t thread) { return threads.threads().at(thread)->stats(); }

    config::ServerConfig config;
    channels::ChannelHub hub {channels::HubOptions {}};
    net::IoThreadPool threads;
    Monitor monitor {hub};
    security::HostPolicy hosts {{}};
    security::OriginPolicy origins {{}};
    security::AddressLimiter addresses;
    net::ServerContext context {config, hub, threads, monitor, hosts, origins, addresses,
        security::AdminToken("0123456789abcdef"), "wavetape/test", nullptr};
};

} // namespace wavetape::monitoring
