// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/report/MarketReport.h"

#include "protocol/JsonWriter.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace wavetape::feeds::report {

namespace {
/// Three digits that count, whatever the process's locale.
std::string number(double value)
{
    char text[64];
    const auto [end, error]
        = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 3);
    return error == std::errc() ? std::string(text, end) : std::string("?");
}

std::string right(const std::string &text, size_t width)
{
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string left(std::string text, size_t width)
{
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

std::string bandText(double low, double high)
{
    return std::isinf(high) ? ">= " + number(low) : number(low) + " .. " + number(high);
}

std::string rowText(bool pass, const std::string &title)
{
    return (pass ? "pass  " : "FAIL  ") + left(title, 52);
}

void writeNumbers(protocol::JsonWriter &json, const std::vector<double> &values)
{
    json.beginArray();
    for (const double value : values)
        json.number(value);
    json.endArray();
}
} // namespace

std::string reportText(const Report &report)
{
    std::string out = "market model " + std::to_string(market::kMarketModel) + ", profile "
        + std::string(market::profileName(report.settings.profile)) + ", "
        + std::to_string(report.settings.symbols) + " symbols, " + number(report.settings.hours)
        + " h of " + std::to_string(report.settings.seeds.size()) + " seed(s), "
        + number(report.secondsPerSeed) + " s of a core per seed\n\n";
    for (const ReportRow &row : report.rows) {
        out += rowText(row.pass, row.title) + right(number(row.value), 11) + "  "
            + left(bandText(row.low, row.high), 14);
        for (const double value : row.values)
            out += right(number(value), 9);
        out += '\n';
    }
    if (!report.seam.empty())
        out += "\nlast 300 minutes of the past, first 300 of live, spread between seeds\n";
    for (const SeamRow &row : report.seam) {
        out += rowText(row.pass, row.title);
        for (const double value : {row.past, row.live, row.spread})
            out += right(number(value), 11);
        out += '\n';
    }
    return out;
}

std::string reportJson(const Report &report)
{
    std::string out;
    protocol::JsonWriter json(out);
    json.beginObject();
    json.key("marketModel").integer(market::kMarketModel);
    json.key("profile").string(market::profileName(report.settings.profile));
    json.key("symbols").unsignedInteger(report.settings.symbols);
    json.key("hours").number(report.settings.hours);
    json.key("seeds").beginArray();
    for (const uint64_t seed : report.settings.seeds)
        json.unsignedInteger(seed);
    json.endArray();
    json.key("pass").boolean(report.pass());
    json.key("secondsPerSeed").number(report.secondsPerSeed, 2);
    json.key("rows").beginArray();
    for (const ReportRow &row : report.rows) {
        json.beginObject();
        json.key("id").string(row.id);
        json.key("title").string(row.title);
        json.key("low").number(row.low);
        json.key("high").number(row.high);
        json.key("value").number(row.value);
        json.key("values");
        writeNumbers(json, row.values);
        json.key("pass").boolean(row.pass);
        json.endObject();
    }
    json.endArray();
    json.key("seam").beginArray();
    for (const SeamRow &row : report.seam) {
        json.beginObject();
        json.key("id").string(row.id);
        json.key("title").string(row.title);
        json.key("past").number(row.past);
        json.key("live").number(row.live);
        json.key("spread").number(row.spread);
        json.key("pass").boolean(row.pass);
        json.endObject();
    }
    json.endArray();
    json.key("figures").beginArray();
    for (const ReportFigure &figure : report.figures) {
        json.beginObject();
        json.key("id").string(figure.id);
        json.key("x");
        writeNumbers(json, figure.x);
        json.key("y");
        writeNumbers(json, figure.y);
        if (!figure.reference.empty()) {
            json.key("reference");
            writeNumbers(json, figure.reference);
        }
        json.endObject();
    }
    json.endArray();
    json.endObject();
    out += '\n';
    return out;
}

} // namespace wavetape::feeds::report
