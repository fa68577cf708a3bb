// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Quantity.h"

#include <charconv>
#include <utility>

namespace wavetape::scenario {

std::optional<Nanos> parseDuration(std::string_view text)
{
    struct Unit {
        std::string_view name;
        double nanos;
    };
    constexpr Unit kUnits[] {{"ms", 1e6}, {"s", 1e9}, {"m", 60e9}};
    constexpr double kHour = 3600e9;
    for (const Unit &unit : kUnits) {
        if (!text.ends_with(unit.name))
            continue;
        const std::string_view digits = text.substr(0, text.size() - unit.name.size());
        double value = 0;
        const auto [end, error]
            = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc() || end != digits.data() + digits.size() || !(value >= 0)
            || value * unit.nanos > kHour)
            return std::nullopt;
        return static_cast<Nanos>(value * unit.nanos);
    }
    return std::nullopt;
}

std::optional<std::uint64_t> parseByteCount(std::string_view text)
{
    unsigned shift = 0;
    for (const auto &[name, bits] :
        {std::pair<std::string_view, unsigned> {"KiB", 10}, {"MiB", 20}, {"GiB", 30}}) {
        if (!text.ends_with(name))
            continue;
        shift = bits;
        text.remove_suffix(name.size());
        break;
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value == 0
        || value > (std::uint64_t {1} << 40 >> shift))
        return std::nullopt;
    return value << shift;
}

} // namespace wavetape::scenario
