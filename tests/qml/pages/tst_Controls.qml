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
    Quantity {
        id: quantity

        kind: Quantity.Rate
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
            { tag: "unknown", text: Format.count(NaN), wanted: "–" }
        ];
    }
    function test_format(data) {
        compare(data.text, data.wanted);
    }
}
