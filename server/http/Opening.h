// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Exchange.h"

#include <string>
#include <string_view>

namespace wavetape::http {

/// Why the server takes no further reader now, in one sentence; empty: it does.
std::string_view noRoom(const Exchange &exchange);

/// A reader was let in: its dossier, and the event that tells of it. `head`: of the answer.
/// `remark`: what people should know.
void noteOpened(Exchange &exchange, std::string head, uint16_t status, std::string remark);

} // namespace wavetape::http
