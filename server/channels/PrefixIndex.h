// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace wavetape::channels {

/// Values by prefix of channel names. A prefix ends with a dot (`chat.` for `chat.*`), so what a
/// name costs are its own dots, however many prefixes there are. Not thread-safe.
template <typename Value>
class PrefixIndex {
public:
    /// The value at `prefix`, made where there is none.
    Value &at(std::string_view prefix) { return m_values[std::string(prefix)]; }
    /// Null where there is none.
    Value *find(std::string_view prefix)
    {
        const auto it = m_values.find(prefix);
        return it == m_values.end() ? nullptr : &it->second;
    }
    void erase(std::string_view prefix)
    {
        if (const auto it = m_values.find(prefix); it != m_values.end())
            m_values.erase(it);
    }
    bool empty() const { return m_values.empty(); }
    /// Calls `visit` with the value of each prefix that `name` begins with, shortest first.
    template <typename Visit>
    void visit(std::string_view name, Visit visit)
    {
        for (size_t dot = name.find('.'); dot != name.npos && !m_values.empty();
             dot = name.find('.', dot + 1)) {
            if (Value *value = find(name.substr(0, dot + 1)))
                visit(*value);
        }
    }

private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view> {}(text);
        }
    };
    std::unordered_map<std::string, Value, Hash, std::equal_to<>> m_values;
};

} // namespace wavetape::channels
