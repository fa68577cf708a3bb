// SPDX-License-Identifier: GPL-3.0-or-later
// Stands for the shared text where the build has no npm, or no esbuild.
document.getElementById('main').textContent = 'This server was built without the editor (npm and esbuild bring it). Clients of Yjs reach it all the same.';
