// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::documents {

/// Reads lib0's encoding (lib0/decoding.js), in which Yjs writes: numbers of seven bits a byte, the
/// lowest first, and texts with their length before them. What is not there reads as nothing and is
/// remembered, so that a reader asks once, at the end. Allocates nothing; views live as long as the
/// bytes.
class VarReader {
public:
    explicit VarReader(std::string_view bytes)
        : m_rest(bytes)
    {
    }
    uint8_t byte();
    /// Up to 2^53 - 1: what a JavaScript number holds exactly.
    uint64_t number();
    /// So many bytes.
    std::string_view take(uint64_t size);
    /// A text, or bytes: both have their length before them.
    std::string_view text() { return take(number()); }

    /// Everything that was asked for was there.
    bool sound() const { return m_sound; }
    bool atEnd() const { return m_rest.empty(); }
    std::string_view rest() const { return m_rest; }
    /// What follows is no such thing as was asked for.
    void spoil() { m_sound = false; }

private:
    std::string_view m_rest;
    bool m_sound = true;
};

void appendNumber(std::string &out, uint64_t number);
void appendText(std::string &out, std::string_view text);

} // namespace wavetape::documents
