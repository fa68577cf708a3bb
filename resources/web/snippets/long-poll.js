// SPDX-License-Identifier: GPL-3.0-or-later
const base = new URL('.', location);
let { since } = await (await fetch(new URL('poll?channels=trades.AAPL', base))).json();

for (let round = 0; round < 3; round += 1) {
  const answer = await fetch(new URL(`longpoll?channels=trades.AAPL&since=${since}&timeout=25`, base));
  const { messages, since: next } = await answer.json();
  console.log(`${messages.length} message${messages.length === 1 ? '' : 's'}, now at`, next);
  since = next;
}
