// SPDX-License-Identifier: GPL-3.0-or-later
#include "OriginOracle.h"

#include <boost/regex.hpp>

#include <algorithm>
#include <cctype>

namespace wavetape::security {

namespace {

const std::string kPort = "(?::([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-"
                          "2][0-9]|6553[0-5]))?";
const std::string kLabel = "[a-z0-9_-]{1,63}";
const std::string kHost = "(\\[::1\\]|" + kLabel + "(?:\\." + kLabel + ")*)";

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
        [](unsigned char c) { return static_cast<char>(c < 128 ? std::tolower(c) : c); });
    return text;
}

/// host:port with the port of the scheme where none is named; empty where `text` is neither.
std::string effective(const std::string &text, const std::string &scheme)
{
    static const boost::regex form(kHost + kPort);
    boost::smatch part;
    const std::string low = lowered(text);
    if (!boost::regex_match(low, part, form) || part[1].length() > 253)
        return "";
    std::string port = part[2].str();
    if (port.empty())
        port = scheme == "https" ? "443" : "80";
    return part[1].str() + ":" + port;
}

} // namespace

bool oracleAcceptsHost(const std::string &host)
{
    static const boost::regex form("(?:localhost|127\\.0\\.0\\.1|\\[::1\\])" + kPort);
    return boost::regex_match(lowered(host), form);
}

bool oracleAcceptsOrigin(const std::string &origin, const std::string &host)
{
    static const boost::regex form("(https?)://(.*)");
    boost::smatch part;
    const std::string low = lowered(origin);
    if (!boost::regex_match(low, part, form))
        return false;
    const std::string scheme = part[1].str();
    const std::string page = effective(part[2].str(), scheme);
    if (page.empty())
        return false;
    if (oracleAcceptsHost(part[2].str()) || page == effective(host, scheme))
        return true;
    static const boost::regex listed("https://app\\.example:8443|http://intern:80");
    return boost::regex_match(scheme + "://" + page, listed);
}

} // namespace wavetape::security
