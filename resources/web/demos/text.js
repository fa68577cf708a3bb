// SPDX-License-Identifier: GPL-3.0-or-later
// The script of the shared text; with what it takes from npm it is bundled by esbuild.
import { SharedText } from './SharedText.js';
import { startDemo } from './startDemo.js';

startDemo(SharedText);
