// SPDX-License-Identifier: GPL-3.0-or-later
import QtTest
import Wavetape.ViewModels

// Numbers are written as Germans do.
TestCase {
    name: "German"

    function test_numbers() {
        compare(Format.count(12345678), "12.345.678");
        compare(Format.fixed(1234.5, 2), "1234,50");
        compare(Format.si(184230, "/s"), "184,2 k/s");
        compare(Format.percent(-1.5), "−1,50 %");
        compare(Format.bytes(3145728), "3,15 MB");
    }
    function test_plurals() {
        const lost = count => qsTranslate("ScopePanel", "%Ln block(s) lost", "", count);
        compare([0, 1, 2, 12345].map(lost).join("; "), "0 Blöcke verloren; 1 Block verloren; 2 Blöcke verloren; 12.345 Blöcke verloren");
        compare(translated.miscounted("de").join("\n"), "");
        compare(translated.miscounted("en").join("\n"), "");
    }
}
