// SPDX-License-Identifier: GPL-3.0-or-later
// wavetape-reference PROGRAM PAGE.1.in FOLDER: writes PROGRAM.1, PROGRAM.bash, _PROGRAM and
// PROGRAM.fish into FOLDER.
#include "Reference.h"
#include "WindowFlags.h"

#include <cstdio>
#include <fstream>
#include <iterator>

using namespace wavetape;

int main(int argc, char **argv)
{
    if (argc != 4) {
        std::fputs("usage: wavetape-reference PROGRAM PAGE.1.in FOLDER\n", stderr);
        return 2;
    }
    reference::Program program {argv[1], config::serverFlags(), {}};
    if (program.name == "wavetape-server") {
        program.words = {{"token", "print a token, or make a secret", config::tokenFlags(), false},
            {"scenario", "run clients and what is expected of them", config::scenarioFlags(),
                true}};
    } else {
        for (const WindowFlag &flag : kWindowFlags)
            program.flags.push_back({flag.name, flag.valueName, flag.help, "", false, nullptr});
    }
    std::ifstream source(argv[2]);
    const std::string page {
        std::istreambuf_iterator<char>(source), std::istreambuf_iterator<char>()};
    const auto write = [&](const std::string &name, const std::string &text) {
        std::ofstream file(std::string(argv[3]) + "/" + name);
        file << text;
        return bool(file.flush());
    };
    const bool written = source && write(program.name + ".1", reference::manualPage(program, page))
        && write(program.name + ".bash", reference::bashCompletion(program))
        && write("_" + program.name, reference::zshCompletion(program))
        && write(program.name + ".fish", reference::fishCompletion(program));
    if (!written)
        std::fputs("wavetape-reference: cannot read the page or write the folder\n", stderr);
    return written ? 0 : 1;
}
