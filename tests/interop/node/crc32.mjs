// SPDX-License-Identifier: GPL-3.0-or-later
/** IEEE CRC-32 of a text's UTF-8, as zlib computes it. (node:zlib has it only since Node 22.) */
export function crc32(text) {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
