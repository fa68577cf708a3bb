// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace wavetape::inspector {

// What a poll answered, `{"since":"…","messages":[…]}`: each message as it stands in `body`, and
// where the next poll goes on. None and "" where it is another text. Views of `body`.
struct PollAnswer {
    std::string_view since;
    std::vector<std::string_view> messages;

    static PollAnswer read(std::string_view body);
};

} // namespace wavetape::inspector
