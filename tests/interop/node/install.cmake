# SPDX-License-Identifier: GPL-3.0-or-later
# Copies the Node tests, and what they SHARE with others, to TARGET and installs what they need there, unless that has been done for this lock file.
file(GLOB tests ${SOURCE}/*.mjs)
file(COPY ${SOURCE}/package.json ${SOURCE}/package-lock.json ${SOURCE}/.npmrc ${tests} ${SHARED} DESTINATION ${TARGET})
file(SHA256 ${SOURCE}/package-lock.json wanted)
set(installed "")
if(EXISTS ${TARGET}/installed)
    file(READ ${TARGET}/installed installed)
endif()
if(NOT installed STREQUAL wanted)
    execute_process(COMMAND ${NPM} ci --ignore-scripts --silent WORKING_DIRECTORY ${TARGET} COMMAND_ERROR_IS_FATAL ANY)
    file(WRITE ${TARGET}/installed ${wanted})
endif()
