// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/FaultBoard.h"

#include <string>
#include <string_view>
#include <vector>

namespace wavetape::protocol {
class JsonWriter;
}

namespace wavetape::faults {

// Toxiproxy's words (its REST API, version 2): a proxy is {name, listen, upstream, enabled,
// toxics}, a toxic {name, type, stream, toxicity, attributes}. Ours are further types, and `match`,
// `when`, `probability` and `seed` within `attributes`. What is not known is refused: a test that
// believes it has a fault must not pass.

inline constexpr size_t kBodyBytes = 64 * 1024;

BoardResult<FaultProxy> readProxy(std::string_view json);
/// A list of them.
BoardResult<std::vector<FaultProxy>> readProxies(std::string_view json);
BoardResult<FaultBoard::ProxyChange> readProxyChange(std::string_view json);
BoardResult<Fault> readToxic(std::string_view json);
/// `known` with what the body says otherwise; `match` and `when` are replaced whole.
BoardResult<Fault> readToxicChange(std::string_view json, const Fault &known);

/// What becomes of a message that is held: `{}`, or `{"payload": "…"}`.
BoardResult<LetGo> readLetGo(std::string_view json);

void writeHeld(protocol::JsonWriter &json, const HeldMessage &message);
void writeToxic(protocol::JsonWriter &json, const Fault &toxic);
void writeProxy(protocol::JsonWriter &json, const FaultProxy &proxy);
/// `ws_close code 1012`, for people: what it does and whom it hits.
std::string describeToxic(const Fault &toxic);

} // namespace wavetape::faults
