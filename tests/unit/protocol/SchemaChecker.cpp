// SPDX-License-Identifier: GPL-3.0-or-later
#include "SchemaChecker.h"

#include <simdjson.h>

#include <cmath>
#include <regex>
#include <set>
#include <stdexcept>

namespace wavetape::tests {

namespace {

namespace dom = simdjson::dom;

std::string text(dom::element element)
{
    return simdjson::to_string(element);
}

size_t characters(std::string_view utf8)
{
    size_t count = 0;
    for (const char c : utf8)
        count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    return count;
}

bool hasType(dom::element value, std::string_view type)
{
    if (type == "object")
        return value.is_object();
    if (type == "array")
        return value.is_array();
    if (type == "string")
        return value.is_string();
    if (type == "boolean")
        return value.is_bool();
    if (type == "null")
        return value.is_null();
    if (type == "number")
        return value.is_number();
    if (type == "integer") {
        double number = 0;
        return value.is_int64() || value.is_uint64()
            || (value.get(number) == simdjson::SUCCESS && number == std::trunc(number));
    }
    throw std::runtime_error("unknown type " + std::string(type));
}

} // namespace

struct SchemaChecker::Impl {
    dom::parser parser;
    dom::element root;

    std::string check(dom::element schema, dom::element value, const std::string &path) const
    {
        bool isAny = false;
        if (schema.get(isAny) == simdjson::SUCCESS)
            return isAny ? "" : path + ": not allowed";
        for (const auto keyword : dom::object(schema)) {
            const std::string problem
                = byKeyword(keyword.key, keyword.value, dom::object(schema), value, path);
            if (!problem.empty())
                return problem;
        }
        return {};
    }

    std::string byKeyword(std::string_view keyword, dom::element rule, dom::object schema,
        dom::element value, const std::string &path) const
    {
        if (keyword == "description" || keyword == "then")
            return {};
        if (keyword == "$ref") {
            const std::string_view reference = rule;
            return check(root.at_pointer(reference.substr(1)), value, path);
        }
        if (keyword == "type")
            return hasType(value, rule) ? "" : path + ": " + text(value) + " is no " + text(rule);
        if (keyword == "const")
            return text(value) == text(rule) ? ""
                                             : path + ": " + text(value) + " is not " + text(rule);
        if (keyword == "enum") {
            for (const dom::element choice : dom::array(rule)) {
                if (text(choice) == text(value))
                    return {};
            }
            return path + ": " + text(value) + " is none of " + text(rule);
        }
        if (keyword == "oneOf")
            return oneOf(rule, value, path);
        if (keyword == "allOf") {
            for (const dom::element part : dom::array(rule)) {
                const std::string problem = check(part, value, path);
                if (!problem.empty())
                    return problem;
            }
            return {};
        }
        if (keyword == "if")
            return check(rule, value, path).empty() ? check(schema["then"], value, path) : "";
        if (value.is_object())
            return byObjectKeyword(keyword, rule, schema, value, path);
        if (value.is_array())
            return byArrayKeyword(keyword, rule, value, path);
        return byScalarKeyword(keyword, rule, value, path);
    }

    std::string oneOf(dom::element choices, dom::element value, const std::string &path) const
    {
        size_t fits = 0;
        std::string problems;
        for (const dom::element choice : dom::array(choices)) {
            const std::string problem = check(choice, value, path);
            fits += problem.empty();
            problems += "\n  " + problem;
        }
        return fits == 1 ? ""
                         : path + ": fits " + std::to_string(fits) + " of the choices" + problems;
    }

    std::string byObjectKeyword(std::string_view keyword, dom::element rule, dom::object schema,
        dom::object value, const std::string &path) const
    {
        if (keyword == "properties") {
            for (const auto property : dom::object(rule)) {
                dom::element member;
                if (value[property.key].get(member) != simdjson::SUCCESS)
                    continue;
                const std::string problem
                    = check(property.value, member, path + "/" + std::string(property.key));
                if (!problem.empty())
                    return problem;
            }
            return {};
        }
        if (keyword == "required") {
            for (const dom::element name : dom::array(rule)) {
                if (value[std::string_view(name)].error())
                    return path + ": " + text(name) + " is missing";
            }
            return {};
        }
        if (keyword == "additionalProperties") {
            std::set<std::string_view> seen;
            for (const auto member : value) {
                if (!seen.insert(member.key).second)
                    return path + ": " + std::string(member.key) + " is given twice";
                if (!bool(rule) && schema["properties"][member.key].error())
                    return path + ": " + std::string(member.key) + " is not known";
            }
            return {};
        }
        return unknown(keyword);
    }

    std::string byArrayKeyword(std::string_view keyword, dom::element rule, dom::array value,
        const std::string &path) const
    {
        if (keyword == "items") {
            size_t index = 0;
            for (const dom::element item : value) {
                const std::string problem = check(rule, item, path + "/" + std::to_string(index++));
                if (!problem.empty())
                    return problem;
            }
            return {};
        }
        if (keyword == "minItems")
            return value.size() >= uint64_t(rule) ? "" : path + ": too few";
        if (keyword == "maxItems")
            return value.size() <= uint64_t(rule) ? "" : path + ": too many";
        return unknown(keyword);
    }

    std::string byScalarKeyword(std::string_view keyword, dom::element rule, dom::element value,
        const std::string &path) const
    {
        const std::string shown = path + ": " + text(value);
        std::string_view word;
        double number = 0;
        const bool isWord = value.get(word) == simdjson::SUCCESS;
        const bool isNumber = value.get(number) == simdjson::SUCCESS;
        if (keyword == "pattern") {
            const std::regex pattern {std::string(std::string_view(rule))};
            return !isWord || std::regex_search(std::string(word), pattern)
                ? ""
                : shown + " does not match";
        }
        if (keyword == "minLength")
            return !isWord || characters(word) >= uint64_t(rule) ? "" : shown + " is too short";
        if (keyword == "maxLength")
            return !isWord || characters(word) <= uint64_t(rule) ? "" : shown + " is too long";
        if (keyword == "minimum")
            return !isNumber || number >= double(rule) ? "" : shown + " is too small";
        if (keyword == "maximum")
            return !isNumber || number <= double(rule) ? "" : shown + " is too large";
        if (keyword == "exclusiveMinimum")
            return !isNumber || number > double(rule) ? "" : shown + " is too small";
        return unknown(keyword);
    }

    static std::string unknown(std::string_view keyword)
    {
        // Those of another kind of value say nothing about this one.
        for (const std::string_view known :
            {"properties", "required", "additionalProperties", "items", "minItems", "maxItems",
                "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum"}) {
            if (keyword == known)
                return {};
        }
        return "the checker does not know " + std::string(keyword);
    }
};

SchemaChecker::SchemaChecker()
    : m_impl(std::make_unique<Impl>())
{
    m_impl->root = m_impl->parser.load(WAVETAPE_SCHEMA_FILE);
}

SchemaChecker::~SchemaChecker() = default;

std::string SchemaChecker::check(std::string_view definition, std::string_view json) const
{
    return checkBy("{\"$ref\":\"#/definitions/" + std::string(definition) + "\"}", json);
}

std::string SchemaChecker::checkBy(std::string_view schema, std::string_view json) const
{
    dom::parser schemaParser;
    dom::parser valueParser;
    dom::element value;
    if (valueParser.parse(simdjson::padded_string(json)).get(value) != simdjson::SUCCESS)
        return "not JSON: " + std::string(json);
    const dom::element rule = schemaParser.parse(simdjson::padded_string(schema));
    return m_impl->check(rule, value, "");
}

} // namespace wavetape::tests
