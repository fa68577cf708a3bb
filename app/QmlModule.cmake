# SPDX-License-Identifier: GPL-3.0-or-later
# wavetape_qml_module(NAME URI x.y QML … SOURCES … LINKS … DEPENDS …): one folder as a static library and a QML
# module. DEPENDS are QML modules whose types its C++ types use (for qmllint).
# Programs link NAME and NAMEplugin (wavetape_link_qml). LINKS are public.
# The pages: a folder of qml/pages each (and a row in qml/shell/PageList.qml).
set(WAVETAPE_PAGES overview market streams connections inspector lab server reference demos recordings cluster)
set(QT_QML_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/qml)

# One precompiled header for everything with Qt.
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/qt_pch.cpp CONTENT "")
add_library(wavetape_qt_pch OBJECT ${CMAKE_BINARY_DIR}/qt_pch.cpp)
target_link_libraries(wavetape_qt_pch PRIVATE Qt6::Quick)
target_precompile_headers(wavetape_qt_pch PRIVATE ${WAVETAPE_PRECOMPILED}
    <QColor> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QList> <QObject> <QPointer> <QQmlEngine>
    <QQuickItem> <QString> <QStringList> <QTimer> <QVariant> <qqmlintegration.h>)

get_target_property(QMLCACHEGEN Qt6::qmlcachegen LOCATION)
configure_file(${CMAKE_CURRENT_LIST_DIR}/qmlcachegen.in ${CMAKE_BINARY_DIR}/qmlcachegen @ONLY)

function(wavetape_qml_module name)
    cmake_parse_arguments(arg "" "URI" "QML;SINGLETONS;SOURCES;LINKS;DEPENDS" ${ARGN})
    foreach(file IN LISTS arg_SINGLETONS)
        set_source_files_properties(${file} PROPERTIES QT_QML_SINGLETON_TYPE TRUE)
    endforeach()
    # What is not linked may not be made yet when qmlcachegen looks for it: the program would be one or another.
    set(reach ${arg_URI})
    foreach(link IN LISTS arg_LINKS)
        get_property(more GLOBAL PROPERTY wavetape_qml_reach_${link})
        list(APPEND reach ${more})
    endforeach()
    set_property(GLOBAL PROPERTY wavetape_qml_reach_${name} ${reach})
    foreach(file IN LISTS arg_SINGLETONS arg_QML)
        file(STRINGS ${file} imports REGEX "^import Wavetape\\.")
        foreach(import IN LISTS imports)
            string(REGEX REPLACE "^import ([A-Za-z.]+).*" "\\1" import "${import}")
            if(NOT import IN_LIST reach)
                message(FATAL_ERROR "${file} imports ${import}, which the LINKS of ${name} do not bring")
            endif()
        endforeach()
    endforeach()
    set(CMAKE_AUTOMOC OFF) # not for the helper libraries that Qt makes of a module: each would get an empty file to compile
    set(cache)
    if(CMAKE_BUILD_TYPE STREQUAL Debug)
        set(cache NO_CACHEGEN)
    endif()
    qt_add_library(${name} STATIC)
    set_target_properties(${name} PROPERTIES AUTOMOC ON QT_QMLCACHEGEN_EXECUTABLE ${CMAKE_BINARY_DIR}/qmlcachegen)
    qt_add_qml_module(${name} URI ${arg_URI} VERSION 1.0 RESOURCE_PREFIX /qt/qml ${cache}
        DEPENDENCIES QtQuick ${arg_DEPENDS}
        QML_FILES ${arg_SINGLETONS} ${arg_QML} SOURCES ${arg_SOURCES})
    target_precompile_headers(${name} REUSE_FROM wavetape_qt_pch)
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/app ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC Qt6::Quick ${arg_LINKS})
endfunction()

# Every QML module of the program into an executable.
function(wavetape_link_qml target)
    list(TRANSFORM WAVETAPE_PAGES PREPEND page_ OUTPUT_VARIABLE pages)
    foreach(module IN ITEMS theme plotting viewmodels inspector lab report recordings demos controls charts ${pages} shell)
        target_link_libraries(${target} PRIVATE wavetape_${module} wavetape_${module}plugin)
    endforeach()
endfunction()
