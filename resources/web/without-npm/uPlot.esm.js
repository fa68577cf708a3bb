// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for uPlot where the server was built without npm: CandleChart.js then says so instead of drawing.
export default null;
