// SPDX-License-Identifier: GPL-3.0-or-later
#include "ClusterAccess.h"

#include "cluster/Envelope.h"
#include "config/SmallFile.h"

#include <utility>

namespace wavetape {

tl::expected<ClusterAccess, config::ConfigProblem> ClusterAccess::read(
    const config::ServerConfig &config)
{
    const auto &settings = config.cluster;
    auto url = cluster::BrokerUrl::read(settings.broker);
    if (!url)
        return tl::unexpected(config::ConfigProblem {"cluster.broker", url.error()});
    const auto badKey = [](std::string why) {
        return tl::unexpected(config::ConfigProblem {"cluster.key_file", std::move(why)});
    };
    constexpr size_t kMostKeyFile = 4096;
    const auto file = config::readSmallFile(settings.keyFile, kMostKeyFile);
    if (!file)
        return badKey(file.error());
    if (!file->ownersAlone)
        return badKey(settings.keyFile
            + ": holds a secret, so only its owner may read it: chmod 600 " + settings.keyFile);
    std::string key = file->content;
    while (key.ends_with('\n') || key.ends_with('\r'))
        key.pop_back();
    if (key.size() < cluster::EnvelopeSeal::kLeastKey)
        return badKey(settings.keyFile + ": a key has at least 32 bytes");
    return ClusterAccess {std::move(*url), std::move(key)};
}

} // namespace wavetape
