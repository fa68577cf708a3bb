// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelSpec.h"
#include "channels/Form.h"

namespace wavetape::dialects::centrifuge {

/// What a Centrifuge client is sent of a publication: `{"push":{"channel":…,"pub":{"data":…,
/// "offset":n}}}`; of a binary one `data` is `{"b64":…,"kind":"f32"|"bytes",…}`.
extern const channels::Form &form;

/// Can a client come back to a position in it? Then publications have an `offset`.
bool isRecoverable(const channels::ChannelSpec &channel);

} // namespace wavetape::dialects::centrifuge
