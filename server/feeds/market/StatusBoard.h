// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Channel.h"

#include <string>
#include <utility>
#include <vector>

namespace wavetape::feeds::market {

/// The last status of every symbol, as JSON: the snapshot of `status`. Belongs to the channel's
/// mutex.
class StatusBoard final : public channels::SnapshotSource {
public:
    explicit StatusBoard(size_t symbols)
        : m_rows(symbols)
    {
    }

    void put(size_t symbol, std::string json) { m_rows[symbol] = std::move(json); }
    void append(std::string &out) const override
    {
        out += '[';
        for (const std::string &row : m_rows) {
            if (out.back() != '[')
                out += ',';
            out += row;
        }
        out += ']';
    }

    template <typename Archive>
    void archive(Archive &archive)
    {
        for (std::string &row : m_rows)
            archive.text(row);
    }

private:
    std::vector<std::string> m_rows;
};

} // namespace wavetape::feeds::market
