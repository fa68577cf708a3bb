// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/MessageJoiner.h"

#include <array>
#include <span>
#include <utility>

namespace wavetape::recording {

namespace {
constexpr size_t kInflatedPiece = 64 << 10;
}

std::optional<std::string> MessageJoiner::take(
    const websocket::FrameInfo &frame, std::string_view payload)
{
    if (frame.opcode != websocket::Opcode::continuation) {
        m_opcode = frame.opcode;
        m_compressed = frame.rsv1;
        m_message.clear();
    }
    if (m_message.size() + payload.size() > kMostBytes)
        return std::nullopt;
    m_message += payload;
    if (!frame.fin)
        return std::nullopt;
    return m_compressed ? inflated() : std::move(m_message);
}

std::optional<std::string> MessageJoiner::inflated()
{
    m_message += websocket::kDeflateTail;
    std::span<const char> input(m_message);
    std::string out;
    std::array<char, kInflatedPiece> room {};
    for (;;) {
        const auto step = m_inflater.step(input, room);
        out.append(room.data(), step.produced);
        if (!step.valid || out.size() > kMostBytes) {
            m_inflater.reset(); // what came before the recording began is missing
            return std::nullopt;
        }
        if (step.produced < room.size())
            return out;
    }
}

} // namespace wavetape::recording
