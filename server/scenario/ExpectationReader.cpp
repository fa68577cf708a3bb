// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/ExpectationReader.h"

#include "scenario/ExpectationText.h"
#include "scenario/Quantity.h"
#include "scenario/TableReader.h"

#include <iterator>

namespace wavetape::scenario {

namespace {

constexpr std::string_view kExpectNames[] {"state", "close", "status", "count", "metric"};
constexpr Nanos kUsualWindow = 100'000'000;

void requireBound(TableReader &table, const Expectation &expectation)
{
    if (!expectation.equals && !expectation.minimum && !expectation.below)
        table.fail("", "needs \"equals\", \"at_least\" or \"below\"");
}

void readBounds(TableReader &table, Expectation &expectation)
{
    expectation.equals = table.number("equals", 0, 1e15);
    expectation.minimum = table.number("at_least", 0, 1e15);
    expectation.below = table.number("below", 0, 1e15);
    requireBound(table, expectation);
}

void readDuring(TableReader &table, Expectation &expectation)
{
    const std::string text = table.text("during");
    if (text.empty())
        return;
    const std::size_t dots = text.find("..");
    if (dots != std::string::npos) {
        expectation.from = parseDuration(std::string_view(text).substr(0, dots));
        expectation.to = parseDuration(std::string_view(text).substr(dots + 2));
    }
    if (!expectation.from || !expectation.to || *expectation.from >= *expectation.to)
        table.fail("during", "must be two times as \"1s..2s\"");
}

void readMetric(TableReader &table, Expectation &expectation)
{
    const std::string name = table.requiredText("metric");
    if (!parseMetric(name, expectation))
        table.fail("metric", "must be " + std::string(kMetricsInWords));
    if (expectation.metric == Metric::delivery || expectation.metric == Metric::connect) {
        const auto below = table.duration("below"), minimum = table.duration("at_least");
        if (below)
            expectation.below = static_cast<double>(*below);
        if (minimum)
            expectation.minimum = static_cast<double>(*minimum);
        requireBound(table, expectation);
        if (expectation.metric == Metric::delivery)
            readDuring(table, expectation);
        return;
    }
    if (expectation.metric == Metric::memory) {
        const auto below = table.bytes("below");
        if (!below)
            table.fail("below", "is missing");
        expectation.below = static_cast<double>(*below);
        return;
    }
    if (expectation.metric == Metric::reconnectPeak)
        expectation.window = table.duration("window").value_or(kUsualWindow);
    readBounds(table, expectation);
}

void readSubject(TableReader &table, Expectation &expectation)
{
    switch (expectation.kind) {
    case ExpectKind::state:
        expectation.state = static_cast<ClientState>(table.choice("state", clientStateNames(), 0));
        break;
    case ExpectKind::close:
        expectation.code = static_cast<unsigned>(table.whole("close", 0, 1000, 4999));
        break;
    case ExpectKind::status:
        expectation.code = static_cast<unsigned>(table.whole("status", 0, 100, 599));
        break;
    case ExpectKind::count:
        expectation.count = static_cast<Count>(table.choice("count", countNames(), 0));
        if (expectation.count == Count::errors)
            expectation.code = static_cast<unsigned>(table.whole("code", 0, 0, 9999));
        readBounds(table, expectation);
        return;
    case ExpectKind::metric:
        readMetric(table, expectation);
        return;
    }
    expectation.fraction = table.number("fraction", 0.0001, 1).value_or(1);
}

} // namespace

Expectation readExpectation(const Scenario &scenario, const config::TomlNode &node)
{
    TableReader table(scenario.file, node, "expect", node.line);
    Expectation expectation;
    expectation.line = node.line;
    std::size_t found = 0;
    for (std::size_t kind = 0; kind < std::size(kExpectNames); ++kind) {
        if (!table.find(kExpectNames[kind]))
            continue;
        ++found;
        expectation.kind = static_cast<ExpectKind>(kind);
    }
    if (found != 1)
        table.fail("", "needs exactly one of " + listed(kExpectNames));
    if (table.has("client"))
        expectation.group = groupNamed(table, scenario);
    expectation.within = table.duration("within");
    readSubject(table, expectation);
    const std::string who
        = expectation.group ? scenario.clients[*expectation.group].name : std::string();
    table.finish();
    expectation.text = expectationText(expectation, who);
    return expectation;
}

} // namespace wavetape::scenario
