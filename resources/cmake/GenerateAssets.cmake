# SPDX-License-Identifier: GPL-3.0-or-later
# Writes OUTPUT, the C++ table of the files that LIST names, one "path <tab> file <tab> content type" a line.
file(STRINGS ${LIST} lines)
set(symbols "")
set(rows "")
set(bytes "")
set(index 0)
foreach(line IN LISTS lines)
    string(REPLACE "\t" ";" fields "${line}")
    list(GET fields 0 path)
    list(GET fields 1 file)
    list(GET fields 2 type)
    string(REPLACE "[semicolon]" ";" type "${type}")
    file(SIZE ${file} size)
    file(SHA256 ${file} hash)
    string(SUBSTRING ${hash} 0 20 tag)
    set(symbol wavetape_asset_${index})
    string(APPEND bytes "    \".globl ${symbol}\\n.hidden ${symbol}\\n${symbol}:\\n.incbin \\\"${file}\\\"\\n.byte 0\\n\"\n")
    string(APPEND symbols "extern const char ${symbol}[];\n")
    string(APPEND rows "    { \"${path}\", \"${type}\", \"\\\"${tag}\\\"\", { ${symbol}, ${size} } },\n")
    math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Written by the build from the lists of resources/: changes here are lost.
#include \"web/WebAssets.h\"

extern \"C\" {
${symbols}}

__asm__(
    \".pushsection .rodata, \\\"a\\\", @progbits\\n\"
${bytes}    \".popsection\\n\");

namespace wavetape::web {

static const Asset kAssets[] = {
${rows}};

std::span<const Asset> assets() { return kAssets; }

} // namespace wavetape::web
")
