// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/FaultText.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

namespace wavetape::faults {

namespace {

constexpr uint64_t kSecondMs = 1000;
constexpr uint64_t kKilobit = 1000, kMegabit = 1000 * kKilobit, kFastest = 1000 * kMegabit;
constexpr uint32_t kPercent = kCertain / 100;
constexpr unsigned kPercentDecimals = 4, kSecondDecimals = 3;

/// `digits[.digits]`, in units of 10^-decimals; at most so many decimals.
std::optional<uint64_t> readDecimal(std::string_view text, unsigned decimals)
{
    const size_t dot = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, dot);
    const std::string_view part = dot < text.size() ? text.substr(dot + 1) : std::string_view();
    if (whole.empty() || whole.size() > 10 || part.size() > decimals
        || (dot < text.size() && part.empty()))
        return std::nullopt;
    uint64_t value = 0;
    for (const char c : whole) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + static_cast<uint64_t>(c - '0');
    }
    for (unsigned i = 0; i < decimals; ++i) {
        const char c = i < part.size() ? part[i] : '0';
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + static_cast<uint64_t>(c - '0');
    }
    return value;
}

std::optional<uint64_t> readInteger(std::string_view text, uint64_t least, uint64_t most)
{
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        return std::nullopt;
    return value;
}

/// In ms: `200ms`, `1.5s`, `0`.
std::optional<uint64_t> readTime(std::string_view text, uint64_t most)
{
    std::optional<uint64_t> ms;
    if (text == "0")
        ms = 0;
    else if (text.ends_with("ms"))
        ms = readDecimal(text.substr(0, text.size() - 2), 0);
    else if (text.ends_with('s'))
        ms = readDecimal(text.substr(0, text.size() - 1), kSecondDecimals);
    return ms && *ms <= most ? ms : std::nullopt;
}

std::optional<uint64_t> readRate(std::string_view text)
{
    const std::string_view number
        = text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
    const std::string_view unit = text.substr(number.size());
    const auto value = readInteger(number, 1, kFastest);
    if (!value || (unit != "kbit" && unit != "mbit"))
        return std::nullopt;
    const uint64_t rate = *value * (unit == "kbit" ? kKilobit : kMegabit);
    return rate <= kFastest ? std::optional(rate) : std::nullopt;
}

bool isName(std::string_view text)
{
    return !text.empty() && text.size() <= kNameBytes
        && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                   || c == '.' || c == '_' || c == '-';
           });
}

/// One word of the text: what it means, what its value must be.
struct Word {
    std::string_view word;
    FaultType type;
    std::string_view takes; ///< in a sentence
    bool once = false; ///< two of it would contradict each other
};
constexpr Word kWords[] = {
    {"status", FaultType::handshake, "an HTTP status from 400 to 599, at 0", true},
    {"delay", FaultType::latency, "a time up to 60s, as 200ms", true},
    {"slow", FaultType::bandwidth, "a rate up to 1000mbit, as 64kbit", true},
    {"stall", FaultType::stall, "a time up to 120s, as 8s"},
    {"mute-pong", FaultType::mutePong, "no value", true},
    {"close", FaultType::close, "a close code that may be sent, as 1012", true},
    {"cut", FaultType::cut, "no value", true},
    {"gap", FaultType::gap, "how many publications, 1 to 10000"},
    {"drop", FaultType::drop, "a share up to 100%, as 5%", true},
    {"dup", FaultType::duplicate, "how many publications, 1 to 10000"},
    {"badjson", FaultType::truncateJson, "how many publications, 1 to 10000"},
};

const Word &wordOf(FaultType type)
{
    return *std::find_if(std::begin(kWords), std::end(kWords),
        [type](const Word &word) { return word.type == type; });
}

/// Fills in what stands behind the colon; false: it is no such thing.
bool readValue(Fault &fault, std::optional<std::string_view> value)
{
    const auto fill = [&](std::optional<uint64_t> read) {
        fault.amount = read.value_or(0);
        return read.has_value();
    };
    switch (fault.type) {
    case FaultType::handshake:
        return value && fault.afterMs == 0 && fill(readInteger(*value, 400, 599));
    case FaultType::latency:
        return value && fill(readTime(*value, kLongestDelayMs));
    case FaultType::stall:
        return value && fill(readTime(*value, kLongestStallMs));
    case FaultType::bandwidth:
        return value && fill(readRate(*value));
    case FaultType::mutePong:
    case FaultType::cut:
        return !value;
    case FaultType::close:
        return value && fill(readInteger(*value, 1000, 4999)) && mayBeSent(fault.amount);
    case FaultType::gap:
    case FaultType::duplicate:
    case FaultType::truncateJson:
        fault.amount = 1;
        return !value || fill(readInteger(*value, 1, kMostPublications));
    case FaultType::drop:
        break;
    default:
        return false; // no word of the text
    }
    if (!value || !value->ends_with('%'))
        return false;
    const auto share = readDecimal(value->substr(0, value->size() - 1), kPercentDecimals);
    if (!share || *share > kCertain)
        return false;
    fault.millionths = static_cast<uint32_t>(*share);
    return true;
}

/// What is wrong with one item, or nothing.
std::string readItem(std::string_view item, FaultRequest &request, bool &seeded)
{
    const auto wrong
        = [&](std::string_view why) { return '"' + std::string(item) + "\" " + std::string(why); };
    std::string_view rest = item;
    std::optional<std::string_view> value, time;
    if (const size_t at = rest.find('@'); at != rest.npos) {
        time = rest.substr(at + 1);
        rest = rest.substr(0, at);
    }
    if (const size_t colon = rest.find(':'); colon != rest.npos) {
        value = rest.substr(colon + 1);
        rest = rest.substr(0, colon);
    }
    if (rest == "seed") {
        const auto seed = value && !time ? readInteger(*value, 0, ~uint64_t {0}) : std::nullopt;
        if (!seed || std::exchange(seeded, true))
            return wrong("is no seed: one whole number, once.");
        request.seed = *seed;
        return {};
    }
    if (rest == "as") {
        if (!value || time || !isName(*value) || !request.name.empty())
            return wrong("is no name: at most 64 of A-Z a-z 0-9 . _ -, once.");
        request.name = *value;
        return {};
    }
    const auto *word = std::find_if(std::begin(kWords), std::end(kWords),
        [&](const Word &known) { return known.word == rest; });
    if (word == std::end(kWords))
        return wrong("is no fault that is known here.");
    Fault fault;
    fault.type = word->type;
    if (time) {
        const auto after = readTime(*time, kLatestMs);
        if (!after)
            return wrong("has no time behind @ up to 3600s, as 10s or 200ms.");
        fault.afterMs = *after;
    }
    if (!readValue(fault, value))
        return wrong("is not what it takes: ") + std::string(word->takes) + ".";
    if (word->once && request.find(fault.type))
        return wrong("may come once.");
    if (request.faults.size() == kMostFaults)
        return "These are more than 16 faults.";
    request.faults.push_back(fault);
    return {};
}

} // namespace

bool mayBeSent(uint64_t code)
{
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006)
        || (code >= 3000 && code <= 4999);
}

tl::expected<FaultRequest, std::string> readFaults(std::string_view text, bool nameAlone)
{
    if (text.size() > kTextBytes)
        return tl::unexpected(std::string("Faults are at most 1 KiB of text."));
    if (!std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; }))
        return tl::unexpected(
            std::string("Faults are written in printable ASCII, without spaces."));
    FaultRequest request;
    bool seeded = false;
    for (size_t at = 0; at <= text.size();) {
        const size_t end = std::min(text.find(';', at), text.size());
        if (std::string wrong = readItem(text.substr(at, end - at), request, seeded);
            !wrong.empty())
            return tl::unexpected(std::move(wrong));
        at = end + 1;
    }
    if (request.faults.empty() && (!nameAlone || request.name.empty()))
        return tl::unexpected(std::string("These name no fault."));
    return request;
}

std::string writeFaults(const FaultRequest &request)
{
    std::string text;
    const auto item = [&](std::string_view word, std::string_view value) {
        if (!text.empty())
            text += ';';
        text += word;
        if (!value.empty())
            (text += ':') += value;
    };
    for (const Fault &fault : request.faults) {
        std::string value;
        switch (fault.type) {
        case FaultType::latency:
        case FaultType::stall:
            value = std::to_string(fault.amount) + "ms";
            break;
        case FaultType::bandwidth:
            value = std::to_string(fault.amount / kKilobit) + "kbit";
            break;
        case FaultType::mutePong:
        case FaultType::cut:
            break;
        case FaultType::drop: {
            std::string decimals = std::to_string(kPercent + fault.millionths % kPercent);
            value = std::to_string(fault.millionths / kPercent) + '.' + decimals.substr(1) + '%';
            break;
        }
        default:
            value = std::to_string(fault.amount);
        }
        item(wordOf(fault.type).word, value);
        if (fault.afterMs % kSecondMs)
            text += '@' + std::to_string(fault.afterMs) + "ms";
        else if (fault.afterMs)
            text += '@' + std::to_string(fault.afterMs / kSecondMs) + 's';
    }
    if (request.seed)
        item("seed", std::to_string(request.seed));
    if (!request.name.empty())
        item("as", request.name);
    return text;
}

} // namespace wavetape::faults
