// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/TableReader.h"

#include "protocol/JsonWriter.h"

namespace wavetape::scenario {

/// Reads the `[[steps]]` of a scenario whose groups of clients and nodes are known already. Throws
/// ScenarioError.
class StepReader {
public:
    /// It must outlive it; a step that asks for faults is noted there.
    explicit StepReader(Scenario &scenario)
        : m_scenario(scenario)
    {
    }
    Step read(const config::TomlNode &node);

private:
    void readWhich(TableReader &table, const config::TomlNode &what, Step &step);
    void readStepDetails(TableReader &table, Step &step);
    void readFault(TableReader &table, const config::TomlNode &node, Step &step);
    void writeFaultValue(TableReader &table, protocol::JsonWriter &json,
        const config::TomlMember &member, bool isMatch);
    void requireGroup(TableReader &table, const config::TomlMember &member);

    Scenario &m_scenario;
};

} // namespace wavetape::scenario
