// SPDX-License-Identifier: GPL-3.0-or-later
#include "SchemaChecker.h"

#include <gtest/gtest.h>

using wavetape::tests::SchemaChecker;

// A checker that lets everything through would make every test that leans on it pass.
TEST(SchemaChecker, refusesWhatDoesNotFit)
{
    const SchemaChecker checker;
    struct Row {
        const char *schema;
        const char *value;
        bool fits;
    };
    const Row rows[] = {
        {R"({"type":"integer","minimum":1})", "1", true},
        {R"({"type":"integer","minimum":1})", "0", false},
        {R"({"type":"integer"})", "1.5", false},
        {R"({"type":"string","maxLength":2})", R"("éé")", true},
        {R"({"type":"string","maxLength":2})", R"("ééé")", false},
        {R"({"type":"string","minLength":1})", R"("")", false},
        {R"({"type":"string","pattern":"^a$"})", R"("ab")", false},
        {R"({"exclusiveMinimum":0})", "0", false},
        {R"({"maximum":3})", "4", false},
        {R"({"enum":["a","b"]})", R"("c")", false},
        {R"({"const":"a"})", R"("b")", false},
        {R"({"type":"object","required":["a"]})", "{}", false},
        {R"({"type":"object","properties":{"a":{"type":"null"}},"additionalProperties":false})",
            R"({"a":null})", true},
        {R"({"type":"object","properties":{"a":{"type":"null"}},"additionalProperties":false})",
            R"({"b":null})", false},
        {R"({"type":"object","properties":{"a":{"type":"null"}}})", R"({"a":1})", false},
        {R"({"type":"array","items":{"type":"boolean"}})", "[true,1]", false},
        {R"({"type":"array","minItems":1})", "[]", false},
        {R"({"type":"array","maxItems":1})", "[1,2]", false},
        {R"({"oneOf":[{"type":"number"},{"minimum":5}]})", "7", false},
        {R"({"oneOf":[{"type":"number"},{"minimum":5}]})", "4", true},
        {R"({"allOf":[{"minimum":1},{"maximum":2}]})", "3", false},
        {R"({"if":{"required":["a"]},"then":{"required":["b"]}})", R"({"a":1})", false},
        {R"({"if":{"required":["a"]},"then":{"required":["b"]}})", R"({"c":1})", true},
        {R"({"$ref":"#/definitions/channelName"})", R"("a b")", false},
        {R"({"unheardOf":1})", "1", false},
    };
    for (const Row &row : rows)
        EXPECT_EQ(checker.checkBy(row.schema, row.value).empty(), row.fits)
            << row.schema << " " << row.value;
}
