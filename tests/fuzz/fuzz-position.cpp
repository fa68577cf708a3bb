// SPDX-License-Identifier: GPL-3.0-or-later
// A position of any form: what is read is written as something that reads the same.
#include "protocol/PositionText.h"

#include <cstdint>
#include <cstdlib>

using namespace wavetape::protocol;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const size_t channels = 1 + data[0] % kPositionChannels;
    const auto positions
        = readPositions({reinterpret_cast<const char *>(data) + 1, size - 1}, channels);
    if (!positions)
        return 0;
    if (positions->size() != channels)
        std::abort();
    PositionText text;
    for (const StreamPosition &position : *positions)
        text.add(std::make_shared<const std::string>(position.epoch), position.seq);
    const auto again = readPositions(text.text(), channels);
    if (!again || *again != *positions)
        std::abort();
    return 0;
}
