// SPDX-License-Identifier: GPL-3.0-or-later
// Host and Origin of any form: the matchers agree with the slow oracle of the unit tests.
#include "OriginOracle.h"
#include "security/HostPolicy.h"
#include "security/OriginPolicy.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace wavetape::security;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const OriginPolicy origins({"https://app.example:8443", "http://intern"});
    static const HostPolicy hosts;
    const std::string text(reinterpret_cast<const char *>(data), size);
    const size_t split = std::min(text.find('\n'), text.size());
    const std::string origin = text.substr(0, split);
    const std::string host = split < text.size() ? text.substr(split + 1) : "";
    // The oracle knows one IPv6 address only.
    if (text.find('[') != std::string::npos
        && (text.find("[::1]") == std::string::npos || text.find('[') != text.rfind('[')))
        return 0;
    if (hosts.accepts(host) != oracleAcceptsHost(host)
        || origins.accepts(origin, host) != oracleAcceptsOrigin(origin, host))
        std::abort();
    return 0;
}
