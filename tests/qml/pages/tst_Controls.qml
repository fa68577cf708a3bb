// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Controls
import Wavetape.ViewModels

TestCase {
    id: test

    name: "Controls"
    when: windowShown
    width: 600
    height: 300
    visible: true

    SegmentedControl {
        id: segments

        model: ["one", "two", "three"]
        onActivated: index => currentIndex = index
    }
    TextInputField {
        id: field

        y: 40
    }
    ListModel {
        id: rows
    }
    Rectangle {
        id: paper

        y: 100
        width: 200
        height: 60
        color: "black"

        FigureTable {
            id: figures

            anchors.fill: parent
            model: rows
            rowHeight: 20

            FigureBar {
                role: "share"
                sign: "buy"
                x: 100
                width: 100
                thickness: 10
                alignRight: true
                rising: "#00ff00"
                falling: "#ff0000"
            }
            FigureArrow {
                sign: "buy"
                x: 70
                width: 12
                rising: "#00ff00"
                falling: "#ff0000"
            }
            FigureText {
                role: "price"
                width: 60
                alignRight: true
                color: "#0000ff"
            }
        }
    }
    Quantity {
        id: quantity

        kind: Quantity.Rate
    }

    // Of all pixels from x0 up to x1 in a row of the figures: how many are not paper, and the first one's colour.
    function ink(picture, row, x0, x1) {
        const found = { count: 0, red: 0, green: 0, blue: 0 };
        for (let y = row * 20; y < row * 20 + 20; ++y) {
            for (let x = x0; x < x1; ++x) {
                if (picture.red(x, y) + picture.green(x, y) + picture.blue(x, y) === 0)
                    continue;
                if (found.count++ === 0) {
                    found.red = picture.red(x, y);
                    found.green = picture.green(x, y);
                    found.blue = picture.blue(x, y);
                }
            }
        }
        return found;
    }
    function test_plurals() {
        const lost = count => qsTranslate("ScopePanel", "%Ln block(s) lost", "", count);
        compare([0, 1, 2, 12345].map(lost).join("; "), "0 blocks lost; 1 block lost; 2 blocks lost; 12,345 blocks lost");
    }
    function test_aStrangersNameIsNoPlace() {
        compare(Phrase.filled("%1 at %2: %3 %4", ["%2 %3", 7, "%1"]), "%2 %3 at 7: %1 %4");
    }
    function test_figuresAreDrawnFromTheModel() {
        rows.clear();
        compare(ink(grabImage(paper), 0, 0, 200).count, 0);
        for (let i = 0; i < 20; ++i)
            rows.append({ price: "8".repeat(i % 5 + 1), share: i === 1 ? 0.5 : 0.25, buy: i !== 1 });
        let picture = grabImage(paper);
        compare(ink(picture, 0, 150, 175).count, 0, "a quarter from the right");
        compare(ink(picture, 0, 175, 200).count, 250);
        verify(ink(picture, 0, 175, 200).green > 200);
        compare(ink(picture, 1, 150, 200).count, 500);
        verify(ink(picture, 1, 150, 200).red > 200);
        verify(ink(picture, 0, 70, 82).green > 0);
        verify(ink(picture, 1, 70, 82).red > 0);
        verify(ink(picture, 0, 30, 60).blue > 0);
        const one = ink(picture, 0, 0, 60).count;
        fuzzyCompare(ink(picture, 1, 0, 60).count, 2 * one, one / 2);
        compare(ink(picture, 1, 0, 30).count, 0, "to the right");

        rows.setProperty(0, "price", "88888");
        rows.setProperty(0, "share", 1);
        picture = grabImage(paper);
        fuzzyCompare(ink(picture, 0, 0, 60).count, 5 * one, one / 2);
        compare(ink(picture, 0, 100, 200).count, 1000);
        figures.scroll = 60;
        fuzzyCompare(ink(grabImage(paper), 0, 0, 60).count, 4 * one, one / 2);
        figures.scroll = 10 * 20 + 10;
        compare(ink(grabImage(paper), 0, 175, 200).count, 10 * 25, "half of one row, half of the next");
        figures.scroll = -100000;
        compare(ink(grabImage(paper), 0, 0, 200).count, 0);
        figures.scroll = 0;
        rows.remove(0, 19);
        compare(ink(grabImage(paper), 1, 0, 200).count, 0);
        rows.clear();
    }
    function test_figuresAreHarmless() {
        rows.clear();
        for (const text of ["8".repeat(5000), "<i></i>", "8\n8\n8", ""])
            rows.append({ price: text, share: text.length > 100 ? 1e300 : -1, buy: true });
        const picture = grabImage(paper);
        compare(ink(picture, 0, 60, 70).count, 0, "no wider than its place");
        compare(ink(picture, 0, 100, 200).count, 1000, "no longer than its place");
        verify(ink(picture, 1, 0, 60).count > 0, "never markup");
        compare(ink(picture, 1, 100, 200).count, 0);
        verify(ink(picture, 2, 0, 60).count > 0);
        rows.clear();
    }
    function test_segmentsByKeyboard() {
        segments.forceActiveFocus();
        keyClick(Qt.Key_Right);
        compare(segments.currentText, "two");
        keyClick(Qt.Key_Right);
        keyClick(Qt.Key_Right);
        compare(segments.currentText, "three");
        keyClick(Qt.Key_Left);
        compare(segments.currentText, "two");
    }
    function test_segmentsKeepTheirWidth() {
        const before = segments.width;
        segments.currentIndex = 0;
        compare(segments.width, before);
    }
    function test_escapeClears() {
        field.forceActiveFocus();
        keyClick(Qt.Key_A);
        compare(field.text, "a");
        keyClick(Qt.Key_Escape);
        compare(field.text, "");
    }
    function test_unitsHaveHysteresis() {
        quantity.value = 998;
        compare(quantity.text + quantity.unit, "998.0/s");
        quantity.value = 1010;
        compare(quantity.text + quantity.unit, "1.0k/s");
        quantity.value = 950;
        compare(quantity.text + quantity.unit, "0.9k/s", "just below the border the unit stays");
        quantity.value = 880;
        compare(quantity.text + quantity.unit, "880.0/s");
    }
    function test_format_data() {
        return [
            { tag: "si", text: Format.si(184230, "/s"), wanted: "184.2 k/s" },
            { tag: "bytes", text: Format.bytes(3145728), wanted: "3.15 MB" },
            { tag: "micros", text: Format.micros(1840), wanted: "1.84 ms" },
            { tag: "span", text: Format.span(3200), wanted: "3.2 s" },
            { tag: "elapsed", text: Format.elapsed(761000), wanted: "00:12:41" },
            { tag: "plus", text: Format.percent(1.5), wanted: "+1.50 %" },
            { tag: "minus", text: Format.percent(-1.5), wanted: "−1.50 %" },
            { tag: "zero", text: Format.percent(-0.001), wanted: "0.00 %" },
            { tag: "count", text: Format.count(1024), wanted: "1,024" },
            { tag: "unknown", text: Format.count(NaN), wanted: "–" },
            { tag: "below zero", text: Format.fixed(-1.5, 1), wanted: "−1.5" },
            { tag: "counted below zero", text: Format.count(-1024), wanted: "−1,024" },
            { tag: "nothing below zero", text: Format.fixed(-0.04, 1), wanted: "0.0" },
            { tag: "no zero below zero", text: Format.count(-0), wanted: "0" },
            { tag: "vast", text: Format.fixed(1e308, 2), wanted: "1.00E+308" },
            { tag: "vast count", text: Format.count(-1e308), wanted: "−1.00E+308" },
            { tag: "vast si", text: Format.si(1e308, "/s"), wanted: "1.00E+293 P/s" },
            { tag: "vast bytes", text: Format.bytes(1e308), wanted: "1.00E+293 PB" },
            { tag: "vast micros", text: Format.micros(1e308), wanted: "1.00E+302 s" },
            { tag: "vast span", text: Format.span(1e308), wanted: "1.00E+305 s" },
            { tag: "vast time", text: Format.elapsed(1e308), wanted: "1.00E+305 s" },
            { tag: "no time of day", text: Format.clock(1e308), wanted: "–" },
            { tag: "vast percent", text: Format.percent(1e308), wanted: "+1.00E+308 %" },
            { tag: "vast axis", text: Format.axis(1e308, 1e308, 1e308, "B"), wanted: "1.00E+293 PB" }
        ];
    }
    function test_format(data) {
        compare(data.text, data.wanted);
    }
}
