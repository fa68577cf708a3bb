// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wavetape::faults {

/// A message that stands still at a foreign proxy.
struct HeldMessage {
    std::string proxy, connection;
    bool text = true;
    std::string payload;
};

/// What becomes of it: it goes on as it came, with another text, or not at all.
struct LetGo {
    bool leaveOut = false;
    std::optional<std::string> text;
};

/// Messages of foreign servers that wait until somebody has looked at them. Any thread.
class Breakpoints {
public:
    /// The next message of a server to any client of that proxy is held, and all that it says to
    /// that client later waits behind it; or (`on` false) it is not.
    virtual void hold(const std::string &proxy, bool on) = 0;
    virtual std::vector<HeldMessage> held(const std::string &proxy) const = 0;
    /// False: that connection has none that is held.
    virtual bool letGo(const std::string &connection, LetGo what) = 0;
    /// Nothing is held any more; what was goes on as it came.
    virtual void letAllGo() = 0;

protected:
    ~Breakpoints() = default;
};

} // namespace wavetape::faults
