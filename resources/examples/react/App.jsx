// SPDX-License-Identifier: MIT
// npm install react react-dom <address of the server>/client/wavetape-client-0.1.0.tgz
import React, { useEffect, useState, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { connect } from "wavetape-client";

const client = connect(new URL("ws", location.origin.replace(/^http/, "ws"))); // or ws://127.0.0.1:8080/ws

/** The newest of a channel. In StrictMode an effect runs twice: the first feed is closed, the second reads. */
function useLatest(channel) {
  const [item, setItem] = useState(null);
  useEffect(() => {
    const feed = client.subscribe(channel, setItem);
    return () => feed.close();
  }, [channel]);
  return item?.data ?? null;
}

function useClientState() {
  return useSyncExternalStore(
    (changed) => {
      client.addEventListener("state", changed);
      return () => client.removeEventListener("state", changed);
    },
    () => client.state,
  );
}

function Price({ symbol }) {
  const ticker = useLatest(`ticker.${symbol}`);
  return <p>{symbol} <output>{ticker ? ticker.price.toFixed(2) : "…"}</output></p>;
}

function App() {
  return (
    <main>
      <p id="state">{useClientState()}</p>
      <Price symbol="AAPL" />
    </main>
  );
}

createRoot(document.getElementById("root")).render(<React.StrictMode><App /></React.StrictMode>);
