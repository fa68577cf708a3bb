// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace wavetape::security {

/// The key to `sys.*` and `admin`, one per start: 256 random bits as 64 hexadecimal digits.
/// Immutable: any thread.
class AdminToken {
public:
    /// No token: nothing matches it.
    AdminToken() = default;
    explicit AdminToken(std::string text)
        : m_text(std::move(text))
    {
    }
    /// Throws std::runtime_error where the system has no randomness.
    static AdminToken generate();

    /// In a time that says nothing about how much of `candidate` was right.
    bool matches(std::string_view candidate) const;
    /// Never to be logged or shown.
    const std::string &text() const { return m_text; }

private:
    std::string m_text;
};

/// True where both are the same bytes; time depends on the lengths alone.
bool equalInConstantTime(std::string_view a, std::string_view b);

} // namespace wavetape::security
