// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton

import QtQuick

// Every colour, distance, type size and duration of the program. Nothing else names a colour.
QtObject {
    id: theme

    enum Mode {
        Dark,
        Light,
        System
    }

    property int mode: Theme.Dark
    property bool reducedMotion: false
    readonly property SystemPalette systemPalette: SystemPalette {}
    readonly property bool dark: mode === Theme.Dark
        || (mode === Theme.System && systemPalette.window.hslLightness < 0.5)

    // Surfaces, from the window's ground up.
    readonly property color page: dark ? "#0d1117" : "#f6f8fa"
    readonly property color rail: dark ? "#0a0e13" : "#f0f3f6"
    readonly property color panel: dark ? "#151b23" : "#ffffff"
    readonly property color raised: dark ? "#1c242e" : "#f3f5f8"
    readonly property color hover: dark ? "#1f2833" : "#ebeff3"
    readonly property color selected: dark ? "#16293a" : "#e1f0ff"
    readonly property color border: dark ? "#252d38" : "#d5dce3"
    readonly property color borderStrong: dark ? "#3a4553" : "#afb8c1"
    readonly property color grid: dark ? "#222a35" : "#e4e8ed"
    readonly property color track: dark ? "#252f3b" : "#e4e8ed"
    readonly property color shade: dark ? "#b30d1117" : "#b3f6f8fa"

    // Ink. Every ink of words is at least 4.5:1 on every surface (a test computes it).
    readonly property color text: dark ? "#e6edf3" : "#1f2328"
    readonly property color dim: dark ? "#8b98a8" : "#59636e"
    readonly property color accentInk: dark ? "#06131c" : "#ffffff"

    // Meaning. Up and down are told by sign or arrow too, never by colour alone.
    readonly property color accent: dark ? "#4cc2ff" : "#0864cf"
    readonly property color up: dark ? "#2ebd85" : "#09774f"
    readonly property color down: dark ? "#f85b70" : "#cf222e"
    readonly property color warn: dark ? "#f0b429" : "#8f6000"
    readonly property color violet: dark ? "#a78bfa" : "#7c49db"
    readonly property color pink: dark ? "#f778ba" : "#b83585"
    readonly property color orange: dark ? "#ff9e64" : "#b04700"
    readonly property color focus: accent

    readonly property list<color> traces: [accent, warn, up, violet, pink, orange, down, dim]

    readonly property string family: "DejaVu Sans"
    readonly property string mono: "DejaVu Sans Mono"
    readonly property int captionSize: 11
    readonly property int bodySize: 12
    readonly property int titleSize: 13
    readonly property int headingSize: 17
    readonly property int numberSize: 24

    readonly property int xs: 4
    readonly property int s: 8
    readonly property int m: 12
    readonly property int l: 16
    readonly property int xl: 24
    readonly property int radius: 8
    readonly property int smallRadius: 5
    readonly property int rowHeight: 30
    readonly property int controlHeight: 28

    readonly property int fast: reducedMotion ? 0 : 120
    readonly property int flash: reducedMotion ? 0 : 450

    function fade(ink: color, alpha: real): color {
        return Qt.rgba(ink.r, ink.g, ink.b, alpha);
    }
}
