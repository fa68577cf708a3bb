// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/ExpectationText.h"

#include "protocol/JsonWriter.h"

#include <cmath>

namespace wavetape::scenario {

namespace {

constexpr std::string_view kStates[] {"idle", "connecting", "open", "waiting", "closed", "refused"};
constexpr std::string_view kCounts[] {"messages", "lost", "unexplained_gaps", "duplicates",
    "disorder", "lagged", "reconnects", "closes", "refusals", "errors", "accepted"};
constexpr std::string_view kCountsInWords[] {"messages received", "publications lost",
    "gaps that nobody announced", "duplicates", "publications out of order",
    "publications announced as lost", "reconnects", "ended connections", "refused connections",
    "error replies", "publications accepted"};

struct PercentileName {
    std::string_view name;
    double percentile;
};
constexpr PercentileName kPercentiles[] {
    {"p50", 50}, {"p90", 90}, {"p99", 99}, {"p99.9", 99.9}, {"max", 100}};

std::string percentileText(double percentile)
{
    for (const PercentileName &known : kPercentiles) {
        if (known.percentile == percentile)
            return std::string(known.name);
    }
    return {};
}

std::string boundText(const Expectation &expectation, std::string (*write)(double))
{
    std::string text;
    const auto add = [&](std::string_view word, const std::optional<double> &bound) {
        if (bound)
            text.append(text.empty() ? "" : ", ").append(word).append(write(*bound));
    };
    add("", expectation.equals);
    add("at least ", expectation.minimum);
    add("below ", expectation.below);
    return text;
}

std::string shareText(const Expectation &expectation)
{
    return expectation.fraction >= 1
        ? std::string("every client")
        : "at least " + numberText(expectation.fraction * 100) + " % of the clients";
}

std::string bytesText(double bytes)
{
    return numberText(bytes / 1048576) + " MiB";
}

std::string metricText(const Expectation &expectation)
{
    switch (expectation.metric) {
    case Metric::delivery:
        return "delivery " + percentileText(expectation.percentile) + " "
            + boundText(expectation, durationText);
    case Metric::connect:
        return "connecting " + percentileText(expectation.percentile) + " "
            + boundText(expectation, durationText);
    case Metric::reach:
        return "reach " + boundText(expectation, numberText);
    case Metric::reconnectPeak:
        return "share of reconnects within " + durationText(static_cast<double>(expectation.window))
            + " " + boundText(expectation, numberText);
    case Metric::memory:
        break;
    }
    return "memory grown " + boundText(expectation, bytesText);
}

} // namespace

std::span<const std::string_view> clientStateNames()
{
    return kStates;
}

std::span<const std::string_view> countNames()
{
    return kCounts;
}

bool parseMetric(std::string_view name, Expectation &into)
{
    if (name == "reach" || name == "reconnect.peak" || name == "memory") {
        into.metric = name == "reach" ? Metric::reach
            : name == "memory"        ? Metric::memory
                                      : Metric::reconnectPeak;
        return true;
    }
    for (const auto &[prefix, metric] :
        {std::pair<std::string_view, Metric> {"delivery.", Metric::delivery},
            {"connect.", Metric::connect}}) {
        if (!name.starts_with(prefix))
            continue;
        for (const PercentileName &known : kPercentiles) {
            if (name.substr(prefix.size()) != known.name)
                continue;
            into.metric = metric;
            into.percentile = known.percentile;
            return true;
        }
    }
    return false;
}

std::string numberText(double value)
{
    std::string text;
    protocol::appendJsonNumber(text, std::round(value * 1000) / 1000);
    return text;
}

std::string durationText(double nanos)
{
    if (nanos >= 1e9)
        return numberText(nanos / 1e9) + " s";
    return nanos >= 1e6 ? numberText(nanos / 1e6) + " ms" : numberText(nanos / 1e3) + " \u00b5s";
}

std::string expectationText(const Expectation &expectation, std::string_view who)
{
    std::string text = who.empty() ? std::string() : std::string(who) + ": ";
    switch (expectation.kind) {
    case ExpectKind::state:
        text += shareText(expectation) + " "
            + std::string(kStates[static_cast<std::size_t>(expectation.state)]);
        break;
    case ExpectKind::close:
        text += shareText(expectation) + " closed with " + std::to_string(expectation.code);
        break;
    case ExpectKind::status:
        text += shareText(expectation) + " answered with " + std::to_string(expectation.code);
        break;
    case ExpectKind::count:
        text += std::string(kCountsInWords[static_cast<std::size_t>(expectation.count)])
            + (expectation.code ? " with " + std::to_string(expectation.code) : "") + " "
            + boundText(expectation, numberText);
        break;
    case ExpectKind::metric:
        text += metricText(expectation);
        break;
    }
    if (expectation.from)
        text += " during " + durationText(static_cast<double>(*expectation.from)) + " to "
            + durationText(static_cast<double>(*expectation.to));
    if (expectation.within)
        text += " within " + durationText(static_cast<double>(*expectation.within));
    return text;
}

} // namespace wavetape::scenario
