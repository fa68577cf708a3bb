// SPDX-License-Identifier: GPL-3.0-or-later
// Header values of any form, for both ends. What a server answers to an offer, a client that made
// this offer alone accepts.
#include "websocket/Deflate.h"
#include "websocket/Handshake.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace wavetape::websocket;

namespace {

void require(bool condition)
{
    if (!condition) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // The input is six values, one per line, the rest a response head.
    std::string_view rest(reinterpret_cast<const char *>(data), size);
    std::array<std::string_view, 6> values;
    for (std::string_view &value : values) {
        const auto end = rest.find('\n');
        value = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    const UpgradeRequest request {
        values[0], values[1], values[2], values[3], values[4], values[5], 1, 1};
    const UpgradeDecision decision = checkUpgrade(request);
    require(decision.status == 101 || decision.status == 400 || decision.status == 426);
    require((decision.status == 101) == decision.sentence.empty());
    if (decision.status == 101) {
        require(isValidKey(values[3]) && parseExtensions(values[5]).has_value());
    }

    std::string response;
    const auto params = negotiateDeflate(values[5], response);
    require(params.has_value() != response.empty());
    if (params) {
        require(params->serverMaxWindowBits >= 8 && params->serverMaxWindowBits <= 15);
        require(params->clientMaxWindowBits >= 8 && params->clientMaxWindowBits <= 15);
        if (parseExtensions(values[5])->size() == 1) {
            require(checkDeflateResponse(values[5], response) == params);
        }
    }

    ClientHandshake handshake;
    handshake.key = values[3];
    handshake.protocols = values[4];
    handshake.extensions = values[5];
    const auto result = checkUpgradeResponse(rest, handshake);
    require(result.has_value() || !result.error().empty());
    const auto own
        = checkUpgradeResponse(switchingProtocols(acceptKey(values[3]), "", response), handshake);
    require(own.has_value() || !parseExtensions(values[5]));
    return 0;
}
