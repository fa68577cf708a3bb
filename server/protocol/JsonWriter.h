// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::protocol {

/// Appends JSON to a string that the caller owns and reuses. Commas are put by itself; nesting is
/// the caller's to close. Numbers as ECMAScript's JSON.stringify writes them, without an exponent;
/// NaN and infinities become `null`.
class JsonWriter {
public:
    explicit JsonWriter(std::string &out)
        : m_out(out)
    {
    }

    JsonWriter &beginObject();
    JsonWriter &endObject();
    JsonWriter &beginArray();
    JsonWriter &endArray();
    /// `name`: must need no escaping (our own member names).
    JsonWriter &key(std::string_view name);
    JsonWriter &string(std::string_view text);
    /// Bytes as a string in base64 (RFC 4648 4), padded.
    JsonWriter &base64(std::string_view bytes);
    JsonWriter &number(double value);
    /// `value` rounded to `decimals` (0…9) fractional digits, trailing zeros removed.
    JsonWriter &number(double value, int decimals);
    /// `value` × 10^-`decimals`, exact: how integer ticks are written as prices.
    JsonWriter &decimal(int64_t value, int decimals);
    JsonWriter &integer(int64_t value);
    JsonWriter &unsignedInteger(uint64_t value);
    JsonWriter &boolean(bool value);
    JsonWriter &null();
    /// A value that is JSON already.
    JsonWriter &raw(std::string_view json);

private:
    void separate();

    std::string &m_out;
    bool m_needComma = false;
};

/// Appends `text` (valid UTF-8) as a JSON string, quotes included.
void appendJsonString(std::string &out, std::string_view text);
/// Shortest form without exponent.
void appendJsonNumber(std::string &out, double value);

} // namespace wavetape::protocol
