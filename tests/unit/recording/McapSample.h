// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/McapReader.h"
#include "recording/McapWriter.h"

#include <random>
#include <string>
#include <vector>

namespace wavetape::recording {

/// A file of several chunks, and where each of them stands.
struct McapSample {
    explicit McapSample(size_t chunks, bool finish = true)
    {
        std::mt19937 random(7);
        McapWriter writer;
        writer.begin(bytes, "test");
        writer.addMetadata(bytes, "about", {{"node", "n1"}});
        const auto schema = writer.addSchema({"tick", "jsonschema", R"({"type":"object"})"});
        std::vector<uint16_t> channels;
        for (const char *name : {"ticker.A", "ticker.B", "chat.x"})
            channels.push_back(*writer.addChannel(
                {name[0] == 't' ? *schema : uint16_t {0}, name, "json", {{"epoch", "e.1"}}}));
        uint64_t seq = uint64_t {1} << 33; // beyond MCAP's own 32 bits
        for (size_t chunk = 0; chunk < chunks; ++chunk) {
            for (size_t i = 0; i < 40; ++i) {
                const std::string data = R"({"price":)" + std::to_string(random() % 100'000) + "}";
                ++seq;
                writer.add(channels[random() % channels.size()], seq, i, 1'000'000 * seq, data);
                messages.push_back(data);
            }
            const size_t before = bytes.size();
            writer.flush(bytes);
            blocks.emplace_back(before, bytes.size());
        }
        if (finish)
            writer.finish(bytes);
        MemorySource source(bytes);
        McapReader reader(source);
        const auto found = reader.scan();
        if (found)
            places = found->chunks;
    }

    std::string bytes;
    std::vector<std::string> messages;
    std::vector<std::pair<size_t, size_t>> blocks; ///< begin, end
    std::vector<McapChunk> places;
};

} // namespace wavetape::recording
