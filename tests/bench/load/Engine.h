// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Connection.h"
#include "scenario/Mark.h"

namespace wavetape::load {

// The clients of wavetape-load are those of `wavetape-server scenario`.
using scenario::clientFrame;
using scenario::Connection;
using scenario::ConnectionListener;
using scenario::FrameScanner;
using scenario::kSecond;
using scenario::Loop;
using scenario::Mark;
using scenario::MarkReader;
using scenario::Message;
using scenario::nanosOf;
using scenario::nowNanos;
using scenario::Opcode;
using scenario::Opening;
using scenario::parseTarget;
using scenario::Target;
using scenario::TargetError;
using scenario::writeMark;

} // namespace wavetape::load
