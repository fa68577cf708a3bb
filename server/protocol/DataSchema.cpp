// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/DataSchema.h"

#include "DataSchemas.h"
#include "protocol/ChannelFamily.h"

namespace wavetape::protocol {

namespace {

/// The family, what its publications are called in messages.schema.json, and what its snapshots.
struct FamilySchema {
    std::string_view family, publication, snapshot;
};
constexpr FamilySchema kFamilySchemas[] = {
    {"ticker.", "ticker", "ticker"},
    {"trades.", "trade", {}},
    {"book.", "bookDelta", "bookSnapshot"},
    {"candles.", "candle", "candles"},
    {"index.", "index", "index"},
    {"alerts", "alert", "alerts"},
    {"news", "newsItem", "news"},
    {"status", "status", "statuses"},
    {"scores.", "scorePart", "score"},
};

std::optional<DataSchema> schemaOf(std::string_view channel, std::string_view FamilySchema::*part)
{
    const std::string_view family = familyOf(channel).name;
    for (const FamilySchema &row : kFamilySchemas) {
        for (const DataSchema &schema : kDataSchemas) {
            if (row.family == family && schema.name == row.*part)
                return schema;
        }
    }
    return {};
}

} // namespace

std::optional<DataSchema> publicationSchema(std::string_view channel)
{
    return schemaOf(channel, &FamilySchema::publication);
}

std::optional<DataSchema> snapshotSchema(std::string_view channel)
{
    return schemaOf(channel, &FamilySchema::snapshot);
}

} // namespace wavetape::protocol
