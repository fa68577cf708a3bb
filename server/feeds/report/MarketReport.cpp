// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/report/MarketReport.h"

#include "feeds/market/MarketTime.h"
#include "feeds/report/MarketFacts.h"
#include "feeds/report/Statistics.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <limits>
#include <numbers>
#include <span>

namespace wavetape::feeds::report {

using market::kSecond;

namespace {
constexpr double kAny = std::numeric_limits<double>::infinity();
constexpr int64_t kPastCandles = 300;

struct Band {
    const char *id;
    const char *title;
    double low, high;
    bool needsDays = false;
};
/// What an ordinary hour must be; the sources stand in the README.
constexpr Band kCalm[] = {
    {"volatility", "annualised volatility, %", 20, 35, true},
    {"day.move", "move in 24 h, %, mean absolute", 1, 3, true},
    {"jump.large", "moves > 0.5 % in 1 s, per symbol and 6.5 h", 0, 0.2},
    {"jump.withoutNews", "of them without an item on news", 0, 0},
    {"jump.largestInMad", "largest 1 s move of an hour, median deviations", 0, 25},
    {"hill.1m", "tail exponent of returns, 1 min", 2.5, 4.5, true},
    {"hill.5m", "tail exponent of returns, 5 min", 2.5, 4.5, true},
    {"past.hill.1mPooled", "the same in the past, 1 min", 2.5, 4.5, true},
    {"past.hill.5mPooled", "the same in the past, 5 min", 2.5, 4.5, true},
    {"kurtosis.5m", "excess kurtosis, 5 min", 3, 20, true},
    {"kurtosis.5mClipped", "the same, moves clipped at 5 median deviations", 0.8, kAny, true},
    {"kurtosis.order", "kurtosis falls: 1 min > 5 min > 1 h > 1 d (1: yes)", 1, 1, true},
    {"kurtosis.1d", "excess kurtosis, 1 d", -1, 1.5, true},
    {"clustering.1", "acf of |r|, 1 min, lag 1", 0.15, 0.35, true},
    {"clustering.20", "the same, lag 20", 0.08, 1, true},
    {"clustering.100", "the same, lag 100", 0.03, 1, true},
    {"clustering.exponent", "it falls as lag to the power of minus", 0.15, 0.5, true},
    {"acf.1m", "acf of r, 1 min, lag 1", -0.05, 0.05, true},
    {"acf.1s", "acf of r, 1 s, lag 1", -0.3, 0},
    {"leverage", "leverage: corr(r(t), r(t+k)^2), 1 to 5 min", -0.15, -0.03, true},
    {"volume.moves", "corr(|r|, volume), 5 min", 0.3, 0.7},
    {"volume.acf", "acf of volume, 10 min, lag 1", 0.4, 1, true},
    {"sign.acf1", "acf of the trades' signs, lag 1", 0.2, 0.5},
    {"sign.acf10", "the same, lag 10", 0.08, 0.25},
    {"sign.acf50", "the same, lag 50", 0.03, 0.12},
    {"sign.exponent", "it falls as lag to the power of minus", 0.4, 0.8, true},
    {"spread.cheapOneTick", "spread of a share below $30 is one tick", 0.7, 1},
    {"spread.dearBasisPoints", "spread of shares from $100, basis points", 1, 5},
    {"spread.volatility", "corr(spread, volatility), 5 min", 0.2, 1},
    {"book.imbalance", "corr(best-size imbalance, next move of the middle)", 0.15, 1},
    {"book.hump", "deepest level of the book", 2, 8},
    {"book.far", "depth of level 20 relative to it", 0, 0.7},
    {"impact.exponent20", "impact ~ size to the power of, after 20 orders", 0.4, 0.7},
    {"impact.exponent100", "the same, after 100", 0.4, 0.7},
    {"trades.ratio", "activity: busiest tenth of symbols to quietest", 10, 100},
    {"trades.perSecond", "trades per symbol and second", 15, 25, true},
    {"size.round", "trades in round lots", 0.3, 0.95},
    {"size.hill", "tail exponent of trade sizes", 1.3, 2.2},
    {"size.medianValue", "median trade, $", 1000, 60'000},
    {"together.5m", "correlation between symbols, 5 min", 0.2, 0.5},
    {"together.epps", "the same at 1 s, relative", 0, 0.9},
    {"together.worst", "in the worst 2 % of seconds", 0, 0.75},
};

/// What the other profiles are for.
constexpr Band kDay[] = {
    {"day.opening", "volume of the first half hour to midday's", 1.5, 10},
    {"day.closing", "volume of the last half hour to midday's", 1.5, 10},
    {"together.5m", "correlation between symbols, 5 min", 0.2, 0.5},
    {"sign.acf1", "acf of the trades' signs, lag 1", 0.2, 0.5},
    {"volume.moves", "corr(|r|, volume), 5 min", 0.3, 0.8},
};
constexpr Band kOpen[] = {
    {"open.burst", "volume of the first ten minutes to that after an hour", 1.5, 10},
    {"open.calmed", "volume of minutes 30 to 60 to that after an hour", 0.5, 1.6},
};
constexpr Band kCrash[] = {
    {"acf.most", "largest |acf| of r, 1 min, lags 1 to 60", 0, 0.2, true},
    {"crash.depth", "deepest fall of the market within 6.5 h, %", 3, 60, true},
    {"crash.halts", "halts of the whole market or of a symbol, per day", 0, 500},
};
constexpr Band kDead[] = {
    {"dead.trades", "trades per symbol and minute", 0.3, 3},
};

std::span<const Band> bandsOf(market::Profile profile)
{
    switch (profile) {
    case market::Profile::calm:
        break;
    case market::Profile::day:
        return kDay;
    case market::Profile::open:
        return kOpen;
    case market::Profile::crash:
        return kCrash;
    case market::Profile::dead:
        return kDead;
    }
    return kCalm;
}

/// What the past and live must have in common, by the minute.
constexpr Band kSeam[] = {
    {"volatility", "annualised volatility, %", 0, 0},
    {"hill.1mPooled", "tail exponent of returns, 1 min", 0, 0},
    {"kurtosis.5mPooled", "excess kurtosis, 5 min", 0, 0},
    {"clustering.1", "acf of |r|, 1 min, lag 1", 0, 0},
    {"clustering.20", "the same, lag 20", 0, 0},
    {"acf.1m", "acf of r, 1 min, lag 1", 0, 0},
    {"leverage", "leverage, 1 to 5 min", 0, 0},
    {"volume.moves", "corr(|r|, volume), 5 min", 0, 0},
    {"volume.acf", "acf of volume, 10 min, lag 1", 0, 0},
};

std::vector<std::vector<double>> firstOf(std::vector<std::vector<double>> series, size_t count)
{
    for (std::vector<double> &values : series)
        values.resize(std::min(values.size(), count));
    return series;
}

/// The last `minutes` of the past: 300 are made of six-second steps, those before of fifty seconds.
std::pair<std::vector<std::vector<double>>, std::vector<std::vector<double>>> lastOfPast(
    const MarketRecord &record, size_t minutes)
{
    std::vector<std::vector<double>> prices;
    std::vector<std::vector<double>> volumes;
    for (const SymbolRecord &symbol : record.past()) {
        const size_t from = symbol.prices.size() - std::min(symbol.prices.size(), minutes);
        const auto skip = static_cast<std::ptrdiff_t>(from);
        prices.emplace_back(symbol.prices.begin() + skip, symbol.prices.end());
        volumes.emplace_back(symbol.volumes.begin() + skip, symbol.volumes.end());
    }
    return {prices, volumes};
}

/// Kurtosis from minutes to days over the same weeks, from the steps that the past is made of.
template <typename GoOn>
bool measureWeeks(const ReportSettings &settings, uint64_t seed, Facts &facts, const GoOn &goOn)
{
    constexpr int64_t kDays = 40;
    struct Closes final : market::MarketObserver {
        explicit Closes(size_t symbols)
            : minutes(symbols)
            , last(symbols)
        {
        }
        void traded(size_t symbol, const market::Trade &trade) override
        {
            const int64_t minute = trade.time / (60 * kSecond);
            if (minute != last[symbol].first && last[symbol].second != 0)
                minutes[symbol].push_back(static_cast<double>(last[symbol].second));
            last[symbol] = {minute, trade.price};
        }
        void slotEnded(size_t, int64_t) override { }
        std::vector<std::vector<double>> minutes;
        std::vector<std::pair<int64_t, int64_t>> last;
    } closes(settings.symbols);
    market::MarketSimulator simulator({seed, settings.symbols, settings.profile});
    for (int64_t day = 1; day <= kDays; ++day) {
        simulator.liveCoarsely(day * 86'400 * kSecond, 6 * kSecond, closes);
        if (!goOn(static_cast<double>(day) / kDays))
            return false;
    }
    std::vector<double> medians;
    for (const size_t step : {size_t(1), size_t(5), size_t(60), size_t(1440)}) {
        std::vector<double> values;
        for (const std::vector<double> &prices : closes.minutes)
            values.push_back(excessKurtosis(logReturns(prices, step)));
        medians.push_back(median(std::move(values)));
    }
    facts["kurtosis.1h"] = medians[2];
    facts["kurtosis.1d"] = medians[3];
    facts["kurtosis.order"] = std::is_sorted(medians.rbegin(), medians.rend()) ? 1 : 0;
    return true;
}

ReportFigure returnsFigure(const MarketRecord &record)
{
    constexpr double kWidth = 0.25;
    constexpr int kReach = 8;
    ReportFigure figure {"returns", {}, {}, {}};
    std::vector<double> pooled;
    for (const std::vector<double> &prices : minutePrices(record)) {
        const std::vector<double> returns = logReturns(prices, 1);
        const double scale = deviation(returns);
        for (const double r : returns)
            pooled.push_back(scale > 0 ? r / scale : 0);
    }
    for (double x = -kReach; x < kReach; x += kWidth) {
        const double count = static_cast<double>(std::count_if(
            pooled.begin(), pooled.end(), [x](double r) { return r >= x && r < x + kWidth; }));
        const double middle = x + kWidth / 2;
        figure.x.push_back(middle);
        figure.y.push_back(
            count / kWidth / static_cast<double>(std::max<size_t>(pooled.size(), 1)));
        figure.reference.push_back(
            std::exp(-middle * middle / 2) / std::sqrt(2 * std::numbers::pi));
    }
    return figure;
}

std::vector<ReportFigure> figuresOf(const MarketRecord &record)
{
    std::vector<ReportFigure> figures {returnsFigure(record)};
    ReportFigure clustering {"clustering", {}, {}, {}};
    ReportFigure signs {"signs", {}, {}, {}};
    const auto prices = minutePrices(record);
    const auto symbols = static_cast<double>(prices.size());
    for (const size_t lag : {1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200}) {
        double absolutes = 0;
        double trades = 0;
        for (size_t s = 0; s < prices.size(); ++s) {
            absolutes += autocorrelation(absolute(logReturns(prices[s], 1)), lag) / symbols;
            trades += autocorrelation(record.symbols()[s].signs, lag) / symbols;
        }
        clustering.x.push_back(static_cast<double>(lag));
        clustering.y.push_back(absolutes);
        signs.x.push_back(static_cast<double>(lag));
        signs.y.push_back(trades);
    }
    ReportFigure depth {"depth", {}, {}, {}};
    for (size_t i = 0; i < market::OrderBook::kVisible; ++i) {
        double sum = 0;
        for (const SymbolRecord &symbol : record.symbols())
            sum += symbol.depth[i]
                / static_cast<double>(std::max<size_t>(2 * symbol.spreads.size(), 1)) / symbols;
        depth.x.push_back(static_cast<double>(i + 1));
        depth.y.push_back(sum);
    }
    ReportFigure spread {"spread", {}, {}, {}};
    for (int ticks = 1; ticks <= 20; ++ticks) {
        double count = 0;
        double all = 0;
        for (const SymbolRecord &symbol : record.symbols()) {
            count += static_cast<double>(
                std::count(symbol.spreads.begin(), symbol.spreads.end(), ticks));
            all += static_cast<double>(symbol.spreads.size());
        }
        spread.x.push_back(ticks);
        spread.y.push_back(all > 0 ? count / all : 0);
    }
    ReportFigure day {"day", {}, {}, {}};
    const auto volumes = minuteVolumes(record);
    constexpr size_t kMinutes = 5;
    for (size_t from = 0; !volumes.empty() && from + kMinutes <= volumes[0].size();
         from += kMinutes) {
        double sum = 0;
        for (const std::vector<double> &symbol : volumes) {
            for (size_t i = 0; i < kMinutes; ++i)
                sum += symbol[from + i];
        }
        day.x.push_back(static_cast<double>(from));
        day.y.push_back(sum);
    }
    for (ReportFigure *figure : {&clustering, &signs, &depth, &spread, &day})
        figures.push_back(std::move(*figure));
    return figures;
}

struct SeedResult {
    Facts facts;
    Facts past, live; ///< of 300 minutes each
};
} // namespace

bool Report::pass() const
{
    // Nothing measured, nothing passed.
    return !rows.empty()
        && std::all_of(rows.begin(), rows.end(), [](const ReportRow &row) { return row.pass; })
        && std::all_of(seam.begin(), seam.end(), [](const SeamRow &row) { return row.pass; });
}

Report makeReport(const ReportSettings &settings)
{
    Report report {settings, {}, {}, {}, 0};
    std::vector<SeedResult> results;
    // The weeks are a fifth of a seed's work.
    const double weeks = settings.profile == market::Profile::calm ? 0.2 : 0;
    const auto goOn = [&](double doneOfSeed) {
        return !settings.goOn
            || settings.goOn((static_cast<double>(results.size()) + doneOfSeed)
                / static_cast<double>(settings.seeds.size()));
    };
    for (const uint64_t seed : settings.seeds) {
        const std::clock_t begun = std::clock();
        market::MarketSimulator simulator({seed, settings.symbols, settings.profile});
        MarketRecord record(simulator);
        if (results.empty())
            record.dumpTo(settings.dump);
        simulator.livePast(kPastCandles, record);
        const int64_t end = static_cast<int64_t>(settings.hours * 3600) * kSecond;
        while (simulator.now() < end) {
            simulator.advance(std::min(simulator.now() + 60 * kSecond, end), record);
            if (!goOn(
                    (1 - weeks) * static_cast<double>(simulator.now()) / static_cast<double>(end)))
                return report;
        }
        report.secondsPerSeed += static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC
            / static_cast<double>(settings.seeds.size());

        SeedResult result;
        result.facts = measure(record, simulator.symbols());
        const auto [prices, volumes] = lastOfPast(record, kPastCandles);
        result.past = measureMinutes(prices, volumes);
        result.live = measureMinutes(
            firstOf(minutePrices(record), 300), firstOf(minuteVolumes(record), 300));
        result.facts["past.hill.1mPooled"] = result.past.at("hill.1mPooled");
        // As long as a chart of five minutes shows.
        const auto [longPrices, longVolumes] = lastOfPast(record, 5 * kPastCandles);
        result.facts["past.hill.5mPooled"]
            = measureMinutes(longPrices, longVolumes).at("hill.5mPooled");
        if (report.figures.empty())
            report.figures = figuresOf(record);
        if (settings.profile == market::Profile::calm
            && !measureWeeks(settings, seed, result.facts,
                [&](double done) { return goOn(1 - weeks + weeks * done); }))
            return report;
        results.push_back(std::move(result));
    }
    for (const Band &band : bandsOf(settings.profile)) {
        ReportRow row {band.id, band.title, band.low, band.high, {}, 0, false, band.needsDays};
        for (const SeedResult &result : results) {
            const auto fact = result.facts.find(band.id);
            if (fact == result.facts.end())
                continue;
            row.values.push_back(fact->second);
        }
        row.value = median(row.values);
        row.pass = row.value >= band.low && row.value <= band.high;
        if (!row.values.empty())
            report.rows.push_back(std::move(row));
    }
    for (const Band &band : kSeam) {
        if (results.size() < 3 || settings.hours < 5 || settings.profile != market::Profile::calm)
            break;
        std::vector<double> past;
        std::vector<double> live;
        for (const SeedResult &result : results) {
            past.push_back(result.past.at(band.id));
            live.push_back(result.live.at(band.id));
        }
        const double spread = std::max(deviation(past), deviation(live));
        report.seam.push_back({band.id, band.title, mean(past), mean(live), spread,
            std::abs(mean(past) - mean(live)) < spread});
    }
    return report;
}

} // namespace wavetape::feeds::report
