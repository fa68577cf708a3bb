// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/market/Checkpoint.h"

#include "feeds/market/MarketProfile.h"

#include <zlib.h>

namespace wavetape::feeds::market {

namespace {
constexpr char kMagic[8] = {'W', 'T', 'M', 'A', 'R', 'K', 'E', 'T'};
constexpr uint32_t kFormat = 2;

struct Head {
    char magic[8] {};
    uint32_t format = kFormat;
    uint32_t model = kMarketModel;
    uint32_t size = 0;
    uint32_t crc = 0;
};

uint32_t checksum(std::string_view body)
{
    return static_cast<uint32_t>(
        crc32(0, reinterpret_cast<const Bytef *>(body.data()), static_cast<uInt>(body.size())));
}
} // namespace

std::string sealCheckpoint(std::string_view body)
{
    Head head;
    std::memcpy(head.magic, kMagic, sizeof kMagic);
    head.size = static_cast<uint32_t>(body.size());
    head.crc = checksum(body);
    std::string bytes(reinterpret_cast<const char *>(&head), sizeof head);
    bytes.append(body);
    return bytes;
}

std::string_view openCheckpoint(std::string_view bytes)
{
    Head head;
    if (bytes.size() < sizeof head)
        throw std::invalid_argument("the checkpoint is cut short");
    std::memcpy(&head, bytes.data(), sizeof head);
    if (std::memcmp(head.magic, kMagic, sizeof kMagic) != 0)
        throw std::invalid_argument("this is no checkpoint of a market");
    if (head.format != kFormat)
        throw std::invalid_argument("the checkpoint has format " + std::to_string(head.format)
            + "; this program reads " + std::to_string(kFormat));
    if (head.model != kMarketModel)
        throw std::invalid_argument("the checkpoint is of market model "
            + std::to_string(head.model) + "; this program has " + std::to_string(kMarketModel));
    const std::string_view body = bytes.substr(sizeof head);
    if (body.size() < head.size)
        throw std::invalid_argument("the checkpoint is cut short");
    if (body.size() > head.size || checksum(body) != head.crc)
        throw std::invalid_argument("the checkpoint is damaged: its checksum does not match");
    return body;
}

} // namespace wavetape::feeds::market
