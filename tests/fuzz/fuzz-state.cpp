// SPDX-License-Identifier: GPL-3.0-or-later
// A state file. With an odd first byte what follows is taken for records without their checksums,
// which are put right, for no mutation would find one. Whatever is read a hub goes on with, and
// what it then has written down reads again.
#include "channels/ChannelHub.h"
#include "state/StateRecords.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

using namespace wavetape;

namespace {

/// Records of `size u8, kind u8, body`, as those of a file.
std::string sealed(std::string_view bytes)
{
    std::string file;
    state::appendHead(file, {});
    while (!bytes.empty()) {
        const size_t size = std::min<size_t>(static_cast<uint8_t>(bytes[0]), bytes.size() - 1);
        const std::string_view record = bytes.substr(1, size);
        const uint32_t head[] = {static_cast<uint32_t>(size),
            static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef *>(record.data()),
                static_cast<uInt>(record.size())))};
        file.append(reinterpret_cast<const char *>(head), sizeof head).append(record);
        bytes.remove_prefix(1 + size);
    }
    return file;
}

void check(const channels::ChannelImage &channel)
{
    uint64_t seq = 0;
    for (const auto &item : channel.history) {
        if ((seq != 0 && item.seq != seq + 1) || item.seq > channel.numbering.seq
            || uint64_t {item.dataAt} + item.dataSize > item.payload.size())
            std::abort();
        seq = item.seq;
    }
}

std::string written(const channels::ChannelHub &hub)
{
    std::string file;
    state::appendHead(file, {});
    for (const auto &channel : hub.all()) {
        const auto now = channel->state({});
        state::appendChannel(file, channel->id(), channel->name(), now);
        for (const auto &publication : now.history)
            state::appendPublication(file, channel->id(), *publication);
    }
    state::appendTrailer(file);
    return file;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    auto read = state::readRecords(data[0] % 2 == 1 ? sealed(bytes) : std::string(bytes));
    if (!read) {
        if (read.error().empty() || read.error().find('\n') != std::string::npos)
            std::abort();
        return 0;
    }
    std::for_each(read->hub.channels.begin(), read->hub.channels.end(), check);
    channels::ChannelHub hub {{}};
    hub.resume(std::move(read->hub), read->ended);
    const auto again = state::readRecords(written(hub));
    if (!again || !again->ended || again->hub.channels.size() != hub.all().size())
        std::abort();
    std::for_each(again->hub.channels.begin(), again->hub.channels.end(), check);
    return 0;
}
