// SPDX-License-Identifier: GPL-3.0-or-later
// One text, `doc.demo`, that everybody writes at once: Yjs in the browser, the server's room at `/yjs/doc.demo`, CodeMirror as the editor.
import { defaultKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { EditorView, drawSelection, keymap } from '@codemirror/view';
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { bounded } from '../NumberFormat.js';
import { hueOf } from './Who.js';
import { element, setText } from './element.js';

const kRoom = 'doc.demo';
const kPeopleAtMost = 100;
const kNameLength = 24;
const kTheme = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--page)', fontSize: '14px' },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '.cm-content': { caretColor: 'var(--text)', padding: '10px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-scroller': { fontFamily: 'var(--sans)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent) !important' },
});

export class SharedText {
  #doc = new Y.Doc();
  #provider;
  #editor;
  #people = element('ul', { className: 'people', 'aria-label': 'Who is here' });
  #state = element('span', { className: 'num readout', role: 'status' });
  #hint = element('p', { className: 'hint', role: 'status' });

  constructor({ who, body, number }) {
    const text = this.#doc.getText('text');
    const address = new URL('../yjs', document.baseURI).href.replace(/^http/, 'ws');
    // Two screens of one page are two readers: they meet at the server, not within the browser.
    this.#provider = new WebsocketProvider(address, kRoom, this.#doc, { disableBc: true });
    const box = element('div', { className: 'editor' });
    body.append(element('div', { className: 'subline' }, this.#people, this.#state), box, this.#hint);
    // Style sheets that a script makes belong to a shadow root: the page's policy allows no others.
    const root = box.attachShadow({ mode: 'open' });
    this.#editor = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: text.toString(),
        extensions: [
          drawSelection(), keymap.of([...yUndoManagerKeymap, ...defaultKeymap]), EditorView.lineWrapping, kTheme,
          EditorView.contentAttributes.of({ 'aria-label': `Shared text, screen ${number + 1}` }), yCollab(text, null),
        ],
      }),
    });
    const { awareness } = this.#provider;
    const introduce = () => awareness.setLocalStateField('user', { name: who.name });
    introduce();
    who.addEventListener('change', introduce);
    awareness.on('change', () => this.#paint());
    this.#doc.on('update', () => this.#paint());
    this.#provider.on('sync', () => {
      setText(this.#hint, '');
      this.#paint();
    });
    // Browsers do not say why.
    this.#provider.on('connection-error', () => setText(this.#hint, 'The document does not open: the server refuses it, or is not reached. It is tried again.'));
    this.#provider.on('status', () => this.#paint());
    this.#provider.on('closed', ({ code, reason }) => setText(this.#hint, bounded(`The document was closed: ${code} ${reason}`, 200)));
    this.#paint();
  }

  facts() {
    return { text: this.#doc.getText('text').toString(), synced: this.#provider.synced, here: this.#names().length };
  }

  close() {
    this.#editor.destroy();
    this.#provider.destroy();
    this.#doc.destroy();
  }

  #names() {
    return [...this.#provider.awareness.getStates().values()].slice(0, kPeopleAtMost)
      .map((state) => bounded(typeof state?.user?.name === 'string' ? state.user.name : 'somebody', kNameLength));
  }

  #paint() {
    this.#people.replaceChildren(...this.#names().map((name) => element('li', { className: `hue-${hueOf(name)}`, textContent: name })));
    setText(this.#state, `${this.#doc.getText('text').length} letters  ${this.#provider.synced ? 'synchronised' : 'not synchronised'}`);
  }
}
