// SPDX-License-Identifier: GPL-3.0-or-later
// What a server says makes the same frames however its bytes are cut, and each is within them.
#include "cluster/NatsConnection.h"
#include "cluster/NatsParser.h"

#include <cstdlib>
#include <string>
#include <vector>

using namespace wavetape::cluster;

namespace {

std::vector<std::string> read(std::string_view bytes, size_t step)
{
    NatsParser parser;
    std::vector<std::string> lines;
    size_t size = 0;
    for (size_t at = 0; at < bytes.size(); at += step) {
        parser.append(bytes.substr(at, step));
        while (const auto frame = parser.next()) {
            std::string line;
            for (const std::string_view part : {frame->text, frame->subject, frame->reply,
                     frame->headers, frame->data, frame->header("Wt-Position")})
                line.append(part).push_back('|');
            if (frame->verb == NatsFrame::Verb::info)
                static_cast<void>(NatsInfo::read(frame->text).isAtLeast(2, 9));
            static_cast<void>(frame->status());
            size += frame->headers.size() + frame->data.size();
            lines.push_back(std::move(line));
        }
    }
    if (size > bytes.size())
        std::abort();
    return lines;
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const auto whole = read(bytes, size ? size : 1);
    if (read(bytes, 1) != whole || read(bytes, 7) != whole)
        std::abort();
    return 0;
}
