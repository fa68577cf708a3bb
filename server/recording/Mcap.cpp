// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Mcap.h"

#include "protocol/RecordFields.h"

#include <zlib.h>

namespace wavetape::recording {

McapRecord &McapRecord::strings(const std::map<std::string, std::string> &values)
{
    uint32_t size = 0;
    for (const auto &[name, value] : values)
        size += static_cast<uint32_t>(2 * sizeof(uint32_t) + name.size() + value.size());
    number(size);
    for (const auto &[name, value] : values)
        text(name).text(value);
    return *this;
}

void appendMcapSchema(std::string &out, uint16_t id, const McapSchema &schema)
{
    McapRecord(out, McapOp::schema)
        .number(id)
        .text(schema.name)
        .text(schema.encoding)
        .text(schema.data);
}

void appendMcapChannel(std::string &out, uint16_t id, const McapChannel &channel)
{
    McapRecord(out, McapOp::channel)
        .number(id)
        .number(channel.schema)
        .text(channel.topic)
        .text(channel.encoding)
        .strings(channel.metadata);
}

bool readMcapSchema(std::string_view fields, uint16_t &id, McapSchema &schema)
{
    protocol::RecordFields in(fields);
    in.number(id).text(schema.name).text(schema.encoding).text(schema.data);
    return in.ended() && id != 0;
}

bool readMcapChannel(std::string_view fields, uint16_t &id, McapChannel &channel)
{
    protocol::RecordFields in(fields);
    in.number(id).number(channel.schema).text(channel.topic).text(channel.encoding);
    in.strings(channel.metadata);
    return in.ended();
}

uint32_t mcapCrc(std::string_view bytes, uint32_t before)
{
    return static_cast<uint32_t>(
        crc32_z(before, reinterpret_cast<const Bytef *>(bytes.data()), bytes.size()));
}

} // namespace wavetape::recording
