// SPDX-License-Identifier: MIT
// npm install vue <address of the server>/client/wavetape-client-0.1.0.tgz
import { createApp, h, onUnmounted, ref, shallowRef } from "vue";
import { connect } from "wavetape-client";

const client = connect(new URL("ws", location.origin.replace(/^http/, "ws"))); // or ws://127.0.0.1:8080/ws

/** The newest of a channel, while the component that asks lives. */
function useLatest(channel) {
  const item = shallowRef(null);
  const feed = client.subscribe(channel, (one) => { item.value = one; });
  onUnmounted(() => feed.close());
  return item;
}

function useClientState() {
  const state = ref(client.state);
  const changed = () => { state.value = client.state; };
  client.addEventListener("state", changed);
  onUnmounted(() => client.removeEventListener("state", changed));
  return state;
}

const Price = {
  props: { symbol: String },
  setup(props) {
    const ticker = useLatest(`ticker.${props.symbol}`);
    return () => h("p", [`${props.symbol} `, h("output", ticker.value?.data.price.toFixed(2) ?? "…")]);
  },
};

const App = {
  setup() {
    const state = useClientState();
    return () => h("main", [h("p", { id: "state" }, state.value), h(Price, { symbol: "AAPL" })]);
  },
};

createApp(App).mount("#root");
