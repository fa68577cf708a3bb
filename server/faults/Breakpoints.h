// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/Fault.h"

#include <optional>
#include <string>
#include <vector>

namespace wavetape::faults {

/// A message that stands still at a foreign proxy.
struct HeldMessage {
    std::string proxy, connection;
    Direction direction = Direction::down;
    bool text = true;
    bool hidden = false; ///< a client's that may carry a token: `payload` is empty
    std::string payload;
};

/// What becomes of it: it goes on as it came, with another text, or not at all.
struct LetGo {
    bool leaveOut = false;
    std::optional<std::string> text;
};

/// One link of a foreign proxy, from its first byte to its end.
struct ProxyLink {
    std::string proxy, connection;
    bool webSocket = false; ///< it has become one
};

/// Messages of foreign servers and of their clients that wait until somebody has looked at them.
/// Any thread.
class Breakpoints {
public:
    /// The next message that goes that way at any link of that proxy is held, and all behind it on
    /// that link; or (`on` false) it is not.
    virtual void hold(const std::string &proxy, Direction direction, bool on) = 0;
    /// Whether one is waited for.
    virtual bool holding(const std::string &proxy, Direction direction) const = 0;
    virtual std::vector<HeldMessage> held(const std::string &proxy) const = 0;
    /// False: that connection has none that is held, that way.
    virtual bool letGo(const std::string &connection, Direction direction, LetGo what) = 0;
    virtual std::vector<ProxyLink> links(const std::string &proxy) const = 0;
    /// Nothing is held any more; what was goes on as it came.
    virtual void letAllGo() = 0;

protected:
    ~Breakpoints() = default;
};

} // namespace wavetape::faults
