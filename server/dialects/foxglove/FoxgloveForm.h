// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Form.h"

namespace wavetape::dialects::foxglove {

/// What a Foxglove client is sent of a publication, from its time on: the data as JSON, or a block
/// of floats as `cdr`. No frame: appendMessageHead() goes before it, for each reader its own.
extern const channels::Form &form;

} // namespace wavetape::dialects::foxglove
