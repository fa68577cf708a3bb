// SPDX-License-Identifier: GPL-3.0-or-later
const source = new EventSource(new URL('sse?channels=trades.AAPL', new URL('.', location)));
source.addEventListener('position', (event) => console.log('from', event.lastEventId));

let seen = 0;
await new Promise((resolve) => {
  source.onmessage = (event) => {
    const trade = JSON.parse(event.data); // event.lastEventId is where to go on
    console.log(trade.channel, trade.seq);
    seen += 1;
    if (seen === 3) resolve();
  };
});
source.close();
console.log('closed');
