// SPDX-License-Identifier: GPL-3.0-or-later
#include "Reference.h"

#include <algorithm>

namespace wavetape::reference {

namespace {

constexpr std::string_view kHead = "# SPDX-License-Identifier: GPL-3.0-or-later\n";

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string names(const std::vector<config::Flag> &flags)
{
    std::vector<std::string> words;
    for (const config::Flag &flag : flags)
        words.push_back(flag.name);
    return joined(words);
}

std::string escaped(std::string_view text, std::string_view special)
{
    std::string out;
    for (const char c : text) {
        if (special.find(c) != special.npos)
            out += '\\';
        out += c;
    }
    return out;
}

/// In single quotes, for bash and zsh.
std::string quoted(std::string_view text)
{
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

std::string function(const Program &program)
{
    std::string name = "_" + program.name;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

std::string bashCases(const std::vector<config::Flag> &flags)
{
    std::string cases;
    for (const config::Flag &flag : flags) {
        if (flag.valueName.empty())
            continue;
        std::string reply = "COMPREPLY=()";
        if (!flag.choices().empty())
            reply = "mapfile -t COMPREPLY < <(compgen -W '" + joined(flag.choices())
                + "' -- \"$word\")";
        else if (flag.valueName == "FILE")
            reply = "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$word\")";
        else if (flag.valueName == "DIR")
            reply = "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$word\")";
        cases += "        " + flag.name + ") " + reply + "; return ;;\n";
    }
    return "    case $before in\n" + cases + "    esac\n";
}

std::string zshSpecs(const std::vector<config::Flag> &flags, std::string_view indent)
{
    std::string text;
    for (const config::Flag &flag : flags) {
        std::string spec = (flag.repeatable ? "*" : "") + flag.name + "["
            + escaped(flag.description(), "[]\\:") + "]";
        if (!flag.valueName.empty()) {
            spec += ":" + escaped(flag.choices().empty() ? flag.valueName : "value", ":") + ":";
            if (!flag.choices().empty())
                spec += "(" + joined(flag.choices()) + ")";
            else if (flag.valueName == "FILE")
                spec += "_files";
            else if (flag.valueName == "DIR")
                spec += "_files -/";
            else
                spec += " ";
        }
        text += " \\\n" + std::string(indent) + quoted(spec);
    }
    return text;
}

std::string fishLines(
    const Program &program, const std::vector<config::Flag> &flags, const char *condition)
{
    std::string text;
    for (const config::Flag &flag : flags) {
        text += "complete -c " + program.name + condition + " -l " + flag.name.substr(2);
        if (flag.valueName == "FILE")
            text += " -r -F";
        else if (flag.valueName == "DIR")
            text += " -x -a '(__fish_complete_directories)'";
        else if (!flag.choices().empty())
            text += " -x -a '" + joined(flag.choices()) + "'";
        else if (!flag.valueName.empty())
            text += " -x";
        text += " -d '" + escaped(flag.description(), "'\\") + "'\n";
    }
    return text;
}

} // namespace

std::string bashCompletion(const Program &program)
{
    std::string text(kHead);
    text += function(program)
        + "()\n{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    COMPREPLY=()\n";
    std::string all = names(program.flags);
    for (const Program::Word &word : program.words) {
        text += "    if [[ ${COMP_WORDS[1]} == " + word.name + " && $COMP_CWORD -gt 1 ]]; then\n"
            + bashCases(word.flags);
        if (word.takesFiles)
            text += "    if [[ $word != -* ]]; then\n        compopt -o filenames\n"
                    "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
                    "        return\n    fi\n";
        text += "    mapfile -t COMPREPLY < <(compgen -W '" + names(word.flags)
            + "' -- \"$word\")\n    return\n    fi\n";
        all += " " + word.name;
    }
    text += bashCases(program.flags) + "    mapfile -t COMPREPLY < <(compgen -W '" + all
        + "' -- \"$word\")\n}\ncomplete -F " + function(program) + " " + program.name + "\n";
    return text;
}

std::string zshCompletion(const Program &program)
{
    std::string text = "#compdef " + program.name + "\n" + std::string(kHead);
    std::string words;
    for (const Program::Word &word : program.words) {
        text += "if [[ ${words[2]} == " + word.name
            + " && $CURRENT -gt 2 ]]; then\n    shift words\n    (( CURRENT-- ))\n    _arguments"
            + zshSpecs(word.flags, "        ")
            + (word.takesFiles ? " \\\n        '*:file:_files'" : "") + "\n    return\nfi\n";
        words += (words.empty() ? "" : " ") + word.name;
    }
    text += "_arguments" + zshSpecs(program.flags, "    ");
    if (!words.empty())
        text += " \\\n    '1::command:(" + words + ")'";
    return text + "\n";
}

std::string fishCompletion(const Program &program)
{
    std::string text(kHead);
    text += "complete -c " + program.name + " -f\n";
    if (program.words.empty())
        return text + fishLines(program, program.flags, "");
    std::string all;
    for (const Program::Word &word : program.words) {
        text += "complete -c " + program.name + " -n __fish_is_first_token -a " + word.name
            + " -d '" + word.help + "'\n";
        all += " " + word.name;
    }
    text += fishLines(
        program, program.flags, (" -n 'not __fish_seen_subcommand_from" + all + "'").c_str());
    for (const Program::Word &word : program.words) {
        const std::string condition = " -n '__fish_seen_subcommand_from " + word.name + "'";
        if (word.takesFiles)
            text += "complete -c " + program.name + condition + " -F\n";
        text += fishLines(program, word.flags, condition.c_str());
    }
    return text;
}

} // namespace wavetape::reference
