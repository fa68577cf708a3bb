// SPDX-License-Identifier: GPL-3.0-or-later
const stop = new AbortController();
const answer = await fetch(new URL('sse?channels=trades.AAPL', new URL('.', location)), { signal: stop.signal });
console.log(answer.status, answer.headers.get('content-type'));

const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
let rest = '';
let seen = 0;
while (seen < 3) {
  const { value, done } = await reader.read();
  if (done) break;
  const blocks = (rest + value).split('\n\n');
  rest = blocks.pop();
  for (const block of blocks) {
    const data = block.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5)).join('\n');
    const message = data && JSON.parse(data);
    if (message.seq && seen < 3) {
      seen += 1;
      console.log(message.channel, message.seq);
    }
  }
}
stop.abort();
