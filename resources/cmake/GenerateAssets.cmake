# SPDX-License-Identifier: GPL-3.0-or-later
# Writes OUTPUT, the C++ table of the files that LIST names, one "path <tab> file <tab> content type" a line, and
# FOLDER, what is made of them: each compressed by GZIP and BROTLI (empty: that one is left out), and the pages with
# their files' version in their paths. The version is all of their contents together: a change of one changes it, and
# what lies under it never changes (RFC 8246).
file(STRINGS ${LIST} lines)
file(MAKE_DIRECTORY ${FOLDER})
set(hashes "")
foreach(line IN LISTS lines)
    string(REPLACE "\t" ";" fields "${line}")
    list(GET fields 0 path)
    list(GET fields 1 file)
    file(SHA256 ${file} hash)
    string(APPEND hashes "${path} ${hash}\n")
endforeach()
string(SHA256 version "${hashes}")
string(SUBSTRING ${version} 0 12 version)

set(symbols "")
set(rows "")
set(bytes "")
set(index 0)
# Embeds `file` as `symbol` and sets `result` to its initialiser.
macro(embed symbol file result)
    file(SIZE ${file} ${result})
    string(APPEND bytes "    \".globl ${symbol}\\n.hidden ${symbol}\\n${symbol}:\\n.incbin \\\"${file}\\\"\\n.byte 0\\n\"\n")
    string(APPEND symbols "extern const char ${symbol}[];\n")
    set(${result} "{ ${symbol}, ${${result}} }")
endmacro()
foreach(line IN LISTS lines)
    string(REPLACE "\t" ";" fields "${line}")
    list(GET fields 0 path)
    list(GET fields 1 file)
    list(GET fields 2 type)
    string(REPLACE "[semicolon]" ";" type "${type}")
    if(path MATCHES "^/(demo/[a-z]*)?$")
        file(READ ${file} text)
        string(REPLACE "\"assets/" "\"assets/${version}/" text "${text}")
        string(REPLACE "\"../assets/" "\"../assets/${version}/" text "${text}")
        set(file ${FOLDER}/${index}.html)
        file(WRITE ${file} "${text}")
    endif()
    file(SIZE ${file} size)
    file(SHA256 ${file} hash)
    string(SUBSTRING ${hash} 0 20 tag)
    embed(wavetape_asset_${index} ${file} plain)
    foreach(coding gzip brotli)
        set(${coding} "{}")
        string(TOUPPER ${coding} tool)
        if(NOT ${tool})
            continue()
        endif()
        set(made ${FOLDER}/${index}.${coding})
        set(gzipCommand ${GZIP} -9 -n -c ${file})
        set(brotliCommand ${BROTLI} -q 11 -c ${file})
        execute_process(COMMAND ${${coding}Command} OUTPUT_FILE ${made} COMMAND_ERROR_IS_FATAL ANY)
        file(SIZE ${made} smaller)
        math(EXPR worth "${smaller} * 10 / 9")
        if(worth LESS size)
            embed(wavetape_asset_${index}_${coding} ${made} ${coding})
        endif()
    endforeach()
    string(APPEND rows "    { \"${path}\", \"${type}\", \"\\\"${tag}\\\"\", ${plain}, ${gzip}, ${brotli} },\n")
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
std::string_view assetVersion() { return \"${version}\"; }

} // namespace wavetape::web
")
