// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Response.h"

#include "defence/Defence.h"

#include <algorithm>

namespace wavetape::http {

using defence::armed;
using defence::Defence;

std::string_view reasonPhrase(int status)
{
    switch (status) {
    case 101:
        return "Switching Protocols";
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    case 308:
        return "Permanent Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 410:
        return "Gone";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Error";
    }
}

std::string httpDate(std::time_t time)
{
    // No strftime: its names are the locale's.
    static constexpr const char *kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char *kMonths[]
        = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc {};
    gmtime_r(&time, &utc);
    const auto padded = [](int number, size_t width) {
        const std::string digits = std::to_string(number);
        return std::string(width - std::min(width, digits.size()), '0') + digits;
    };
    return std::string(kDays[utc.tm_wday]) + ", " + padded(utc.tm_mday, 2) + ' '
        + kMonths[utc.tm_mon] + ' ' + padded(utc.tm_year + 1900, 4) + ' ' + padded(utc.tm_hour, 2)
        + ':' + padded(utc.tm_min, 2) + ':' + padded(utc.tm_sec, 2) + " GMT";
}

Response Response::refusal(int status, std::string_view sentence)
{
    Response response;
    response.status = status;
    response.body = sentence;
    response.body += '\n';
    if (status == 426) {
        response.headers = {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
    } else if (status == 401) {
        response.headers = {{"WWW-Authenticate", "Bearer"}};
    } else if (status == 429 || status == 503) {
        response.headers = {{"Retry-After", "5"}};
    }
    return response;
}

Response Response::json(std::string body)
{
    Response response;
    response.contentType = "application/json";
    response.body = std::move(body);
    return response;
}

Response Response::comeBack(uint64_t ms, std::string_view sentence)
{
    Response response;
    response.contentType = "text/event-stream";
    response.body = "retry:" + std::to_string(ms) + "\n: " + std::string(sentence) + "\n\n";
    response.headers = {{"Cache-Control", "no-store, no-transform"}};
    return response;
}

std::string Response::serialise(bool head, bool close) const
{
    std::string text = "HTTP/1.1 " + std::to_string(status) + ' ';
    text += reasonPhrase(status);
    text += "\r\nDate: " + httpDate(std::time(nullptr)) + "\r\n";
    if (status != 204 && status != 304) {
        text += "Content-Type: " + contentType + "\r\n";
        if (length == Length::whole)
            text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        else if (length == Length::chunked)
            text += "Transfer-Encoding: chunked\r\n";
    }
    bool cacheSaid = false;
    for (const auto &[name, value] : headers) {
        text.append(name).append(": ").append(value).append("\r\n");
        cacheSaid = cacheSaid || name == "Cache-Control";
    }
    if (!cacheSaid)
        text += "Cache-Control: no-store\r\n";
    if (armed(Defence::nosniff))
        text += "X-Content-Type-Options: nosniff\r\n";
    text += "Referrer-Policy: no-referrer\r\n";
    text += "Cross-Origin-Resource-Policy: same-origin\r\n";
    // RFC 9110 7.8: who names Upgrade names it in Connection too.
    if (status == 426)
        text += close ? "Connection: Upgrade, close\r\n" : "Connection: Upgrade\r\n";
    else
        text += close ? "Connection: close\r\n" : "Connection: keep-alive\r\n";
    text += "\r\n";
    if (!head && status != 204 && status != 304)
        text += body;
    return text;
}

} // namespace wavetape::http
