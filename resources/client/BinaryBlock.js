// SPDX-License-Identifier: MIT
// The 32-byte header of a binary message in wavetape.v1 and the samples behind it.
const kMagic = 0x5457;
const kVersion = 1;
const kHeaderBytes = 32;
const kFloat32 = 1;

/**
 * Decodes one block of Float32 samples, or returns null where it is none.
 * `values` is a view of the buffer, without a copy: lanes interleaved, little-endian as on every
 * machine that runs a browser.
 */
export function decodeBlock(buffer) {
  if (buffer.byteLength < kHeaderBytes) return null;
  const view = new DataView(buffer);
  if (view.getUint16(0, true) !== kMagic || view.getUint8(2) !== kVersion) return null;
  if (view.getUint8(3) !== kFloat32) return null;
  const samples = view.getUint32(24, true);
  const lanes = view.getUint16(28, true);
  if (lanes === 0 || samples * lanes * 4 !== buffer.byteLength - kHeaderBytes) return null;
  return {
    channelId: view.getUint32(4, true),
    seq: view.getUint32(8, true) + view.getUint32(12, true) * 2 ** 32,
    timeMs: (view.getUint32(16, true) + view.getUint32(20, true) * 2 ** 32) / 1000,
    samples,
    lanes,
    values: new Float32Array(buffer, kHeaderBytes),
  };
}
