// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/report/MarketReport.h"
#include "feeds/market/Numeric.h"
#include "feeds/report/Statistics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace wavetape::feeds::report {

TEST(Numeric, ExpAndLogAreRight)
{
    for (double x = -40; x < 40; x += 0.0137) {
        EXPECT_NEAR(market::numeric::exp(x) / std::exp(x), 1, 1e-13);
        EXPECT_NEAR(market::numeric::log(std::exp(x)), x, 1e-12);
    }
}

TEST(RandomStream, HasTheMomentsOfItsLaws)
{
    market::RandomStream random(7, 1);
    std::vector<double> normals;
    double waits = 0;
    for (int i = 0; i < 200'000; ++i) {
        normals.push_back(random.normal());
        waits += random.exponential(3) / 200'000;
    }
    EXPECT_NEAR(mean(normals), 0, 0.01);
    EXPECT_NEAR(deviation(normals), 1, 0.01);
    EXPECT_NEAR(excessKurtosis(normals), 0, 0.06);
    EXPECT_NEAR(waits, 3, 0.03);
    EXPECT_NE(market::RandomStream(7, 2).normal(), market::RandomStream(7, 1).normal());
}

TEST(Statistics, KnowWhatIsKnown)
{
    EXPECT_EQ(median({3, 1, 2}), 2);
    EXPECT_EQ(median({4, 1, 2, 3}), 2.5);
    EXPECT_NEAR(medianDeviation({1, 2, 3, 4, 100}), 1.4826, 1e-9);
    EXPECT_NEAR(powerExponent(std::vector<double> {1, 10, 100}, std::vector<double> {3, 30, 300}),
        1, 1e-12);
    market::RandomStream random(1, 1);
    std::vector<double> pareto;
    for (int i = 0; i < 100'000; ++i)
        pareto.push_back(random.pareto(1.5));
    EXPECT_NEAR(hillExponent(pareto, 0.02), 1.5, 0.1);
    std::vector<double> walk {0};
    for (int i = 0; i < 20'000; ++i)
        walk.push_back(0.5 * walk.back() + random.normal());
    EXPECT_NEAR(autocorrelation(walk, 1), 0.5, 0.03);
}

/// One seed and some hours, so that it takes seconds; the whole table is `market-report`'s.
TEST(MarketReport, ACalmMarketBehavesAsMarketsDo)
{
    ReportSettings settings;
    settings.seeds = {3};
    settings.hours = 4;
    const Report report = makeReport(settings);
    EXPECT_GT(report.rows.size(), 35u);
    for (const ReportRow &row : report.rows) {
        // What needs days to be seen is not held here.
        if (row.needsDays)
            continue;
        EXPECT_TRUE(row.pass) << row.title << ": " << row.value << ", not " << row.low << " to "
                              << row.high;
    }
    EXPECT_EQ(report.figures.size(), 6u);
    EXPECT_NE(reportJson(report).find(R"("marketModel":2)"), std::string::npos);
}

/// The same way with too little to judge by: two symbols for minutes, for sanitizers.
TEST(MarketReport, HasItsRowsAndFiguresOfAnyLength)
{
    ReportSettings settings;
    settings.seeds = {3};
    settings.hours = 0.1;
    settings.symbols = 2;
    const Report report = makeReport(settings);
    EXPECT_GT(report.rows.size(), 35u);
    EXPECT_EQ(report.figures.size(), 6u);
    EXPECT_NE(reportJson(report).find(R"("marketModel":2)"), std::string::npos);
}

TEST(MarketReport, EndsWhereItIsNotToGoOn)
{
    ReportSettings settings;
    settings.profile = market::Profile::dead;
    settings.seeds = {1, 2};
    settings.hours = 1;
    settings.symbols = 2;
    std::vector<double> done;
    settings.goOn = [&](double share) {
        done.push_back(share);
        return true;
    };
    EXPECT_FALSE(makeReport(settings).rows.empty());
    ASSERT_EQ(done.size(), 120u) << "each simulated minute";
    EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
    EXPECT_EQ(done.back(), 1);
    settings.goOn = [&](double share) { return share < 0.75; };
    EXPECT_TRUE(makeReport(settings).rows.empty());
}

} // namespace wavetape::feeds::report
