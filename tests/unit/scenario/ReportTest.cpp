// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Report.h"

#include <gtest/gtest.h>

namespace wavetape::scenario {
namespace {

struct ReportTest : testing::Test {
    ReportTest()
    {
        scenario.file = "a&b.toml";
        scenario.title = "<\"quoted\">";
        scenario.clients.emplace_back().name = "ok";
        scenario.expectations.resize(2);
        scenario.expectations[0].text = "first";
        scenario.expectations[1].text = "second";
        verdict.findings = {{Outcome::held, "3 of 3", 1}, {Outcome::failed, "a < b", 2}};
        verdict.judgement = Judgement::failed;
        verdict.groups.resize(1);
        verdict.totals.resize(1);
    }
    std::vector<Told> all() { return {{&scenario, {verdict}}}; }

    Scenario scenario;
    Verdict verdict;
};

TEST_F(ReportTest, JUnitHasACaseForEachExpectation)
{
    const std::string xml = junitReport(all());
    EXPECT_NE(xml.find("tests=\"2\" failures=\"1\" errors=\"0\""), std::string::npos) << xml;
    EXPECT_NE(
        xml.find("<failure message=\"a &lt; b\">second: a &lt; b</failure>"), std::string::npos)
        << xml;
    EXPECT_NE(xml.find("&lt;&quot;quoted&quot;&gt;"), std::string::npos);
    EXPECT_EQ(exitCode(all()), 1);
}

TEST_F(ReportTest, ARunThatIsNotValidIsAnErrorAndNoFailure)
{
    verdict.judgement = Judgement::notValid;
    verdict.whyNotValid = "too busy";
    const std::string xml = junitReport(all());
    EXPECT_NE(xml.find("tests=\"3\" failures=\"0\" errors=\"1\" skipped=\"2\""), std::string::npos)
        << xml;
    EXPECT_NE(xml.find("<error message=\"too busy\"/>"), std::string::npos);
    EXPECT_EQ(exitCode(all()), 3);
}

TEST_F(ReportTest, OneRunThatFailedOutweighsThoseThatAreNotValid)
{
    Verdict other = verdict;
    other.judgement = Judgement::notValid;
    EXPECT_EQ(exitCode({{&scenario, {other, verdict}}}), 1);
    other.judgement = Judgement::held;
    EXPECT_EQ(exitCode({{&scenario, {other, other}}}), 0);
    other.judgement = Judgement::interrupted;
    EXPECT_EQ(exitCode({{&scenario, {other, verdict}}}), 130);
}

} // namespace
} // namespace wavetape::scenario
