// SPDX-License-Identifier: MIT
// What a close code says, and whether to come back after it.
const kMeanings = new Map([
  [1000, 'normal closure'],
  [1001, 'going away'],
  [1002, 'protocol error'],
  [1003, 'unsupported data'],
  [1005, 'no code given'],
  [1006, 'abnormal: the link broke'],
  [1007, 'invalid payload'],
  [1008, 'policy violation'],
  [1009, 'message too big'],
  [1011, 'internal error'],
  [1012, 'service restart'],
  [1013, 'try again later'],
  [4308, 'slow consumer'],
  [4329, 'rate limited'],
  [4340, 'chaos'],
  [4400, 'too many bad messages'],
  [4401, 'not authenticated in time'],
  [4403, 'forbidden'],
]);
const kTerminal = new Set([1000, 1002, 1003, 1007, 1008, 1009, 4400, 4401, 4403]);

export function closeCodeMeaning(code) {
  return kMeanings.get(code) ?? 'application code';
}

/** True where the same client would only be refused again. */
export function isTerminal(code) {
  return kTerminal.has(code);
}
