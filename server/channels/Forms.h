// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Form.h"

namespace wavetape::channels {

/// The forms of protocol.md.
namespace forms {
/// Text: `{"channel":…,"data":…,"seq":…}` · binary: the 32-byte header and the payload. Every
/// publication has it from the start.
extern const Form &message;
/// Text: the data alone · binary: the payload alone.
extern const Form &bare;
/// Text: `{"stream":…,"data":…}`.
extern const Form &stream;
} // namespace forms

} // namespace wavetape::channels
