// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/report/Statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace wavetape::feeds::report {

double mean(std::span<const double> values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double deviation(std::span<const double> values)
{
    const double middle = mean(values);
    double sum = 0;
    for (const double value : values)
        sum += (value - middle) * (value - middle);
    return values.empty() ? 0 : std::sqrt(sum / static_cast<double>(values.size()));
}

double medianDeviation(const std::vector<double> &values)
{
    const double middle = median(values);
    std::vector<double> distances;
    distances.reserve(values.size());
    for (const double value : values)
        distances.push_back(std::abs(value - middle));
    return 1.4826 * median(std::move(distances));
}

double excessKurtosis(std::span<const double> values)
{
    const double middle = mean(values);
    double second = 0;
    double fourth = 0;
    for (const double value : values) {
        const double square = (value - middle) * (value - middle);
        second += square;
        fourth += square * square;
    }
    return second > 0 ? fourth * static_cast<double>(values.size()) / (second * second) - 3 : 0;
}

double clippedKurtosis(const std::vector<double> &values)
{
    const double middle = median(values);
    const double most = 5 * medianDeviation(values);
    std::vector<double> clipped = values;
    for (double &value : clipped)
        value = std::clamp(value, middle - most, middle + most);
    return excessKurtosis(clipped);
}

double correlation(std::span<const double> a, std::span<const double> b)
{
    const double meanA = mean(a);
    const double meanB = mean(b);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - meanA) * (b[i] - meanB);
        aa += (a[i] - meanA) * (a[i] - meanA);
        bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

double autocorrelation(std::span<const double> values, size_t lag)
{
    if (values.size() <= lag + 2)
        return 0;
    const double middle = mean(values);
    double product = 0;
    double square = 0;
    for (size_t i = 0; i < values.size(); ++i) {
        square += (values[i] - middle) * (values[i] - middle);
        if (i >= lag)
            product += (values[i] - middle) * (values[i - lag] - middle);
    }
    return square > 0 ? product / square : 0;
}

double hillExponent(const std::vector<double> &values, double share)
{
    std::vector<double> sizes = absolute(values);
    const auto count = static_cast<size_t>(static_cast<double>(sizes.size()) * share);
    if (count < 5)
        return 0;
    std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(count), sizes.end(),
        std::greater<>());
    const double least = sizes[count];
    double sum = 0;
    for (size_t i = 0; i < count; ++i)
        sum += std::log(sizes[i] / least);
    return least > 0 && sum > 0 ? static_cast<double>(count) / sum : 0;
}

double powerExponent(std::span<const double> x, std::span<const double> y)
{
    std::vector<double> logX;
    std::vector<double> logY;
    for (size_t i = 0; i < x.size(); ++i) {
        if (x[i] <= 0 || y[i] <= 0)
            continue;
        logX.push_back(std::log(x[i]));
        logY.push_back(std::log(y[i]));
    }
    const double spread = deviation(logX);
    return spread > 0 ? correlation(logX, logY) * deviation(logY) / spread : 0;
}

std::vector<double> absolute(std::span<const double> values)
{
    std::vector<double> result(values.begin(), values.end());
    for (double &value : result)
        value = std::abs(value);
    return result;
}

} // namespace wavetape::feeds::report
