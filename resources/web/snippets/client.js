// SPDX-License-Identifier: GPL-3.0-or-later
class LiveClient {
  channels = new Map();
  attempt = 0;

  constructor(url) {
    this.url = url;
    this.connect();
  }

  connect() {
    this.socket = new WebSocket(this.url);
    this.socket.onopen = () => {
      this.stable = setTimeout(() => { this.attempt = 0; }, 30000);
      for (const channel of this.channels.keys()) this.ask(channel);
    };
    this.socket.onmessage = ({ data }) => this.deliver(JSON.parse(data));
    this.socket.onclose = ({ code }) => {
      clearTimeout(this.stable);
      if ([1000, 1002, 1003, 1007, 1008, 1009].includes(code)) return;
      setTimeout(() => this.connect(), Math.random() * Math.min(30000, 1000 * 2 ** this.attempt++));
    };
  }

  subscribe(channel, listener) {
    this.channels.set(channel, { listener, since: undefined });
    if (this.socket.readyState === WebSocket.OPEN) this.ask(channel);
  }

  ask(channel) {
    const { since } = this.channels.get(channel);
    this.socket.send(JSON.stringify({ type: 'subscribe', id: channel, channel, since }));
  }

  deliver(message) {
    const entry = this.channels.get(message.channel);
    if (!entry) return;
    if (message.type === 'ack') entry.since = { epoch: message.epoch, seq: entry.since?.seq ?? message.seq };
    if (message.type === 'lagged') entry.since.seq = message.to;
    if (message.type) return;
    entry.since.seq = message.seq;
    entry.listener(message.data, message);
  }

  close() {
    this.socket.close(1000);
  }
}

const client = new LiveClient(`${new URL('.', location).href.replace('http', 'ws')}ws`);
let seen = 0;
client.subscribe('trades.AAPL', (trade, { seq }) => {
  console.log(seq, trade.side, trade.size, 'at', trade.price);
  seen += 1;
  if (seen === 5) client.close();
});
