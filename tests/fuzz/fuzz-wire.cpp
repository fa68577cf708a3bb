// SPDX-License-Identifier: GPL-3.0-or-later
// Any lines as those of recorded connections: both exports come to an end, HAR is one JSON
// document, pcapng whole blocks.
#include "recording/RecordingTape.h"
#include "recording/WireExport.h"

#include <simdjson.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>

using namespace wavetape::recording;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

/// The lines in turn to two connections.
void record(const std::string &path, std::string_view lines)
{
    ::unlink(path.c_str());
    auto file = RecordingFile::create(path);
    require(file.has_value());
    RecordingTape tape(std::move(*file), 1 << 30, {});
    const auto first = tape.channel({"sys.frames.c1.whole", RecordedKind::text, "e", 0});
    const auto second = tape.channel({"sys.frames.c2.whole", RecordedKind::text, "e", 0});
    require(first && second);
    uint64_t seq = 0;
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
        ++seq;
        tape.add(seq % 4 == 0 ? *second : *first,
            {seq, 0, static_cast<int64_t>(seq) * 1000, line, {}}, 0);
    }
    require(tape.write(true).problem.empty());
}

std::string exported(RecordingReader &reader, WireFormat format)
{
    std::string out;
    exportWire(reader, format, [&out](std::string_view piece) { out += piece; });
    return out;
}

void checkBlocks(std::string_view bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        std::uint32_t length = 0, again = 0;
        require(bytes.size() - at >= 12);
        std::memcpy(&length, bytes.data() + at + 4, 4);
        require(length >= 12 && length % 4 == 0 && length <= bytes.size() - at);
        std::memcpy(&again, bytes.data() + at + length - 4, 4);
        require(length == again);
        at += length;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const std::string path
        = "/dev/shm/wavetape-fuzz-wire-" + std::to_string(::getpid()) + ".mcap";
    record(path, {reinterpret_cast<const char *>(data), size});
    const auto reader = RecordingReader::open(path);
    ::unlink(path.c_str());
    require(reader.has_value());
    const simdjson::padded_string har(exported(**reader, WireFormat::har));
    simdjson::dom::parser parser;
    require(parser.parse(har).error() == simdjson::SUCCESS);
    checkBlocks(exported(**reader, WireFormat::pcapng));
    return 0;
}
