// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/FaultLog.h"

#include "protocol/JsonWriter.h"

#include <algorithm>
#include <utility>

namespace wavetape::faults {

void FaultLog::add(FaultRecord record)
{
    const std::lock_guard lock(m_mutex);
    if (m_records.size() < m_most)
        m_records.push_back(std::move(record));
    else
        ++m_lost;
}

void FaultLog::clear()
{
    const std::lock_guard lock(m_mutex);
    m_records.clear();
    m_lost = 0;
}

std::string FaultLog::text() const
{
    std::vector<FaultRecord> records;
    uint64_t lost = 0;
    {
        const std::lock_guard lock(m_mutex);
        records = m_records;
        lost = m_lost;
    }
    std::sort(records.begin(), records.end(),
        [](const FaultRecord &a, const FaultRecord &b) { return a.order() < b.order(); });
    std::string text;
    for (const FaultRecord &record : records) {
        protocol::JsonWriter json(text);
        json.beginObject().key("connection").string(record.connection).key("direction");
        json.string(directionName(record.direction)).key("index").unsignedInteger(record.index);
        if (!record.channel.empty())
            json.key("channel").string(record.channel);
        json.key("fault")
            .string(record.fault)
            .key("type")
            .string(metrics::faultTypeName(record.type));
        json.endObject();
        text += '\n';
    }
    if (lost > 0) {
        protocol::JsonWriter(text).beginObject().key("lost").unsignedInteger(lost).endObject();
        text += '\n';
    }
    return text;
}

} // namespace wavetape::faults
