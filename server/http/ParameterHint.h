// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Exchange.h"

#include <string>
#include <string_view>

namespace wavetape::http {

/// One of the query parameters of the request's route.
bool isKnownParameter(const Exchange &exchange, std::string_view name);

/// "The parameter fault does nothing here; did you mean faults?": of the first that is not known
/// and nearly is; empty: there is none. Where a path ignores what it does not know, polyfills and
/// cache busters add theirs; who has misspelt one believes that it was heard.
std::string parameterHint(const Exchange &exchange);

} // namespace wavetape::http
