// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// What quants measure on series. All are 0 where a series is too short or does not move.
namespace wavetape::feeds::report {

double mean(std::span<const double> values);
double median(std::vector<double> values);
double deviation(std::span<const double> values);
/// Median distance from the median, scaled so that it is the standard deviation of a normal law.
double medianDeviation(const std::vector<double> &values);
/// Of the normal law 0.
double excessKurtosis(std::span<const double> values);
/// The same after moves beyond five median deviations were cut to that.
double clippedKurtosis(const std::vector<double> &values);
double correlation(std::span<const double> a, std::span<const double> b);
double autocorrelation(std::span<const double> values, size_t lag);
/// Hill's exponent of the largest `share` of the absolute values.
double hillExponent(const std::vector<double> &values, double share);
/// The exponent of y ~ x^b, by least squares of the logarithms; points with y <= 0 are left out.
double powerExponent(std::span<const double> x, std::span<const double> y);
std::vector<double> absolute(std::span<const double> values);

} // namespace wavetape::feeds::report
