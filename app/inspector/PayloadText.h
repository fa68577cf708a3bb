// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <string_view>

namespace wavetape::inspector {

// Payloads as people read and write them. Pure functions.

// 16 bytes a line: offset, hex, printable ASCII. At most `limit` bytes, then a line says how many
// more.
QString hexDump(std::string_view bytes, size_t limit = 4096);

// Indented by two, or without any space; nothing where it is not JSON. The error is one sentence.
std::optional<QString> formatJson(std::string_view text, bool indented, QString *error = nullptr);

// "01 ff 0A", with or without spaces, commas or 0x; nothing where it is not that.
std::optional<QByteArray> parseHex(const QString &text);

// "1.5, 2.7 3.14" as little-endian float32; nothing where one of them is no number.
std::optional<QByteArray> parseFloats(const QString &text);

// The little-endian float32 of a payload, or empty where its length is no multiple of four. A
// leading block header of wavetape.v1 is left out. Not-finite values become 0.
QList<double> readFloats(std::string_view bytes);

// At most `points` values with the same extremes in each place.
QList<double> thinOut(const QList<double> &values, qsizetype points);

// What must not be kept is left out: values of "token", "secret", "password" in JSON.
QString withoutSecrets(const QString &text);

} // namespace wavetape::inspector
