// SPDX-License-Identifier: GPL-3.0-or-later
// The dashboard, its files, the documents and the descriptions of the protocol for tools.
#include "defence/Defence.h"
#include "http/Handlers.h"
#include "net/Connection.h"
#include "web/WebAssets.h"

#include <span>
#include <utility>
#include <vector>

namespace wavetape::http {

using defence::armed;
using defence::Defence;

namespace {

/// What of `asset` goes out: the smallest form that the client takes (RFC 9110 12.5.3).
struct Form {
    std::span<const char> bytes;
    std::string_view coding; ///< empty: as it is
};
Form chooseForm(const web::Asset &asset, const std::string &acceptEncoding)
{
    const std::vector<AcceptedCoding> accepted = acceptedCodings(acceptEncoding);
    for (const auto &[coding, bytes] :
        {std::pair("br", asset.brotli), std::pair("gzip", asset.gzip)}) {
        if (!bytes.empty() && accepts(accepted, coding))
            return {bytes, coding};
    }
    return {asset.bytes, {}};
}

Answer answerWith(const Exchange &exchange, const web::Asset *asset)
{
    if (!asset)
        return refuse(exchange, 404, kNothingHere);
    const Request &request = exchange.request;
    const Form form = chooseForm(*asset, request.joined("Accept-Encoding"));
    // Each form is a representation of its own, with a tag of its own (RFC 9110 8.8.3.3).
    std::string tag(asset->etag);
    if (!form.coding.empty())
        tag.insert(tag.size() - 1, "-" + std::string(form.coding));
    Response response;
    response.contentType = asset->contentType;
    response.headers = {{"ETag", tag},
        {"Cache-Control",
            web::isVersioned(request.path) ? "public, max-age=31536000, immutable" : "no-cache"}};
    if (!asset->gzip.empty() || !asset->brotli.empty())
        response.headers.emplace_back("Vary", "Accept-Encoding");
    if (matchesEntityTag(request.joined("If-None-Match"), tag)) {
        response.status = 304;
        return plain(std::move(response));
    }
    if (!form.coding.empty())
        response.headers.emplace_back("Content-Encoding", form.coding);
    if (asset->contentType.starts_with("text/html") && armed(Defence::contentSecurityPolicy))
        response.headers.emplace_back(
            "Content-Security-Policy", web::contentSecurityPolicy(exchange.caller.host));
    response.body.assign(form.bytes.data(), form.bytes.size());
    return plain(std::move(response));
}

} // namespace

Answer asset(Exchange &exchange)
{
    return answerWith(exchange, web::findAsset(exchange.request.path));
}

Answer favicon(Exchange &exchange)
{
    return answerWith(exchange, web::findAsset("/assets/icon.svg"));
}

Answer description(Exchange &exchange)
{
    const web::Asset *description = web::findAsset(exchange.request.path);
    if (!description)
        return refuse(exchange, 404, kNothingHere);
    Response response;
    response.contentType = description->contentType;
    response.body.assign(description->bytes.data(), description->bytes.size());
    // Tools connect to the address that the description names: it is the one it was fetched from.
    const auto put = [&](std::string_view written, const std::string &meant) {
        std::string &text = response.body;
        if (const size_t at = text.find(written); at != std::string::npos)
            text.replace(at, written.size(), meant);
    };
    const bool overTls = exchange.connection.reachedOverTls();
    put("host: 127.0.0.1:8080\n", "host: " + exchange.caller.host + "\n");
    put("\"http://127.0.0.1:8080\"",
        (overTls ? "\"https://" : "\"http://") + exchange.caller.host + "\"");
    if (overTls)
        put("protocol: ws\n", "protocol: wss\n");
    return plain(std::move(response));
}

Answer folder(Exchange &exchange)
{
    // The pages link to each other by names alone, so their folder must be in the address.
    const std::string name = exchange.request.path.substr(1) + "/";
    Response response;
    response.status = 308;
    response.contentType = "text/plain; charset=utf-8";
    response.headers = {{"Location", name}};
    response.body = "The pages are at " + name + ".\n";
    return plain(std::move(response));
}

} // namespace wavetape::http
