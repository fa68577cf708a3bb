// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Exchange.h"

#include <optional>

namespace wavetape::http {

/// Takes what the query's `faults` asks for, and what others have for it: from here on the
/// connection has it. An answer where
/// that is one itself (a handshake's status), is not allowed, wrong, or can do nothing here: a test
/// that believes it has a fault must not pass.
std::optional<Answer> takeFaults(Exchange &exchange);

} // namespace wavetape::http
