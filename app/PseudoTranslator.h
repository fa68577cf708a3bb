// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace wavetape {

// Makes every translated text longer by a third, accented and bracketed: what stands without
// brackets was never offered for translation, what is cut has no room for other languages.
class PseudoTranslator : public QTranslator {
    Q_OBJECT
public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *sourceText, const char *disambiguation,
        int n) const override;
};

} // namespace wavetape
