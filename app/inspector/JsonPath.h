// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <string_view>

namespace wavetape::inspector {

// Places in a JSON text, written as `$.data[2].price`; a key that is no plain name as `["a key"]`.
// Pure functions.

// Of the innermost value that stands at `position`, its key and the comma after it included, where
// it begins a line all before it there; "" where there is none.
// What follows a mistake in the text is not looked at.
QString jsonPathAt(const QString &json, qsizetype position);

// The value there: a text without its quotes, an object or array on one line; nothing where there
// is none, or the text is not JSON.
std::optional<QString> jsonValueAt(std::string_view json, const QString &path);

} // namespace wavetape::inspector
