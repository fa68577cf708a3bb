// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::protocol {

/// A value within a JSON text that is known to be valid (CommandParser::isValidJson()): how the
/// requests of other protocols are read, whose members are not ours. A view: the text outlives it.
/// Each question is one pass over the value's bytes; nothing is copied but by text(). A default
/// one stands for a member that is not there.
class JsonView {
public:
    enum class Kind : uint8_t { absent, null, boolean, number, string, array, object };

    JsonView() = default;
    /// `json`: one valid value, blanks around it allowed.
    static JsonView of(std::string_view json);

    Kind kind() const;
    bool present() const { return !m_bytes.empty(); }
    bool isObject() const { return kind() == Kind::object; }
    bool isArray() const { return kind() == Kind::array; }
    /// The value's very bytes.
    std::string_view bytes() const { return m_bytes; }

    /// A string's text with its escapes resolved; nothing for any other kind.
    std::optional<std::string> text() const;
    /// A number without fraction or exponent that fits; nothing for any other.
    std::optional<int64_t> integer() const;
    std::optional<bool> boolean() const;

    /// The first member of that name; absent where there is none, or where this is no object.
    /// `name` must need no escaping; a member whose name is escaped is not found.
    JsonView find(std::string_view name) const;

    /// Walks an array's elements or an object's members; nothing for other kinds.
    class Walk {
    public:
        bool next();
        /// The name as it is written, without its quotes; empty within an array.
        std::string_view name() const { return m_name; }
        JsonView value() const;

    private:
        friend class JsonView;
        std::string_view m_rest;
        bool m_named = false;
        std::string_view m_name;
        std::string_view m_value;
    };
    Walk walk() const;

private:
    explicit JsonView(std::string_view bytes)
        : m_bytes(bytes)
    {
    }
    std::string_view m_bytes;
};

inline JsonView JsonView::Walk::value() const
{
    return JsonView(m_value);
}

} // namespace wavetape::protocol
