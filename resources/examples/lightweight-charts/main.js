// SPDX-License-Identifier: MIT
// npm install lightweight-charts <address of the server>/client/wavetape-client-0.1.0.tgz
import { CandlestickSeries, createChart } from "lightweight-charts";
import { connect } from "wavetape-client";

const client = connect(new URL("ws", location.origin.replace(/^http/, "ws"))); // or ws://127.0.0.1:8080/ws
const root = document.getElementById("root");
// Its logo is styled by an inline sheet, which a strict content security policy refuses.
const chart = createChart(root, { width: 800, height: 400, layout: { attributionLogo: false }, timeScale: { timeVisible: true, secondsVisible: true } });
const series = chart.addSeries(CandlestickSeries);

const bar = ({ start, open, high, low, close }) => ({ time: start / 1000, open, high, low, close });

for await (const { isSnapshot, data } of client.subscribe("candles.AAPL.1s")) {
  if (isSnapshot) series.setData(data.map(bar)); // the last 300
  else series.update(bar(data));
  root.dataset.candles = String(series.data().length);
}
