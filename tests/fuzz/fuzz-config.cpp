// SPDX-License-Identifier: GPL-3.0-or-later
// Any file gives settings within their ranges or one line that says where it is wrong.
#include "config/ConfigFile.h"
#include "config/ConfigReader.h"

#include <cstdint>
#include <cstdlib>

using namespace wavetape::config;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    ServerConfig config;
    const auto result = readConfigText({reinterpret_cast<const char *>(data), size}, "f",
        [&](const ConfigField &field, const GivenValue &value, const std::string &) {
            return setField(field, config, value);
        });
    for (const ConfigField &field : configFields())
        require(problemOf(field, config).empty());
    if (!result) {
        require(result.error().message.starts_with("f:"));
        require(result.error().message.find('\n') == std::string::npos);
    }
    return 0;
}
