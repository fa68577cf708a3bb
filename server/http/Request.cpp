// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Request.h"

#include "websocket/HeaderList.h"

#include <algorithm>

namespace wavetape::http {

std::string Request::joined(std::string_view name) const
{
    std::string all;
    for (const auto &[key, value] : headers) {
        if (!websocket::equalsIgnoringCase(key, name))
            continue;
        if (!all.empty())
            all += ", ";
        all += value;
    }
    return all;
}

void Request::replace(std::string_view name, std::string_view value)
{
    std::erase_if(headers,
        [&](const auto &header) { return websocket::equalsIgnoringCase(header.first, name); });
    headers.emplace_back(name, value);
}

unsigned Request::count(std::string_view name) const
{
    return static_cast<unsigned>(std::count_if(headers.begin(), headers.end(),
        [&](const auto &header) { return websocket::equalsIgnoringCase(header.first, name); }));
}

std::vector<std::pair<std::string, std::string>> Request::parameters() const
{
    std::vector<std::pair<std::string, std::string>> all;
    std::string_view rest = query;
    while (!rest.empty()) {
        const size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const size_t equals = std::min(pair.find('='), pair.size());
        std::string key, value;
        // What is not well-formed is no name that anybody knows.
        if (pair.empty() || !percentDecode(pair.substr(0, equals), key, true))
            continue;
        if (!percentDecode(pair.substr(std::min(equals + 1, pair.size())), value, true))
            value.clear();
        all.emplace_back(std::move(key), std::move(value));
    }
    return all;
}

std::string Request::parameter(std::string_view name) const
{
    for (auto &[key, value] : parameters()) {
        if (key == name)
            return std::move(value);
    }
    return {};
}

bool Request::hasParameter(std::string_view name) const
{
    const auto all = parameters();
    return std::any_of(
        all.begin(), all.end(), [&](const auto &parameter) { return parameter.first == name; });
}

std::vector<std::string> listItems(std::string_view list, std::string_view separators)
{
    std::vector<std::string> items;
    while (!list.empty()) {
        const size_t end = std::min(list.find_first_of(separators), list.size());
        if (const std::string_view item = websocket::trimmed(list.substr(0, end)); !item.empty())
            items.emplace_back(item);
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return items;
}

bool matchesEntityTag(std::string_view ifNoneMatch, std::string_view tag)
{
    const auto opaque
        = [](std::string_view text) { return text.starts_with("W/") ? text.substr(2) : text; };
    // Our tags hold no comma, so one that does matches in no piece of it.
    for (const std::string &item : listItems(ifNoneMatch)) {
        if (item == "*" || opaque(item) == opaque(tag))
            return true;
    }
    return false;
}

std::vector<AcceptedCoding> acceptedCodings(std::string_view acceptEncoding)
{
    std::vector<AcceptedCoding> accepted;
    for (const std::string &item : listItems(acceptEncoding)) {
        const std::vector<std::string> parts = listItems(item, ";");
        if (parts.empty())
            continue;
        AcceptedCoding coding {parts.front(), false};
        for (char &c : coding.name)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        for (size_t i = 1; i < parts.size(); ++i) {
            const std::string_view weight = parts[i];
            // 0, 0. or 0.000
            coding.refused = coding.refused
                || ((weight.starts_with("q=0") || weight.starts_with("Q=0"))
                    && weight.find_first_not_of("0.", 2) == weight.npos);
        }
        accepted.push_back(std::move(coding));
    }
    return accepted;
}

bool accepts(const std::vector<AcceptedCoding> &accepted, std::string_view coding)
{
    for (const std::string_view wanted : {coding, std::string_view("*")}) {
        for (const AcceptedCoding &item : accepted) {
            if (item.name == wanted)
                return !item.refused;
        }
    }
    return false;
}

bool percentDecode(std::string_view text, std::string &out, bool plusIsSpace)
{
    out.clear();
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            const int high = i + 2 <= text.size() - 1 ? websocket::hexDigit(text[i + 1]) : -1;
            const int low = i + 2 <= text.size() - 1 ? websocket::hexDigit(text[i + 2]) : -1;
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
