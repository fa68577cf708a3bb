// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/report/MarketFacts.h"

#include "feeds/report/Statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace wavetape::feeds::report {

namespace {
constexpr double kTradingMinutesPerYear = 252 * 390;
constexpr double kLargeJump = 0.005;
constexpr double kCheap = 30; ///< currency units
constexpr double kDear = 100;

std::vector<double> secondPrices(const SymbolRecord &record)
{
    return {record.prices.begin(), record.prices.end()};
}

std::vector<double> sums(const std::vector<double> &values, size_t step)
{
    std::vector<double> result;
    for (size_t i = 0; i + step <= values.size(); i += step)
        result.push_back(std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(i),
            values.begin() + static_cast<std::ptrdiff_t>(i + step), 0.0));
    return result;
}

/// Gathers what each symbol says, for the median.
class PerSymbol {
public:
    void add(const std::string &id, double value) { m_values[id].push_back(value); }
    void into(Facts &facts) const
    {
        for (const auto &[id, values] : m_values)
            facts[id] = median(values);
    }

private:
    std::map<std::string, std::vector<double>> m_values;
};

double meanPairCorrelation(const std::vector<std::vector<double>> &returns)
{
    double sum = 0;
    double pairs = 0;
    for (size_t a = 0; a < returns.size(); ++a) {
        for (size_t b = a + 1; b < returns.size(); ++b, ++pairs)
            sum += correlation(returns[a], returns[b]);
    }
    return pairs > 0 ? sum / pairs : 0;
}

void measureJumps(const SymbolRecord &record, const std::vector<double> &seconds, double tick,
    PerSymbol &out, double &jumps, double &withoutNews)
{
    constexpr size_t kHour = 3600;
    std::vector<double> largest;
    for (size_t from = 0; from + kHour <= seconds.size(); from += kHour) {
        const std::vector<double> hour(seconds.begin() + static_cast<std::ptrdiff_t>(from),
            seconds.begin() + static_cast<std::ptrdiff_t>(from + kHour));
        const std::vector<double> sizes = absolute(hour);
        const double most = *std::max_element(sizes.begin(), sizes.end());
        largest.push_back(most / std::max(medianDeviation(hour), tick / 2));
    }
    for (size_t i = 0; i < seconds.size(); ++i) {
        if (std::abs(seconds[i]) <= kLargeJump)
            continue;
        ++jumps;
        const auto second = static_cast<int64_t>(i) + 1;
        withoutNews += std::any_of(record.news.begin(), record.news.end(),
                           [second](int64_t at) { return std::abs(at - second) <= 60; })
            ? 0
            : 1;
    }
    if (!largest.empty())
        out.add("jump.largestInMad", median(largest));
}

void measureSigns(const SymbolRecord &record, PerSymbol &out)
{
    std::vector<double> lags;
    std::vector<double> values;
    for (const size_t lag : {1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100}) {
        lags.push_back(static_cast<double>(lag));
        values.push_back(autocorrelation(record.signs, lag));
        if (lag == 1 || lag == 10 || lag == 50)
            out.add("sign.acf" + std::to_string(lag), values.back());
    }
    out.add("sign.exponent", -powerExponent(lags, values));
}

void measureImpact(const SymbolRecord &record, PerSymbol &out)
{
    for (size_t k = 0; k < SymbolRecord::kLags.size(); ++k) {
        std::vector<double> sizes;
        std::vector<double> moves;
        for (const SymbolRecord::Response &response : record.responses) {
            if (response.n < 300)
                continue;
            sizes.push_back(response.size / response.n);
            moves.push_back(response.moves[k] / response.n);
        }
        if (sizes.size() >= 4)
            out.add("impact.exponent" + std::to_string(SymbolRecord::kLags[k]),
                powerExponent(sizes, moves));
    }
}

void measureSpread(const SymbolRecord &record, double price, PerSymbol &out)
{
    double one = 0;
    for (const double spread : record.spreads)
        one += spread == 1 ? 1 : 0;
    const auto count = static_cast<double>(std::max<size_t>(record.spreads.size(), 1));
    if (price < kCheap)
        out.add("spread.cheapOneTick", one / count);
    std::vector<double> relative;
    for (size_t i = 0; i < record.spreads.size(); ++i)
        relative.push_back(record.spreads[i] / static_cast<double>(record.prices[i]) * 1e4);
    if (price >= kDear)
        out.add("spread.dearBasisPoints", median(relative));
    // Per five minutes: the mean spread against the root of the squared returns of ten seconds.
    constexpr size_t kWindow = 300;
    std::vector<double> spreads;
    std::vector<double> volatilities;
    const std::vector<double> ten = logReturns(secondPrices(record), 10);
    for (size_t i = 0; (i + 1) * kWindow <= relative.size() && (i + 1) * 30 <= ten.size(); ++i) {
        double sum = 0;
        for (size_t j = 0; j < kWindow; ++j)
            sum += relative[i * kWindow + j];
        spreads.push_back(sum / kWindow);
        double square = 0;
        for (size_t j = 0; j < 30; ++j)
            square += ten[i * 30 + j] * ten[i * 30 + j];
        volatilities.push_back(std::sqrt(square));
    }
    out.add("spread.volatility", correlation(spreads, volatilities));
}

void measureBook(const SymbolRecord &record, PerSymbol &out)
{
    const auto peak = std::max_element(record.depth.begin(), record.depth.end());
    out.add("book.hump", static_cast<double>(peak - record.depth.begin()) + 1);
    if (*peak > 0)
        out.add("book.far", record.depth.back() / *peak);
    const SymbolRecord::Lean &lean = record.lean;
    if (lean.n > 100) {
        const double x = lean.x / lean.n;
        const double y = lean.y / lean.n;
        out.add("book.imbalance",
            (lean.xy / lean.n - x * y) / std::sqrt((lean.xx / lean.n - x * x) * (1 - y * y)));
    }
}

void measureSizes(const SymbolRecord &record, double price, PerSymbol &out)
{
    double round = 0;
    for (const double size : record.sizes)
        round += std::fmod(size, 100) == 0 ? 1 : 0;
    out.add("size.round", round / static_cast<double>(std::max<size_t>(record.sizes.size(), 1)));
    out.add("size.hill", hillExponent(record.sizes, 0.02));
    out.add("size.medianValue", median(record.sizes) * price);
}

/// The shape of the day and of a sell-off, from the whole market's minutes.
void measureProfiles(const MarketRecord &record, Facts &facts)
{
    const auto volumes = minuteVolumes(record);
    const auto prices = minutePrices(record);
    std::vector<double> whole(volumes.empty() ? 0 : volumes[0].size());
    std::vector<double> level(whole.size());
    double halts = 0;
    for (size_t s = 0; s < volumes.size(); ++s) {
        for (size_t i = 0; i < whole.size() && i < prices[s].size(); ++i) {
            whole[i] += volumes[s][i];
            level[i] += std::log(prices[s][i] / prices[s][0]) / static_cast<double>(volumes.size());
        }
        halts += static_cast<double>(record.symbols()[s].halts);
    }
    const auto between = [&whole](size_t from, size_t to) {
        to = std::min(to, whole.size());
        return from < to ? mean({whole.data() + from, to - from}) : 0;
    };
    if (whole.size() > 392) {
        // Minute 1 is the first after the opening auction.
        const double middle = between(150, 240);
        facts["day.opening"] = middle > 0 ? between(2, 32) / middle : 0;
        facts["day.closing"] = middle > 0 ? between(361, 391) / middle : 0;
    }
    if (whole.size() > 120) {
        const double later = between(60, whole.size());
        facts["open.burst"] = later > 0 ? between(0, 10) / later : 0;
        facts["open.calmed"] = later > 0 ? between(30, 60) / later : 0;
    }
    double depth = 0;
    for (size_t i = 0; i < level.size(); ++i) {
        const size_t until = std::min(level.size(), i + 390);
        depth = std::min(depth,
            *std::min_element(level.begin() + static_cast<std::ptrdiff_t>(i),
                level.begin() + static_cast<std::ptrdiff_t>(until))
                - level[i]);
    }
    facts["crash.depth"] = (1 - std::exp(depth)) * 100;
    facts["crash.halts"] = whole.empty() ? 0 : halts * 1440 / static_cast<double>(whole.size());
    std::vector<double> most;
    for (const std::vector<double> &price : prices) {
        const std::vector<double> returns = logReturns(price, 1);
        double largest = 0;
        for (size_t lag = 1; lag <= 60; ++lag)
            largest = std::max(largest, std::abs(autocorrelation(returns, lag)));
        most.push_back(largest);
    }
    facts["acf.most"] = median(most);
}

void measureTogether(const std::vector<std::vector<double>> &prices, Facts &facts)
{
    std::vector<std::vector<double>> seconds;
    std::vector<std::vector<double>> fives;
    for (const std::vector<double> &price : prices) {
        seconds.push_back(logReturns(price, 1));
        fives.push_back(logReturns(price, 300));
    }
    if (seconds.size() < 2 || seconds[0].size() < 3000)
        return;
    facts["together.5m"] = meanPairCorrelation(fives);
    facts["together.1s"] = meanPairCorrelation(seconds);
    facts["together.epps"] = facts["together.1s"] / std::max(facts["together.5m"], 1e-9);
    // The seconds in which the whole market moved most.
    std::vector<std::pair<double, size_t>> moves;
    for (size_t i = 0; i < seconds[0].size(); ++i) {
        double sum = 0;
        for (const std::vector<double> &returns : seconds)
            sum += returns[i];
        moves.emplace_back(-std::abs(sum), i);
    }
    std::sort(moves.begin(), moves.end());
    moves.resize(moves.size() / 50);
    std::vector<std::vector<double>> worst(seconds.size());
    for (const auto &[move, i] : moves) {
        for (size_t k = 0; k < seconds.size(); ++k)
            worst[k].push_back(seconds[k][i]);
    }
    facts["together.worst"] = meanPairCorrelation(worst);
}
} // namespace

std::vector<double> logReturns(const std::vector<double> &prices, size_t step)
{
    std::vector<double> result;
    for (size_t i = step; i < prices.size(); i += step)
        result.push_back(std::log(prices[i] / prices[i - step]));
    return result;
}

std::vector<std::vector<double>> minutePrices(const MarketRecord &record)
{
    std::vector<std::vector<double>> result;
    for (const SymbolRecord &symbol : record.symbols()) {
        std::vector<double> &prices = result.emplace_back();
        for (size_t i = 59; i < symbol.prices.size(); i += 60)
            prices.push_back(static_cast<double>(symbol.prices[i]));
    }
    return result;
}

std::vector<std::vector<double>> minuteVolumes(const MarketRecord &record)
{
    std::vector<std::vector<double>> result;
    for (const SymbolRecord &symbol : record.symbols())
        result.push_back(symbol.volumes);
    return result;
}

Facts measureMinutes(
    const std::vector<std::vector<double>> &prices, const std::vector<std::vector<double>> &volumes)
{
    PerSymbol out;
    std::vector<double> lags;
    for (const double lag : {1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100})
        lags.push_back(lag);
    std::vector<double> clustering(lags.size());
    std::vector<double> pooledOne;
    std::vector<double> pooledFive;
    for (size_t s = 0; s < prices.size(); ++s) {
        const std::vector<double> one = logReturns(prices[s], 1);
        const std::vector<double> five = logReturns(prices[s], 5);
        const std::vector<double> sizes = absolute(one);
        out.add("volatility", deviation(one) * std::sqrt(kTradingMinutesPerYear) * 100);
        out.add("hill.1m", hillExponent(one, 0.02));
        out.add("hill.5m", hillExponent(five, 0.02));
        out.add("kurtosis.1m", excessKurtosis(one));
        out.add("kurtosis.5m", excessKurtosis(five));
        out.add("kurtosis.5mClipped", clippedKurtosis(five));
        for (size_t k = 0; k < lags.size(); ++k) {
            const auto lag = static_cast<size_t>(lags[k]);
            const double value = autocorrelation(sizes, lag);
            clustering[k] += value / static_cast<double>(prices.size());
            if (lag == 1 || lag == 20 || lag == 100)
                out.add("clustering." + std::to_string(lag), value);
        }
        out.add("acf.1m", autocorrelation(one, 1));
        double leverage = 0;
        for (size_t k = 1; k <= 5; ++k) {
            std::vector<double> squares;
            for (size_t i = k; i < one.size(); ++i)
                squares.push_back(one[i] * one[i]);
            leverage += correlation({one.data(), squares.size()}, squares) / 5;
        }
        out.add("leverage", leverage);
        // Volume 0 belongs to the price of place 0, whose return is not known.
        std::vector<double> ofFives;
        for (size_t i = 1; i + 5 <= volumes[s].size(); i += 5)
            ofFives.push_back(std::accumulate(volumes[s].begin() + static_cast<std::ptrdiff_t>(i),
                volumes[s].begin() + static_cast<std::ptrdiff_t>(i) + 5, 0.0));
        std::vector<double> moves = absolute(five);
        const size_t both = std::min(ofFives.size(), moves.size());
        out.add("volume.moves", correlation({moves.data(), both}, {ofFives.data(), both}));
        out.add("volume.acf", autocorrelation(sums(volumes[s], 10), 1));
        const auto pool = [](std::vector<double> &to, const std::vector<double> &from) {
            const double scale = deviation(from);
            for (const double r : from) {
                if (scale > 0)
                    to.push_back(r / scale);
            }
        };
        pool(pooledOne, one);
        pool(pooledFive, five);
    }
    Facts facts;
    out.into(facts);
    facts["clustering.exponent"] = -powerExponent(lags, clustering);
    facts["hill.1mPooled"] = hillExponent(pooledOne, 0.02);
    facts["hill.5mPooled"] = hillExponent(pooledFive, 0.02);
    facts["kurtosis.5mPooled"] = excessKurtosis(pooledFive);
    return facts;
}

Facts measure(const MarketRecord &record, const std::vector<market::SymbolInfo> &symbols)
{
    Facts facts = measureMinutes(minutePrices(record), minuteVolumes(record));
    PerSymbol out;
    std::vector<std::vector<double>> all;
    std::vector<double> trades;
    double jumps = 0;
    double withoutNews = 0;
    double days = 0;
    double hours = 0;
    double moved = 0;
    for (size_t s = 0; s < record.symbols().size(); ++s) {
        const SymbolRecord &symbol = record.symbols()[s];
        all.push_back(secondPrices(symbol));
        const std::vector<double> seconds = logReturns(all.back(), 1);
        if (seconds.empty())
            continue;
        hours = static_cast<double>(all.back().size()) / 3600;
        moved += std::abs(std::log(all.back().back() / all.back().front())) * std::sqrt(24 / hours);
        ++days;
        trades.push_back(static_cast<double>(symbol.trades) / hours / 3600);
        out.add("acf.1s", autocorrelation(seconds, 1));
        measureJumps(symbol, seconds, 1 / all.back().front(), out, jumps, withoutNews);
        measureSigns(symbol, out);
        measureImpact(symbol, out);
        measureSpread(symbol, symbols[s].price, out);
        measureBook(symbol, out);
        measureSizes(symbol, symbols[s].price, out);
    }
    out.into(facts);
    facts["day.move"] = days > 0 ? moved / days * 100 : 0;
    facts["jump.large"] = hours > 0 ? jumps / static_cast<double>(symbols.size()) / hours * 6.5 : 0;
    facts["jump.withoutNews"] = withoutNews;
    measureProfiles(record, facts);
    facts["dead.trades"] = mean(trades) * 60;
    facts["trades.perSecond"] = mean(trades);
    std::sort(trades.begin(), trades.end());
    // The busiest and the quietest tenth.
    const size_t tenth = std::max<size_t>(1, trades.size() / 10);
    if (trades.size() >= 10)
        facts["trades.ratio"] = mean({trades.data() + trades.size() - tenth, tenth})
            / std::max(mean({trades.data(), tenth}), 1e-9);
    measureTogether(all, facts);
    return facts;
}

} // namespace wavetape::feeds::report
