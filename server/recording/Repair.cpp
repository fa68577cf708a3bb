// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Repair.h"

#include "recording/McapReader.h"
#include "recording/McapWriter.h"
#include "recording/RecordingFile.h"

namespace wavetape::recording {

tl::expected<Repaired, std::string> repairRecording(
    const std::string &path, const std::string &target)
{
    auto source = FileSource::open(path);
    if (!source)
        return tl::unexpected(source.error());
    McapReader reader(**source);
    const auto found = reader.scan();
    if (!found)
        return tl::unexpected(path + ": " + found.error());
    auto file = RecordingFile::create(target);
    if (!file)
        return tl::unexpected(file.error());
    McapWriter writer;
    std::string out;
    writer.begin(out, "wavetape");
    for (const auto &[name, values] : found->metadata)
        writer.addMetadata(out, name, values);
    for (const auto &[id, schema] : found->schemas)
        writer.keep(id, schema);
    for (const auto &[id, channel] : found->channels)
        writer.keep(id, channel);
    for (const McapChunk &chunk : found->chunks) {
        const auto record = reader.bytesOf(chunk);
        const auto contents = reader.chunk(chunk);
        if (!record || !contents)
            return tl::unexpected(path + ": was changed while it was read");
        writer.copy(out, contents->positions, *record, contents->messages, chunk);
        if (const auto written = file->append(out); !written)
            return tl::unexpected(written.error());
        out.clear();
    }
    writer.finish(out);
    if (const auto written = file->append(out); !written)
        return tl::unexpected(written.error());
    if (const auto synced = file->sync(); !synced)
        return tl::unexpected(synced.error());

    auto again = FileSource::open(file->path());
    if (!again)
        return tl::unexpected(again.error());
    McapReader second(**again);
    const auto indexed = second.contents();
    const auto walked = second.scan();
    if (!indexed || !walked || !indexed->finished || walked->damagedPlaces > 0
        || indexed->messages != found->messages || walked->messages != found->messages)
        return tl::unexpected(file->path() + ": does not read as it was written");
    return Repaired {file->path(), walked->chunks.size(), walked->messages, found->damagedPlaces,
        found->damagedBytes};
}

} // namespace wavetape::recording
