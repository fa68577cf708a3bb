// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/LogEntry.h"

#include <string>
#include <string_view>

namespace wavetape::inspector {

// Bytes anywhere in a text; ASCII letters in either case. Empty is everywhere.
class TextNeedle {
public:
    TextNeedle() = default;
    explicit TextNeedle(std::string_view text);

    bool empty() const { return m_lower.empty(); }
    bool isIn(std::string_view text) const;

private:
    std::string m_lower;
    char m_upperFirst = 0;
};

// Which lines of a log are wanted.
struct LogFilter {
    enum class Only : uint8_t { Everything, Messages, Control, Incoming, Outgoing };

    Only only = Only::Everything;
    TextNeedle text;

    bool isEmpty() const { return only == Only::Everything && text.empty(); }
    bool accepts(const LogEntry &entry) const;
};

} // namespace wavetape::inspector
