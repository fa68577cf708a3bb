// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a demo: one screen, or two beside each other, each with a link of its own.
import { Screen } from './Screen.js';
import { Segments } from '../Segments.js';
import { Theme } from '../Theme.js';

/** Demo: a class; made with the screen that it fills, and asked for its facts(). */
export function startDemo(Demo) {
  const find = (id) => document.getElementById(id);
  new Theme(find('theme-toggle'), find('theme-name'));

  const address = new URL('../ws', document.baseURI);
  // The faults that the page's own address asks for are its links'.
  const query = new URLSearchParams(location.search);
  const faults = query.get('faults');
  if (faults) address.searchParams.set('faults', faults);

  const screens = [];
  const choice = new Segments(find('screens'), setScreens);
  choice.setEntries([[1, 'One screen'], [2, 'Two screens']]);
  function setScreens(count) {
    while (screens.length > count) screens.pop().close();
    while (screens.length < count) {
      const screen = new Screen(screens.length, address.href.replace(/^http/, 'ws'));
      find('main').append(screen.element);
      screen.run(Demo);
      screens.push(screen);
    }
    choice.setValue(count);
  }
  window.wavetapeDemo = { snapshot: () => screens.map((screen) => screen.facts()) };
  setScreens(query.get('screens') === '2' ? 2 : 1);
}
