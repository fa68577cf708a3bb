# SPDX-License-Identifier: GPL-3.0-or-later
# wavetape_qml_module(NAME URI x.y QML … SOURCES … LINKS … DEPENDS …): one folder as a static library and a QML
# module. DEPENDS are QML modules whose types its C++ types use (for qmllint).
# Programs link NAME and NAMEplugin (wavetape_link_qml). LINKS are public.
set(QT_QML_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/qml)

function(wavetape_qml_module name)
    cmake_parse_arguments(arg "" "URI" "QML;SINGLETONS;SOURCES;LINKS;DEPENDS" ${ARGN})
    foreach(file IN LISTS arg_SINGLETONS)
        set_source_files_properties(${file} PROPERTIES QT_QML_SINGLETON_TYPE TRUE)
    endforeach()
    set(CMAKE_AUTOMOC ON)
    set(cache)
    if(CMAKE_BUILD_TYPE STREQUAL Debug)
        set(cache NO_CACHEGEN)
    endif()
    qt_add_library(${name} STATIC)
    qt_add_qml_module(${name} URI ${arg_URI} VERSION 1.0 RESOURCE_PREFIX /qt/qml ${cache}
        DEPENDENCIES QtQuick ${arg_DEPENDS}
        QML_FILES ${arg_SINGLETONS} ${arg_QML} SOURCES ${arg_SOURCES})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/app ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC Qt6::Quick ${arg_LINKS})
endfunction()

# Every QML module of the program into an executable.
function(wavetape_link_qml target)
    foreach(module IN ITEMS theme plotting viewmodels inspector lab controls charts page_overview page_market page_streams
            page_connections page_inspector page_lab page_server page_reference shell)
        target_link_libraries(${target} PRIVATE wavetape_${module} wavetape_${module}plugin)
    endforeach()
endfunction()
