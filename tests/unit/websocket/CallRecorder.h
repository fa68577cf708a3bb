// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "websocket/FrameParser.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::websocket {

inline std::string raw(std::initializer_list<int> values)
{
    std::string out;
    for (const int value : values) {
        out.push_back(static_cast<char>(value));
    }
    return out;
}

/// Writes down what a parser tells, one line per call; long payloads as size and checksum.
class CallRecorder : public MessageHandler {
public:
    bool onMessage(Opcode kind, std::span<char> payload) override
    {
        return note(kind == Opcode::text ? "text " : "binary ", payload);
    }
    bool onPing(std::span<const char> payload) override { return note("ping ", payload); }
    bool onPong(std::span<const char> payload) override { return note("pong ", payload); }
    bool onClose(std::optional<std::uint16_t> code, std::string_view reason) override
    {
        return note("close " + (code ? std::to_string(*code) : "-") + " ", reason);
    }
    void onFrame(const FrameInfo &frame) override
    {
        headerBytes += frame.headerSize;
        payloadBytes += frame.payload;
        ++frames;
    }

    std::vector<std::string> calls;
    std::uint64_t headerBytes = 0;
    std::uint64_t payloadBytes = 0;
    std::uint64_t frames = 0;
    bool pauses = false; ///< answer every call with a pause

private:
    bool note(std::string line, std::span<const char> payload)
    {
        if (payload.size() <= 200) {
            line.append(payload.begin(), payload.end());
        } else {
            std::uint64_t sum = 1469598103934665603u;
            for (const char c : payload) {
                sum = (sum ^ static_cast<std::uint8_t>(c)) * 1099511628211u;
            }
            line += std::to_string(payload.size()) + " bytes #" + std::to_string(sum);
        }
        calls.push_back(std::move(line));
        return !pauses;
    }
};

/// Everything observable about one run.
struct Outcome {
    std::vector<std::string> calls;
    std::uint16_t failure = 0;
    std::string reason;
    std::uint64_t headerBytes = 0;
    std::uint64_t payloadBytes = 0;
    bool midMessage = false;

    bool operator==(const Outcome &) const = default;
};

/// Feeds `wire` in pieces that end at the given offsets (and at its end).
inline Outcome feedInPieces(FrameParser parser, std::string_view wire, const ParserLimits &limits,
    const std::vector<std::size_t> &cuts = {}, bool pauses = false)
{
    CallRecorder recorder;
    recorder.pauses = pauses;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= cuts.size() && parser.failure() == nullptr; ++i) {
        const std::size_t end = i < cuts.size() ? cuts[i] : wire.size();
        // A piece of its own on the heap, so that a sanitizer sees any step outside it.
        std::vector<char> piece(wire.begin() + static_cast<std::ptrdiff_t>(start),
            wire.begin() + static_cast<std::ptrdiff_t>(end));
        std::span<char> rest(piece);
        while (!rest.empty() && parser.failure() == nullptr) {
            rest = rest.subspan(parser.feed(rest, limits, recorder));
        }
        start = end;
    }
    Outcome run;
    run.calls = recorder.calls;
    run.headerBytes = recorder.headerBytes;
    run.payloadBytes = recorder.payloadBytes;
    run.midMessage = parser.midMessage();
    if (const ParseFailure *failure = parser.failure()) {
        run.failure = static_cast<std::uint16_t>(failure->code);
        run.reason = failure->reason;
    }
    return run;
}

} // namespace wavetape::websocket
