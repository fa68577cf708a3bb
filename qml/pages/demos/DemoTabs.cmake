# SPDX-License-Identifier: GPL-3.0-or-later
# Makes DemoTabs.qml, as FILE, of the table of the demos: each NAME is shown by its NameView.qml. Also without a build, for its texts:
# cmake -D FILE=… -P DemoTabs.cmake
set(tabs "")
function(wavetape_demo name title channels says more)
    string(SUBSTRING ${name} 0 1 first)
    string(SUBSTRING ${name} 1 -1 rest)
    string(TOUPPER ${first} first)
    if(tabs)
        string(APPEND tabs ",\n")
    endif()
    string(APPEND tabs "        DemoTab {\n            name: \"${name}\"\n            title: qsTr(\"${title}\")\n            says: qsTr(\"${says}\")\n"
        "            source: \"${first}${rest}View.qml\"\n        }")
    set(tabs "${tabs}" PARENT_SCOPE)
endfunction()
include(${CMAKE_CURRENT_LIST_DIR}/../../../resources/web/demos/DemoTable.cmake)
configure_file(${CMAKE_CURRENT_LIST_DIR}/DemoTabs.qml.in ${FILE} @ONLY)
