// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace wavetape::protocol {

/// Reads the fields of one binary record of ours or MCAP's: little-endian numbers, texts with their
/// length (u32) before them. What is not there reads as nothing and is remembered, so that a
/// reader asks once, at the end. Allocates nothing that the record's own bytes do not fill. Any
/// thread, one at a time; views live as long as the bytes.
class RecordFields {
public:
    explicit RecordFields(std::string_view bytes)
        : m_rest(bytes)
    {
    }
    template <typename Value>
    RecordFields &number(Value &value)
    {
        static_assert(std::is_trivially_copyable_v<Value>);
        const std::string_view bytes = take(sizeof value);
        if (bytes.size() == sizeof value)
            std::memcpy(&value, bytes.data(), sizeof value);
        return *this;
    }
    /// One byte, 0 or 1: any other is no value that a bool may have.
    RecordFields &flag(bool &value)
    {
        uint8_t byte = 0;
        number(byte);
        m_sound = m_sound && byte <= 1;
        value = byte == 1;
        return *this;
    }
    RecordFields &text(std::string_view &value)
    {
        uint32_t size = 0;
        number(size);
        value = take(size);
        return *this;
    }
    RecordFields &text(std::string &value)
    {
        std::string_view view;
        text(view);
        value.assign(view);
        return *this;
    }
    /// Names and values, the bytes of all of them (u32) before them.
    RecordFields &strings(std::map<std::string, std::string> &values)
    {
        uint32_t size = 0;
        number(size);
        RecordFields entries(take(size));
        while (m_sound && entries.sound() && !entries.rest().empty()) {
            std::string name;
            std::string value;
            entries.text(name).text(value);
            if (entries.sound())
                values.insert_or_assign(std::move(name), std::move(value));
        }
        m_sound = m_sound && entries.sound();
        return *this;
    }
    std::string_view take(uint64_t size)
    {
        m_sound = m_sound && size <= m_rest.size();
        if (!m_sound)
            return {};
        const std::string_view bytes = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return bytes;
    }
    std::string_view rest() const { return m_rest; }
    bool sound() const { return m_sound; }
    /// Sound, and nothing is left.
    bool ended() const { return m_sound && m_rest.empty(); }

private:
    std::string_view m_rest;
    bool m_sound = true;
};

} // namespace wavetape::protocol
