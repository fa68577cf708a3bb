// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Request.h"

#include <algorithm>

namespace wavetape::http {

namespace {
bool sameName(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
        [&](char x, char y) { return lower(x) == lower(y); });
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = static_cast<char>(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
} // namespace

std::string Request::joined(std::string_view name) const
{
    std::string all;
    for (const auto &[key, value] : headers) {
        if (!sameName(key, name))
            continue;
        if (!all.empty())
            all += ", ";
        all += value;
    }
    return all;
}

unsigned Request::count(std::string_view name) const
{
    return static_cast<unsigned>(std::count_if(headers.begin(), headers.end(),
        [&](const auto &header) { return sameName(header.first, name); }));
}

std::string Request::parameter(std::string_view name) const
{
    std::string_view rest = query;
    while (!rest.empty()) {
        const size_t end = rest.find('&');
        const std::string_view pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        const size_t equals = pair.find('=');
        std::string key, value;
        if (percentDecode(pair.substr(0, equals), key, true) && key == name
            && equals != std::string_view::npos
            && percentDecode(pair.substr(equals + 1), value, true))
            return value;
    }
    return {};
}

bool percentDecode(std::string_view text, std::string &out, bool plusIsSpace)
{
    out.clear();
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            const int high = i + 2 <= text.size() - 1 ? hexValue(text[i + 1]) : -1;
            const int low = i + 2 <= text.size() - 1 ? hexValue(text[i + 2]) : -1;
            if (high < 0 || low < 0 || (high == 0 && low == 0))
                return false;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        } else if (c == '+' && plusIsSpace) {
            c = ' ';
        }
        out += c;
    }
    return true;
}

} // namespace wavetape::http
