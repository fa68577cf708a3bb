// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ParameterHint.h"

#include "http/Routes.h"
#include "protocol/NearestName.h"

#include <vector>

namespace wavetape::http {

namespace {

std::vector<std::string_view> knownParameters(const Route &route)
{
    std::vector<std::string_view> names {"token"};
    if (route.takesFaults())
        names.emplace_back("faults");
    for (std::string_view list = route.parameters; !list.empty();) {
        const size_t end = std::min(list.find(", "), list.size());
        names.push_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 2, list.size()));
    }
    return names;
}

} // namespace

bool isKnownParameter(const Exchange &exchange, std::string_view name)
{
    const Route &route = *exchange.route;
    return listHas(route.parameters, name) || name == "token"
        || (name == "faults" && route.takesFaults());
}

std::string parameterHint(const Exchange &exchange)
{
    if (exchange.request.query.empty())
        return {};
    const std::vector<std::string_view> known = knownParameters(*exchange.route);
    for (const auto &[name, value] : exchange.request.parameters()) {
        if (isKnownParameter(exchange, name))
            continue;
        // What is near a known name has no letter that a header may not have but by decoding.
        const std::string_view near = protocol::nearestName(name, known);
        const bool plain
            = name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789_-")
            == name.npos;
        if (!near.empty() && plain)
            return "The parameter " + name + " does nothing here; did you mean " + std::string(near)
                + "?";
    }
    return {};
}

} // namespace wavetape::http
