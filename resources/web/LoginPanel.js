// SPDX-License-Identifier: GPL-3.0-or-later
// Asks who it is when the server wants to know. The session is a cookie that no script can read; the secret is
// forgotten once it was sent.
import { bounded } from './NumberFormat.js';

const kSentenceLength = 200;

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
    client.addEventListener('state', () => this.#paint());
    this.#paint();
  }

  #paint() {
    const { panel, user } = this.#parts;
    const isWanted = this.#client.state === 'login';
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
}
