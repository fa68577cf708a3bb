// SPDX-License-Identifier: GPL-3.0-or-later
// Binary blocks of any form: what is read declares exactly the bytes that are there, and writes
// back to what it was.
#include "protocol/BinaryHeader.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>

using namespace wavetape::protocol;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto *bytes = reinterpret_cast<const char *>(data);
    const auto header = BinaryHeader::read({bytes, size});
    if (!header)
        return 0;
    const uint64_t payload = header->kind == BlockKind::float32
        ? uint64_t {header->count} * header->lanes * sizeof(float)
        : uint64_t {header->count};
    char written[BinaryHeader::kSize];
    header->write(written);
    // The last two bytes are reserved: ignored by readers, written as 0.
    if (payload != size - BinaryHeader::kSize
        || std::memcmp(written, bytes, BinaryHeader::kSize - 2) != 0)
        std::abort();
    return 0;
}
