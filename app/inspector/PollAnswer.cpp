// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/PollAnswer.h"

namespace wavetape::inspector {

PollAnswer PollAnswer::read(std::string_view body)
{
    PollAnswer answer;
    size_t depth = 0, begin = 0;
    bool quoted = false;
    size_t textBegin = 0;
    std::string_view lastText, key;
    for (size_t i = 0; i < body.size(); ++i) {
        const char c = body[i];
        if (quoted) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                quoted = false;
                lastText = body.substr(textBegin, i - textBegin);
                if (depth == 1 && key == "since") {
                    answer.since = lastText;
                    key = {};
                }
            }
        } else if (c == '"') {
            quoted = true;
            textBegin = i + 1;
        } else if (c == ':' && depth == 1) {
            key = lastText;
        } else if (c == '{' || c == '[') {
            if (++depth == 3 && key == "messages")
                begin = i;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return {};
            if (depth-- == 3 && key == "messages")
                answer.messages.push_back(body.substr(begin, i + 1 - begin));
        }
    }
    return answer;
}

} // namespace wavetape::inspector
