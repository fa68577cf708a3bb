// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a recording. Whatever is found is within its bounds, and what is read of it is
// written, and reads again as the same.
#include "recording/McapReader.h"
#include "recording/McapWriter.h"

#include <cstdlib>

using namespace wavetape::recording;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    MemorySource source(bytes);
    McapReader reader(source);
    const auto found = reader.contents();
    if (!found) {
        if (found.error().empty() || found.error().find('\n') != std::string::npos)
            std::abort();
        return 0;
    }
    std::string again;
    McapWriter writer;
    writer.begin(again, "fuzz");
    for (const auto &[id, schema] : found->schemas)
        writer.keep(id, schema);
    for (const auto &[id, channel] : found->channels)
        writer.keep(id, channel);
    uint64_t messages = 0;
    for (const McapChunk &chunk : found->chunks) {
        if (chunk.at > size || chunk.length > size - chunk.at)
            std::abort();
        const auto read = reader.chunk(chunk);
        const auto record = reader.bytesOf(chunk);
        if (!read || !record)
            continue;
        if (read->records.size() > kMcapMostChunk)
            std::abort();
        writer.copy(again, read->positions, *record, read->messages, chunk);
        messages += read->messages.size();
    }
    writer.finish(again);
    MemorySource copy(again);
    McapReader second(copy);
    const auto reread = second.contents();
    if (!reread || reread->messages != messages || second.scan()->messages != messages)
        std::abort();
    return 0;
}
