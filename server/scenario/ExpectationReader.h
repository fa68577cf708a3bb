// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Scenario.h"

#include "config/TomlDocument.h"

namespace wavetape::scenario {

/// One `[[expect]]` of a scenario whose groups of clients are known already. Throws ScenarioError
/// (TableReader.h).
Expectation readExpectation(const Scenario &scenario, const config::TomlNode &node);

} // namespace wavetape::scenario
