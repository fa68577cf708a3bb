// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelImage.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

/// The bytes of a state file: a mark, then records, each `size u32, crc u32, kind u8, body`, so
/// that it can be appended to while it is in use and read up to where its writer was killed.
/// Little-endian, as the machines that this runs on are; no file travels between kinds of them.
namespace wavetape::state {

/// Begins a file.
void appendHead(std::string &out, const channels::HubImage &hub);
/// What is known of a channel but its publications; said again it replaces what was said before.
/// `number`: what this file calls it.
void appendChannel(std::string &out, uint32_t number, std::string_view name,
    const channels::ChannelState &channel);
void appendPublication(std::string &out, uint32_t number, const channels::Publication &publication);
void appendKey(std::string &out, const channels::KeyImage &key);
/// Ends a file whose writer ended in order.
void appendTrailer(std::string &out);

struct StateRecords {
    channels::HubImage hub;
    bool ended = false; ///< in order: the numbering can go on
};
/// Reads a file's bytes. One that was not ended may end within a record. The error says what is
/// wrong with it, and where.
tl::expected<StateRecords, std::string> readRecords(std::string_view bytes);

} // namespace wavetape::state
