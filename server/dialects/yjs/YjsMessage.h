// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documents/UpdateReader.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

/// The messages of y-protocols (sync.js, awareness.js, auth.js) as y-websocket frames them, one to
/// a binary message. Pure.
namespace wavetape::dialects::yjs {

/// SyncStep1: what is known; the rest is asked for.
struct StateAsked {
    documents::StateVector known;
};
/// SyncStep2: the rest that was asked for.
struct State {
    std::string_view update;
};
struct Update {
    std::string_view update;
};
struct AwarenessTold {
    std::string_view update;
};
struct AwarenessAsked { };
using Message = std::variant<StateAsked, State, Update, AwarenessTold, AwarenessAsked>;

/// Views are into `bytes`; updates are not looked at. The error is one sentence.
tl::expected<Message, const char *> readMessage(std::string_view bytes);

/// The end of a connection for which there is no room: y-websocket 3 takes 4400 to 4499 as final.
inline constexpr uint16_t kRoomFull = 4413;

/// An update of nothing.
inline constexpr std::string_view kNothing {"\0\0", 2};

void appendStateAsked(std::string &out, const documents::StateVector &known);
void appendState(std::string &out, std::string_view update);
void appendUpdate(std::string &out, std::string_view update);
void appendAwareness(std::string &out, std::string_view update);
/// Why something was not done: `permissionDenied`.
void appendDenied(std::string &out, std::string_view sentence);

} // namespace wavetape::dialects::yjs
