// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Form.h"

namespace wavetape::dialects::socketio {

/// What a Socket.IO client is sent of a publication: the event `[channel, data, {seq, ts, epoch}]`;
/// of a binary one the data is `{"b64":…,"kind":…}`. `spaced`: in the namespace that is the first
/// part of the channel's name, else in `/`.
const channels::Form &form(bool spaced);

} // namespace wavetape::dialects::socketio
