// SPDX-License-Identifier: GPL-3.0-or-later
// Runs before the first paint, so that a chosen theme does not flash the other one. Theme.js does the rest.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('wavetape.theme');
  } catch {
    // Storage may be forbidden: then the system's choice stands.
  }
  const sheet = document.getElementById('light-theme');
  if (choice === 'light') sheet.media = 'all';
  if (choice === 'dark') sheet.media = 'not all';
})();
