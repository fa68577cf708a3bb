// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the page: one client, the panels, one frame clock.
import { CandleChart } from './CandleChart.js';
import { ChatRoom } from './ChatRoom.js';
import { ConnectionPanel } from './ConnectionPanel.js';
import { DebugView } from './DebugView.js';
import { DepthChart } from './DepthChart.js';
import { FrameClock } from './FrameClock.js';
import { LiveView, kIntervals, kWaves } from './LiveView.js';
import { LoginPanel } from './LoginPanel.js';
import { Oscilloscope } from './Oscilloscope.js';
import { PositionStore } from './PositionStore.js';
import { Segments } from './Segments.js';
import { StatTiles } from './StatTiles.js';
import { Subscription } from '../client/Subscription.js';
import { Theme } from './Theme.js';
import { Transports } from '../client/Transports.js';
import { TradeTape } from './TradeTape.js';
import { TryPanel } from './TryPanel.js';
import { Watchlist } from './Watchlist.js';
import { WireClient } from '../client/WireClient.js';
import { fallbacks } from '../client/Fallbacks.js';
import { fixed, signedPercent } from './NumberFormat.js';

const kChatChannel = 'chat.lobby';
const kSaveMs = 1000;
const kNumbersMs = 200;
const kWavesAtMost = 12;
const kWindows = [[20, '20 ms'], [100, '0.1 s'], [500, '0.5 s'], [2000, '2 s'], [10000, '10 s']];
const kDefaultWindowMs = 500;
const kForbidden = 103;

const find = (id) => document.getElementById(id);

const store = new PositionStore();
const theme = new Theme(find('theme-toggle'), find('theme-name'));
const address = new URL('ws', document.baseURI);
// The faults that the page's own address asks for are its link's.
const faults = new URLSearchParams(location.search).get('faults');
if (faults) address.searchParams.set('faults', faults);
const client = new WireClient(address.href.replace(/^http/, 'ws'), new Transports({ fallbacks }));
client.connect(); // the handshake goes on while the panels are made
const connection = new ConnectionPanel(client, document, () => live);
new LoginPanel(client, {
  panel: find('login'), form: find('login-form'), user: find('login-user'), secret: find('login-secret'),
  button: find('login-send'), hint: find('login-hint'), logout: find('logout'), who: find('logout-user'),
});
const tiles = new StatTiles(find('tiles'), client, theme);

const candles = new CandleChart({ box: find('candles-plot'), empty: find('candles-plot').querySelector('.empty'), readout: find('candles-readout'), theme });
const scope = new Oscilloscope({ canvas: find('wave-canvas'), empty: find('wave-empty'), readout: find('wave-readout'), theme });
const depth = new DepthChart({ canvas: find('depth-canvas'), empty: find('depth-empty'), readout: find('depth-readout'), theme });
const tape = new TradeTape({ list: find('tape-rows'), empty: find('tape-empty'), readout: find('tape-readout') });
const watchlist = new Watchlist({
  list: find('watchlist-rows'), empty: find('watchlist-empty'), count: find('watchlist-count'), filter: find('watchlist-filter'),
  theme, onSelect: (symbol) => live.chooseSymbol(symbol),
});

const intervals = new Segments(find('candles-interval'), (value) => live.chooseInterval(value));
intervals.setEntries([...kIntervals.keys()].map((name) => [name, name]));
const waves = new Segments(find('wave-signal'), (value) => live.chooseWave(value));
const windows = new Segments(find('wave-window'), (ms) => {
  scope.setWindow(ms);
  windows.setValue(ms);
});
windows.setEntries(kWindows);
windows.setValue(kDefaultWindowMs);
scope.setWindow(kDefaultWindowMs);

const kEmptyOf = { watchlist: 'watchlist-empty', candles: 'candles-empty', wave: 'wave-empty', depth: 'depth-empty', tape: 'tape-empty', chat: 'chat-empty' };
const emptyTexts = new Map(Object.values(kEmptyOf).map((id) => [id, find(id).textContent]));

/** Says in the panel itself that its channel is not open to this user. */
function showRefused(panel, error) {
  // Without a watchlist there is no symbol that those beside it could be of.
  const panels = panel === 'watchlist' && !live.choices.symbol ? [panel, 'candles', 'depth', 'tape'] : [panel];
  for (const id of panels.map((one) => kEmptyOf[one]))
    find(id).textContent = error?.code === kForbidden ? 'Not open to you.' : emptyTexts.get(id);
}

const live = new LiveView(client, store, {
  watchlist, candles, tape, depth, scope, onChoice: showChoices, onRefused: showRefused,
  onEased: (isEased) => {
    find('wave-empty').textContent = isEased ? 'Left, so that this page keeps up.' : emptyTexts.get('wave-empty');
  },
});
waves.setEntries([[live.choices.wave, live.choices.wave]]);
showChoices();

const chat = new ChatRoom(client, kChatChannel, {
  list: find('chat-rows'), empty: find('chat-empty'), readout: find('chat-readout'), hint: find('chat-hint'),
  form: find('chat-form'), input: find('chat-text'),
});
const savedChat = store.load(kChatChannel);
chat.restore(savedChat?.rows ?? []);
const chatSubscription = client.subscribe(
  new Subscription(kChatChannel, {
    publication: (data, message) => chat.publication(data, message),
    ack: () => showRefused('chat', null),
    refused: (error) => showRefused('chat', error),
  }, { since: savedChat?.position }),
);
const tryPanel = new TryPanel(document);

function showChoices() {
  const { symbol, interval, wave } = live.choices;
  find('candles-title').textContent = symbol ?? 'Candles';
  watchlist.setSelected(symbol);
  intervals.setValue(interval);
  waves.setValue(wave);
}

function showQuote() {
  const ticker = watchlist.last(live.choices.symbol);
  const quote = find('candles-quote');
  if (!ticker) return;
  const isFalling = ticker.changePct < 0;
  quote.textContent = `${isFalling ? '▼' : '▲'} ${fixed(ticker.price, 2)}  ${signedPercent(ticker.changePct)}`;
  quote.dataset.way = isFalling ? 'down' : 'up';
  showTitle();
}

/** What a tab in the background is looked at for. */
function showTitle() {
  const symbol = live.choices.symbol;
  const ticker = watchlist.last(symbol);
  const word = client.state !== 'open' ? 'Not connected' : ticker ? `${symbol} ${fixed(ticker.price, 2)}` : '';
  const title = word ? `${word} – Wavetape` : 'Wavetape';
  if (document.title !== title) document.title = title;
}

client.addEventListener('state', () => {
  if (client.state === 'waiting') live.ended(client.lastClose.code);
  showTitle();
});
client.addEventListener('session', () => {
  client.request({ type: 'list', prefix: kWaves }, (reply) => {
    if (!Array.isArray(reply.channels)) return;
    const names = reply.channels
      .filter((row) => row?.kind === 'binary' && typeof row.channel === 'string' && row.channel.startsWith(kWaves))
      .map((row) => row.channel.slice(kWaves.length))
      .filter((name) => /^[\w:-]{1,24}$/.test(name));
    if (names.length) waves.setEntries(names.slice(0, kWavesAtMost).map((name) => [name, name]));
    waves.setValue(live.choices.wave);
  });
});

for (const [id, act] of [['wave-trigger', (on) => scope.setTriggered(on)], ['wave-pause', (on) => scope.setPaused(on)]]) {
  const button = find(id);
  button.addEventListener('click', () => {
    const isOn = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(isOn));
    act(isOn);
  });
}

let view = 'live';
function showView() {
  view = location.hash === '#try' ? 'try' : 'live';
  find('view-live').hidden = view !== 'live';
  find('view-try').hidden = view !== 'try';
  for (const link of document.querySelectorAll('.tabs a')) {
    if (link.dataset.view === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  live.setShown(view === 'live', document.hidden);
}
window.addEventListener('hashchange', showView);
document.addEventListener('visibilitychange', () => {
  live.setShown(view === 'live', document.hidden);
  if (document.hidden) save();
});

function save() {
  const position = chatSubscription.stream.position ?? chatSubscription.nextSince;
  const chatEntry = position ? [[kChatChannel, { position, rows: chat.saved }]] : [];
  store.save([...live.saved(), ...chatEntry]);
}
window.addEventListener('pagehide', save);
setInterval(save, kSaveMs);
window.addEventListener('online', () => client.wake());

// Nothing is drawn before there is something to draw, or it is known that there is none for now: it would only keep the first price waiting.
const isLive = () => view === 'live' && (watchlist.updates > 0 || client.state !== 'connecting');
const clock = new FrameClock();
clock.add((now) => scope.paint(now), 0, isLive);
clock.add((now) => watchlist.paint(now), kNumbersMs, isLive);
clock.add(() => candles.paint(), kNumbersMs, isLive);
clock.add(showQuote, kNumbersMs, isLive);
clock.add((now) => depth.paint(now), kNumbersMs, isLive);
clock.add(() => tape.paint(), kNumbersMs, isLive);
clock.add(() => connection.paint(), 100);
clock.add((now) => tiles.sample(now), tiles.periodMs);
clock.add((now) => live.keepPace(now), tiles.periodMs);
clock.start();

window.wavetape = new DebugView(client, () => ({
  view,
  hidden: document.hidden,
  frames: clock.frames,
  choices: { ...live.choices },
  pace: { isEased: live.isEased, behindMs: live.behindMs },
  isCurrent: client.isCurrent,
  watchlist: { symbols: watchlist.symbols, updates: watchlist.updates },
  candles: { count: candles.series.length, last: candles.series.last },
  tape: { seqs: tape.seqs },
  wave: { samples: scope.samples, blocks: scope.blocks, last: scope.lastValue, low: scope.low, high: scope.high },
  book: { valid: depth.book.isValid, checks: depth.book.checks, mismatches: depth.book.mismatches },
  snippets: tryPanel.results,
}));

showView();
