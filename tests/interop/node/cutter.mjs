// SPDX-License-Identifier: GPL-3.0-or-later
// A way to a server that can be cut: what is connected through it ends at once, what comes next is let through.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export async function startCutter(port) {
  const sockets = new Set();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const [one, other] of [[client, upstream], [upstream, client]]) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => { sockets.delete(one); other.destroy(); });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut() { for (const socket of sockets) socket.resetAndDestroy?.() ?? socket.destroy(); },
    stop() { server.close(); this.cut(); },
  };
}
