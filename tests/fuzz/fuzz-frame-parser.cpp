// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes, both roles, with and without deflate: the parser makes the same calls and fails the
// same way however the bytes are split, and hands on only what it may.
#include "CallRecorder.h"
#include "websocket/Utf8.h"

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

using namespace wavetape::websocket;

namespace {

void require(bool condition)
{
    if (!condition) {
        std::abort();
    }
}

class Checker : public CallRecorder {
public:
    explicit Checker(const ParserLimits &limits)
        : m_limits(limits)
    {
    }
    bool onMessage(Opcode kind, std::span<char> payload) override
    {
        require(kind == Opcode::text || kind == Opcode::binary);
        require(payload.size() <= m_limits.maxMessage);
        require(kind != Opcode::text || isValidUtf8({payload.data(), payload.size()}));
        return CallRecorder::onMessage(kind, payload);
    }
    bool onClose(std::optional<std::uint16_t> code, std::string_view reason) override
    {
        require(!code || mayBeSent(*code));
        require(isValidUtf8(reason));
        return CallRecorder::onClose(code, reason);
    }

private:
    const ParserLimits &m_limits;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 3) {
        return 0;
    }
    const Role role = data[0] & 1 ? Role::client : Role::server;
    const bool deflate = data[0] & 2;
    DeflateParams params;
    params.clientNoContextTakeover = params.serverNoContextTakeover = data[0] & 4;
    const ParserLimits limits {data[0] & 8 ? 300u : 70'000u, data[0] & 16 ? 4u : 100u};
    std::mt19937 random(data[1]);
    const std::size_t mean = 1 + data[2];
    const std::string_view wire(reinterpret_cast<const char *>(data) + 3, size - 3);

    const auto parser = [&] { return deflate ? FrameParser(role, params) : FrameParser(role); };
    Checker checker(limits);
    std::string copy(wire);
    FrameParser whole = parser();
    const std::size_t used = whole.feed(copy, limits, checker);
    require(used <= wire.size() && (used == wire.size() || whole.failure() != nullptr));
    require(whole.bufferedBytes() < 2 * 70'000 + 2 * wire.size() + 128 * 1024 + 50'000);

    std::vector<std::size_t> cuts;
    for (std::size_t at = random() % (2 * mean); at < wire.size(); at += random() % (2 * mean)) {
        cuts.push_back(at);
    }
    const Outcome once = feedInPieces(parser(), wire, limits);
    require(once.calls == checker.calls);
    require(feedInPieces(parser(), wire, limits, cuts, data[0] & 32) == once);
    return 0;
}
