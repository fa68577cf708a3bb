// SPDX-License-Identifier: GPL-3.0-or-later
const url = new URL('.', location).href.replace('http', 'ws');

const echo = new WebSocket(`${url}echo`);
echo.onopen = () => echo.send(new Float32Array([1.5, 2.7, 3.14]));
echo.onmessage = async (event) => {
  // binaryType is "blob" unless you say otherwise.
  console.log('/echo', new Float32Array(await event.data.arrayBuffer()));
  echo.close(1000);
};

const text = new WebSocket(`${url}echo/text`);
text.onopen = () => text.send('Hello');
text.onmessage = (event) => {
  console.log('/echo/text', event.data);
  text.close(1000);
};

const sender = new WebSocket(`${url}broadcast`);
const other = new WebSocket(`${url}broadcast`);
let open = 0;
for (const [name, socket] of Object.entries({ sender, other })) {
  socket.onmessage = (event) => {
    console.log('/broadcast', name, 'got', event.data);
    socket.close(1000);
  };
  socket.onopen = () => {
    open += 1;
    if (open === 2) sender.send(JSON.stringify({ to: 'everybody' }));
  };
}
