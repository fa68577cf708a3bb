# SPDX-License-Identifier: GPL-3.0-or-later
# Copies the Node tests to TARGET and installs what they need there, unless that has been done for this lock file.
file(COPY ${SOURCE}/package.json ${SOURCE}/package-lock.json ${SOURCE}/.npmrc ${SOURCE}/interop.test.mjs ${SOURCE}/peers.mjs ${SOURCE}/crc32.mjs ${SOURCE}/cutter.mjs ${SOURCE}/events.test.mjs ${SOURCE}/faults.test.mjs ${SOURCE}/transports.test.mjs DESTINATION ${TARGET})
file(SHA256 ${SOURCE}/package-lock.json wanted)
set(installed "")
if(EXISTS ${TARGET}/installed)
    file(READ ${TARGET}/installed installed)
endif()
if(NOT installed STREQUAL wanted)
    execute_process(COMMAND ${NPM} ci --silent WORKING_DIRECTORY ${TARGET} COMMAND_ERROR_IS_FATAL ANY)
    file(WRITE ${TARGET}/installed ${wanted})
endif()
