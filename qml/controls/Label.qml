// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick

// Text that stands for itself.
PlainText {
    elide: Text.ElideRight
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
