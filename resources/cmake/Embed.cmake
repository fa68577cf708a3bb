# SPDX-License-Identifier: GPL-3.0-or-later
# Files as parts of the program: no file is looked up at run time.
#
#   wavetape_embed(<url path> <file> <content type>)
#       The file, absolute or relative to the calling folder, is served at that path. It may be made by
#       the build. Call it before resources/web is entered (resources/CMakeLists.txt has the order).
#   wavetape_embedded_sources(<variable>)
#       Sets the variable to the generated source that holds all of them. A change to any of the files
#       builds it anew.

set(WAVETAPE_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/GenerateAssets.cmake)

function(wavetape_embed path file contentType)
    cmake_path(ABSOLUTE_PATH file NORMALIZE)
    if(NOT path MATCHES "^/")
        message(FATAL_ERROR "wavetape_embed: \"${path}\" is not a path: it must begin with /.")
    endif()
    set_property(GLOBAL APPEND PROPERTY WAVETAPE_EMBED_FILES "${file}")
    string(REPLACE ";" "[semicolon]" contentType "${contentType}")
    set_property(GLOBAL APPEND PROPERTY WAVETAPE_EMBED_LINES "${path}\t${file}\t${contentType}")
endfunction()

function(wavetape_embedded_sources variable)
    get_property(files GLOBAL PROPERTY WAVETAPE_EMBED_FILES)
    get_property(lines GLOBAL PROPERTY WAVETAPE_EMBED_LINES)
    # Sorted by path, so that the table can be searched by halves: the tab sorts before all that a path holds.
    list(SORT lines)
    list(JOIN lines "\n" text)
    set(list ${CMAKE_CURRENT_BINARY_DIR}/assets.txt)
    file(CONFIGURE OUTPUT ${list} CONTENT "${text}\n" @ONLY)
    set(table ${CMAKE_CURRENT_BINARY_DIR}/WebAssetTable.cpp)
    # Debian's packages gzip and brotli: what is missing is left out.
    find_program(GZIP gzip)
    find_program(BROTLI brotli)
    add_custom_command(OUTPUT ${table}
        COMMAND ${CMAKE_COMMAND} -DLIST=${list} -DOUTPUT=${table} -DFOLDER=${CMAKE_CURRENT_BINARY_DIR}/assets
            -DGZIP=$<$<BOOL:${GZIP}>:${GZIP}> -DBROTLI=$<$<BOOL:${BROTLI}>:${BROTLI}> -P ${WAVETAPE_EMBED_SCRIPT}
        DEPENDS ${files} ${list} ${WAVETAPE_EMBED_SCRIPT}
        COMMENT "Embedding the browser page"
        VERBATIM)
    # The bytes come in by .incbin, which no compiler's dependency scan sees.
    set_source_files_properties(${table} PROPERTIES OBJECT_DEPENDS "${files}")
    set(${variable} ${table} PARENT_SCOPE)
endfunction()
