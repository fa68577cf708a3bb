// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as an envelope, as they are and with a right seal: what opens closes to the same bytes.
#include "cluster/BrokerPosition.h"
#include "cluster/Envelope.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace wavetape::cluster;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::string key(32, 'k');
    static const EnvelopeSeal seal("fuzz", key, 1000);
    std::string bytes(reinterpret_cast<const char *>(data), size);
    static_cast<void>(readBrokerPosition(bytes));
    if (seal.open(bytes))
        std::abort(); // nobody guesses a seal
    const std::string all = std::string("fuzz") + '\0' + bytes;
    unsigned char mac[32];
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
        reinterpret_cast<const unsigned char *>(all.data()), all.size(), mac, nullptr);
    bytes.append(reinterpret_cast<const char *>(mac), sizeof mac);
    if (const auto opened = seal.open(bytes); opened && seal.close(*opened) != bytes)
        std::abort();
    return 0;
}
