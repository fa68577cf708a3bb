// SPDX-License-Identifier: GPL-3.0-or-later
// Asks who it is when the server wants to know. The session is a cookie that no script can read; the secret is
// forgotten once it was sent. The name alone is kept, for every tab of this browser has the session: so that the page
// can say who it is, and end it.
import { bounded } from './NumberFormat.js';

const kSentenceLength = 200;
const kNameLength = 64;
const kStorageKey = 'wavetape.user';

export class LoginPanel {
  #client;
  #parts;

  constructor(client, parts) {
    this.#client = client;
    this.#parts = parts;
    parts.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#logIn();
    });
    parts.logout.addEventListener('click', () => this.#logOut());
    client.addEventListener('state', () => this.#paint());
    window.addEventListener('storage', (event) => {
      if (event.key === kStorageKey) this.#paint();
    });
    this.#paint();
  }

  #paint() {
    const { panel, user, logout, who } = this.#parts;
    const isWanted = this.#client.state === 'login';
    if (isWanted) this.#remember(null); // whoever it was: the session is over
    const name = this.#user;
    logout.hidden = !name;
    who.textContent = name;
    logout.setAttribute('aria-label', `Log out ${name}`);
    if (panel.hidden !== isWanted) return;
    panel.hidden = !isWanted;
    if (isWanted) user.focus();
  }

  async #logIn() {
    const { user, secret, button, hint } = this.#parts;
    button.disabled = true;
    hint.textContent = '';
    try {
      const response = await fetch('auth/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ user: user.value, secret: secret.value }),
        redirect: 'error',
      });
      secret.value = '';
      if (response.ok) {
        this.#remember(user.value);
        this.#client.retryNow();
      } else {
        const wait = Number(response.headers.get('Retry-After'));
        const sentence = bounded((await response.text()).trim(), kSentenceLength);
        hint.textContent = wait > 0 ? `${sentence} Try again in ${wait} s.` : sentence;
        secret.focus();
      }
    } catch {
      hint.textContent = 'The server did not answer.';
    } finally {
      button.disabled = false;
    }
  }

  async #logOut() {
    const { logout } = this.#parts;
    logout.disabled = true;
    try {
      await fetch('auth/session', { method: 'DELETE', redirect: 'error' });
      this.#remember(null);
      this.#client.connect(); // the link was the user's, and ends: the next one asks who it is
    } catch {
      // The server is away: so is the link, and the banner says so.
    }
    logout.disabled = false;
    this.#paint();
  }

  get #user() {
    try {
      return bounded(localStorage.getItem(kStorageKey) ?? '', kNameLength);
    } catch {
      return '';
    }
  }

  #remember(name) {
    try {
      if (name === null) localStorage.removeItem(kStorageKey);
      else localStorage.setItem(kStorageKey, name);
    } catch {
      // Without storage nobody is named, and nothing else changes.
    }
  }
}
