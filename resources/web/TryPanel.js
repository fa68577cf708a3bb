// SPDX-License-Identifier: GPL-3.0-or-later
// The guides' snippets: each is one small file, shown as it is and run as it is.
import { showCode } from './CodeView.js';
import { Segments } from './Segments.js';
import { SnippetRunner } from './SnippetRunner.js';
import { kSnippets } from './snippetCatalog.js';

const kFolder = new URL('./snippets/', import.meta.url).href;
const kEnds = { closed: 'ended: all sockets closed', time: 'ended: the time of a run is over', stopped: 'stopped', replaced: 'ended by the next run', thrown: 'ended by an exception' };
const kHeader = /^\/\/ SPDX[^\n]*\n/;

export class TryPanel {
  #parts;
  #runner = new SnippetRunner();
  #sources = new Map();
  #items = new Map();
  #form;
  #current = null;
  results = {}; // by id: { state, guide, end, lines }

  constructor(document) {
    const find = (id) => document.getElementById(`snippet-${id}`);
    this.#parts = Object.fromEntries(
      ['list', 'title', 'form', 'copy', 'run', 'says', 'code', 'status', 'file', 'log'].map((id) => [id, find(id)]),
    );
    this.#form = new Segments(this.#parts.form, (value) => this.#showForm(value));
    this.#parts.run.addEventListener('click', () => (this.#runner.isRunning ? this.#runner.stop() : this.run()));
    this.#parts.copy.addEventListener('click', () => this.#copy());
    for (const snippet of kSnippets) this.#addItem(snippet);
    this.select(kSnippets[0].id);
  }

  select(id) {
    const snippet = kSnippets.find((one) => one.id === id);
    if (!snippet || snippet === this.#current) return;
    this.#runner.stop('replaced');
    this.#items.get(this.#current?.id)?.removeAttribute('aria-current');
    this.#items.get(id).setAttribute('aria-current', 'true');
    this.#current = snippet;
    this.#parts.title.textContent = snippet.title;
    this.#parts.says.textContent = snippet.says;
    this.#parts.log.replaceChildren();
    this.#setStatus('idle', 'not run yet');
    this.#form.setEntries(snippet.guide ? [['guide', 'as the guide writes it'], ['file', 'corrected']] : []);
    this.#showForm(snippet.guide ? 'guide' : 'file');
  }

  /** Runs the chosen snippet; where there is a guide's form that throws, that one first. */
  async run() {
    const snippet = this.#current;
    const result = { state: 'running', guide: null, end: null, lines: [] };
    this.results[snippet.id] = result;
    this.#parts.log.replaceChildren();
    this.#setStatus('running', 'running');
    this.#parts.run.textContent = 'Stop';
    if (snippet.guide) {
      await this.#showForm('guide');
      const { thrown } = await this.#runner.run(kFolder + snippet.guide, (text, kind) => this.#print(result, text, kind));
      result.guide = thrown?.name ?? null;
      if (thrown) this.#explain(result, thrown);
      if (this.#current !== snippet) return;
      this.#print(result, 'Now the corrected form, which waits for the open event:', 'state');
      await this.#showForm('file');
    }
    const { thrown, end } = await this.#runner.run(kFolder + snippet.file, (text, kind) => this.#print(result, text, kind));
    if (thrown) this.#print(result, `${thrown.name}: ${thrown.message}`, 'error');
    result.state = thrown ? 'failed' : 'done';
    result.end = end;
    if (this.#current !== snippet) return;
    this.#setStatus(result.state, kEnds[end]);
    this.#parts.run.textContent = 'Run again';
  }

  #explain(result, thrown) {
    this.#print(result, `${thrown.name}: ${thrown.message}`, 'error');
    if (thrown.name === 'InvalidStateError') {
      this.#print(
        result,
        'Why: new WebSocket() returns at once while the handshake is still on its way, so readyState is 0 (CONNECTING), and send() may only be called from 1 (OPEN) on.',
        'state',
      );
    }
  }

  #print(result, text, kind) {
    result.lines.push(text);
    if (this.results[this.#current.id] !== result) return; // another snippet is on the screen now
    const line = document.createElement('li');
    line.dataset.kind = kind;
    line.textContent = text;
    this.#parts.log.append(line);
    this.#parts.log.scrollTop = this.#parts.log.scrollHeight;
  }

  async #showForm(form) {
    const snippet = this.#current;
    this.#form.setValue(form);
    const file = snippet[form];
    this.#parts.file.textContent = file;
    this.#parts.file.href = kFolder + file;
    const source = await this.#source(file);
    if (this.#current === snippet && this.#form.value === form) showCode(this.#parts.code, source);
  }

  async #source(file) {
    if (!this.#sources.has(file)) {
      try {
        const answer = await fetch(kFolder + file);
        if (!answer.ok) return `// ${file}: HTTP ${answer.status}`;
        this.#sources.set(file, (await answer.text()).replace(kHeader, ''));
      } catch {
        return `// ${file} could not be fetched: the server does not answer.`;
      }
    }
    return this.#sources.get(file);
  }

  async #copy() {
    const source = await this.#source(this.#current[this.#form.value]);
    try {
      await navigator.clipboard.writeText(source);
      this.#parts.copy.textContent = 'copied';
    } catch {
      this.#parts.copy.textContent = 'not allowed';
    }
    setTimeout(() => (this.#parts.copy.textContent = 'copy'), 1500);
  }

  #setStatus(state, text) {
    this.#parts.status.dataset.state = state;
    this.#parts.status.textContent = text;
    const item = this.#items.get(this.#current.id);
    if (state !== 'idle') item.dataset.state = state;
    this.#parts.run.textContent = 'Run';
  }

  #addItem(snippet) {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = snippet.title;
    button.dataset.snippet = snippet.id;
    button.addEventListener('click', () => this.select(snippet.id));
    item.append(button);
    this.#parts.list.append(item);
    this.#items.set(snippet.id, button);
  }
}
