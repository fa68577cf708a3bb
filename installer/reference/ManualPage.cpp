// SPDX-License-Identifier: GPL-3.0-or-later
#include "Reference.h"

#include "config/ConfigField.h"
#include "config/Version.h"

namespace wavetape::reference {

namespace {

/// Text of a manual page: hyphens that can be typed, no backslash and no request by accident.
std::string roff(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if (c == '`')
            out += '"';
        else
            out += c;
    }
    return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string sentence(std::string text)
{
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text + ".";
}

/// What a user puts there is in italics, words to choose from are not.
std::string options(const std::vector<config::Flag> &flags)
{
    std::string text;
    for (const config::Flag &flag : flags) {
        text += ".TP\n\\fB" + roff(flag.name) + "\\fR";
        if (!flag.choices().empty())
            text += " " + roff(flag.valueName);
        else if (!flag.valueName.empty())
            text += " \\fI" + roff(flag.valueName) + "\\fR";
        text += "\n" + roff(sentence(flag.description())) + "\n";
    }
    return text;
}

std::string settings()
{
    std::string text;
    config::ServerConfig defaults;
    for (const config::ConfigField &field : config::configFields()) {
        text += ".TP\n\\fB" + roff(field.key) + "\\fR";
        if (!field.flag.empty())
            text += " (" + roff(field.flag) + ")";
        text += "\n" + roff(sentence(std::string(field.help))) + " It takes "
            + roff(config::allowedValues(field))
            + (field.unit.empty() ? "" : " [" + roff(field.unit) + "]")
            + "; default: " + roff(config::tomlValue(field, defaults)) + ".\n";
    }
    return text;
}

void fill(std::string &page, std::string_view mark, const std::string &text)
{
    if (const size_t at = page.find(mark); at != page.npos)
        page.replace(at, mark.size(), text);
}

} // namespace

std::string manualPage(const Program &program, std::string page)
{
    // A mark stands on a line of its own, and so does what replaces it.
    fill(page, "@OPTIONS@\n", options(program.flags));
    for (const Program::Word &word : program.words) {
        std::string mark = "@";
        for (const char c : word.name)
            mark += static_cast<char>(c - 'a' + 'A');
        mark += "_OPTIONS@\n";
        fill(page, std::string_view(mark), options(word.flags));
    }
    fill(page, "@SETTINGS@\n", settings());
    fill(page, "@VERSION@", std::string(config::version()));
    return page;
}

} // namespace wavetape::reference
