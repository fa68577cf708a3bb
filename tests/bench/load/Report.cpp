// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Report.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace wavetape::load {

namespace {

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escape;
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
            out += escape.data();
        } else {
            out += c;
        }
    }
    return out += '"';
}

double micros(std::uint64_t nanos)
{
    return static_cast<double>(nanos) / 1000;
}

} // namespace

void Report::number(std::string_view name, double value)
{
    std::array<char, 32> text;
    std::snprintf(text.data(), text.size(), "%.6g", std::isfinite(value) ? value : 0.0);
    m_fields.push_back({std::string(name), text.data(), {}});
}

void Report::count(std::string_view name, std::uint64_t value)
{
    m_fields.push_back({std::string(name), std::to_string(value), {}});
}

void Report::text(std::string_view name, std::string_view value)
{
    m_fields.push_back({std::string(name), quoted(value), {}});
}

void Report::list(std::string_view name, const std::vector<std::string> &values)
{
    std::string json = "[";
    for (const std::string &value : values)
        json += (json.size() > 1 ? "," : "") + quoted(value);
    m_fields.push_back({std::string(name), json + "]", {}});
}

void Report::object(std::string_view name, const Report &inner)
{
    m_fields.push_back({std::string(name), {}, {inner}});
}

void Report::latency(std::string_view name, const Histogram &histogram)
{
    Report inner;
    inner.count("count", histogram.count());
    inner.number("mean", histogram.mean() / 1000);
    inner.number("p50", micros(histogram.percentile(0.5)));
    inner.number("p90", micros(histogram.percentile(0.9)));
    inner.number("p99", micros(histogram.percentile(0.99)));
    inner.number("p999", micros(histogram.percentile(0.999)));
    inner.number("max", micros(histogram.max()));
    object(name, inner);
}

std::string Report::json() const
{
    std::string out = "{";
    for (const Field &field : m_fields) {
        if (out.size() > 1)
            out += ',';
        out += quoted(field.name) + ":"
            + (field.inner.empty() ? field.json : field.inner.front().json());
    }
    return out + "}";
}

std::string Report::lines(std::string_view prefix) const
{
    std::string out;
    for (const Field &field : m_fields) {
        const std::string name = std::string(prefix) + field.name;
        out += field.inner.empty() ? name + ": " + field.json + "\n"
                                   : field.inner.front().lines(name + ".");
    }
    return out;
}

} // namespace wavetape::load
