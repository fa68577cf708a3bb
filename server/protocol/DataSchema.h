// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

/// What is published on the server's own channels, as JSON Schema: for those who are to know before
/// they read (recordings, dialects). The same as in messages.schema.json.
namespace wavetape::protocol {

struct DataSchema {
    std::string_view name; ///< `trade`
    std::string_view text; ///< the whole schema
};

/// Of a channel's publications; nothing where everything may be published there.
std::optional<DataSchema> publicationSchema(std::string_view channel);
/// Of its snapshot; nothing where it has none of its own.
std::optional<DataSchema> snapshotSchema(std::string_view channel);

} // namespace wavetape::protocol
