// SPDX-License-Identifier: GPL-3.0-or-later
#include "PseudoTranslator.h"

#include <string_view>

namespace wavetape {

QString PseudoTranslator::translate(
    const char *context, const char *sourceText, const char *, int) const
{
    // Qt's own texts, such as those of a file dialog, are not this program's to check.
    if (!sourceText || std::string_view(context ? context : "").starts_with("Q"))
        return {};
    static constexpr std::u16string_view kPlain = u"aeiouyAEIOUc";
    static constexpr std::u16string_view kAccented = u"àéîöüÿÀÉÎÖÜç";
    const QString source = QString::fromUtf8(sourceText);
    QString text = QStringLiteral("\u27e6");
    for (qsizetype i = 0; i < source.size(); ++i) {
        const size_t at = kPlain.find(source[i].unicode());
        text += at == kPlain.npos ? source[i] : QChar(kAccented[at]);
        // %n stays what it is.
        if (source[i] == u'%' && i + 1 < source.size())
            text += source[++i];
    }
    text += QString((source.size() + 2) / 3, u'\u00b7');
    return text + u'\u27e7';
}

} // namespace wavetape
