// SPDX-License-Identifier: GPL-3.0-or-later
// Any text comes back from any window size; any bytes inflate the same way in any steps.
#include "websocket/Deflate.h"

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

using namespace wavetape::websocket;

namespace {

void require(bool condition)
{
    if (!condition) {
        std::abort();
    }
}

struct Result {
    std::string text;
    bool valid = true;
    bool complete = false;
};

Result inflateAll(Inflater &inflater, std::string_view payload, std::size_t piece, std::size_t room)
{
    constexpr std::size_t kMost = 1 << 20;
    Result result;
    std::string step(room, '\0');
    for (std::size_t at = 0; at < payload.size() && result.valid; at += piece) {
        std::span<const char> input
            = std::span(payload).subspan(at, std::min(piece, payload.size() - at));
        for (;;) {
            const auto [produced, valid] = inflater.step(input, step);
            require(produced <= room);
            result.text.append(step, 0, produced);
            result.valid = valid;
            if (!valid || result.text.size() > kMost || (input.empty() && produced < room)) {
                break;
            }
        }
        if (result.text.size() > kMost) {
            result.text.resize(kMost);
            break;
        }
    }
    result.complete = result.valid && inflater.atBoundary();
    return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 3) {
        return 0;
    }
    const int bits = 8 + data[0] % 8;
    const std::size_t piece = 1 + data[1];
    const std::size_t room = 1 + data[2];
    const std::string_view text(reinterpret_cast<const char *>(data) + 3, size - 3);

    Inflater whole(15);
    Inflater stepped(15);
    const Result first = inflateAll(whole, text, text.size() + 1, 4096);
    const Result second = inflateAll(stepped, text, piece, room);
    require(first.text == second.text && first.valid == second.valid);
    if (first.text.size() < (1 << 20)) {
        require(first.complete == second.complete);
    }

    // The connection's own messages and shared ones, in turns.
    Deflater deflater(bits, (data[0] >> 4) % 10);
    Inflater receiver(bits);
    std::string payload;
    const auto arrives = [&](std::string_view sent) {
        payload += kDeflateTail;
        const Result result = inflateAll(receiver, payload, piece, room);
        require(result.complete && result.text == sent);
        payload.clear();
    };
    deflater.compress(text, payload);
    arrives(text);
    deflater.compress(text, payload);
    arrives(text);
    payload = deflateStandalone(text, bits);
    arrives(text);
    deflater.reset();
    deflater.compress(text.substr(text.size() / 2), payload);
    arrives(text.substr(text.size() / 2));
    return 0;
}
