// SPDX-License-Identifier: MIT
// node --test client.test.mjs: a server of one's own with a seed, and a bad day for one's client. With Vitest: `import { test } from "vitest"`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import WebSocket from "ws"; // Node 22 has its own
import { connect } from "wavetape-client";
import { startServer } from "wavetape-client/testing";

let server;
before(async () => { server = await startServer({ seed: 7, feed: "none" }); });
after(() => server.stop());

test("three messages are left out, then the link is cut: all are there, once", async () => {
  const client = connect(server.ws(["gap:3", "cut@500ms"]), { WebSocket, backoff: { baseMs: 10 } });
  const orders = client.subscribe("orders.demo");
  while (orders.state !== "live") await new Promise((resolve) => setTimeout(resolve, 5));

  // Goes on until all are there: whether the last one was left out can only be seen by one that follows.
  let isEnough = false;
  const publishing = (async () => {
    for (let number = 1; !isEnough; number += 1) {
      await server.publish("orders.demo", { number });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();

  const seen = [];
  for await (const { data } of orders) {
    seen.push(data.number);
    if (data.number === 40) break;
  }
  isEnough = true;
  await publishing;
  assert.deepEqual(seen, Array.from({ length: 40 }, (_, i) => i + 1));
  assert.ok(client.opens > 1, "it was cut");
  client.close();
});
