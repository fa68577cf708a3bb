// SPDX-License-Identifier: GPL-3.0-or-later
// Any file gives a scenario within its bounds or one line that says where it is wrong; any answer
// of a server has members or none.
#include "scenario/JsonFields.h"
#include "scenario/ScenarioReader.h"

#include <cstdint>
#include <cstdlib>

using namespace wavetape::scenario;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

bool isWithin(std::string_view whole, std::string_view part)
{
    return part.empty()
        || (part.data() >= whole.data()
            && part.data() + part.size() <= whole.data() + whole.size());
}

void readAnswer(std::string_view text)
{
    for (const char *name : {"type", "channel", "seq", "messages", ""}) {
        require(isWithin(text, jsonMember(text, name)));
        require(isWithin(text, jsonText(text, name)));
        jsonWhole(text, name);
    }
    for (const std::string_view item : jsonItems(text))
        require(!item.empty() && isWithin(text, item));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    readAnswer(text);
    for (const Reading reading : {Reading::asWritten, Reading::asTwin}) {
        const auto scenario = readScenarioText(text, "f", reading);
        if (!scenario) {
            require(scenario.error().starts_with("f:"));
            require(scenario.error().find('\n') == std::string::npos);
            continue;
        }
        require(!scenario->clients.empty() && !scenario->expectations.empty());
        require(scenario->busyUntil <= scenario->duration);
        std::size_t clients = 0;
        for (const ClientGroup &group : scenario->clients)
            clients += group.count;
        require(clients >= 1 && clients <= 20'000);
        for (const Step &step : scenario->steps)
            require(step.group < scenario->clients.size());
    }
    return 0;
}
