// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/WebAssets.h"
#include "protocol/ChannelFamily.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

using namespace wavetape::web;

namespace {

std::string text(const Asset &asset)
{
    return {asset.bytes.data(), asset.bytes.size()};
}

std::string readFile(const std::string &name)
{
    std::ifstream file(std::string(WEB_SOURCE_FOLDER "/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool holds(const std::string &policy, std::string_view part)
{
    return policy.find(part) != std::string::npos;
}

} // namespace

TEST(WebAssets, servesTheFilesAsTheyAre)
{
    const auto *page = findAsset("/");
    ASSERT_NE(page, nullptr);
    EXPECT_EQ(page->contentType, "text/html; charset=utf-8");
    std::string written = readFile("index.html");
    const std::string link = "\"assets/";
    ASSERT_EQ(written.find("=\"/"), std::string::npos)
        << "links are relative: it may lie under a path";
    for (size_t at = written.find(link); at != std::string::npos; at = written.find(link, at + 1))
        written.insert(at + link.size(), std::string(assetVersion()) + "/");
    EXPECT_EQ(text(*page), written);
    const auto *script = findAsset("/assets/app.js");
    ASSERT_NE(script, nullptr);
    EXPECT_EQ(script->contentType, "text/javascript; charset=utf-8");
    // The modules are one file: nothing but what npm brought is fetched besides.
    const std::regex imported(R"((^|\n)import [^\n]*from '([^']+)';)");
    const std::string bundle = text(*script);
    for (std::sregex_iterator at(bundle.begin(), bundle.end(), imported), end; at != end; ++at)
        EXPECT_EQ((*at)[2], "./vendor/uPlot.esm.js");
    const auto *plain = findAsset("/assets/early-theme.js");
    ASSERT_NE(plain, nullptr);
    EXPECT_EQ(text(*plain), readFile("early-theme.js"));
}

TEST(WebAssets, knowsNoOtherPath)
{
    for (const auto *path : {"", "/assets", "/assets/", "/assets/app", "/assets/app.js?x=1",
             "/assets/../index.html", "/assets/package.json", "/etc/passwd", "//"})
        EXPECT_EQ(findAsset(path), nullptr) << path;
}

TEST(WebAssets, findsEachByItsPathInAnOrderedTable)
{
    const auto all = assets();
    EXPECT_TRUE(std::is_sorted(
        all.begin(), all.end(), [](const Asset &a, const Asset &b) { return a.path < b.path; }));
    for (const auto &asset : all)
        EXPECT_EQ(findAsset(asset.path), &asset) << asset.path;
}

TEST(WebAssets, givesTheVersionsFilesToo)
{
    const std::string folder = "/assets/" + std::string(assetVersion());
    EXPECT_EQ(assetVersion().size(), 12u);
    EXPECT_EQ(findAsset(folder + "/app.js"), findAsset("/assets/app.js"));
    EXPECT_TRUE(isVersioned(folder + "/app.js"));
    for (const std::string &path :
        {folder, folder + "/", folder + "app.js", std::string("/assets/000000000000/app.js"),
            folder + "/" + std::string(assetVersion()) + "/app.js"})
        EXPECT_EQ(findAsset(path), nullptr) << path;
}

TEST(WebAssets, hasSmallerFormsOfText)
{
    size_t whole = 0, gzip = 0;
    for (const auto &asset : assets()) {
        EXPECT_LT(asset.gzip.size(), asset.bytes.size());
        EXPECT_LT(asset.brotli.size(), asset.bytes.size());
        whole += asset.bytes.size();
        gzip += asset.gzip.empty() ? asset.bytes.size() : asset.gzip.size();
    }
    EXPECT_LT(gzip, whole / 2);
}

TEST(WebAssets, givesEachContentItsOwnQuotedTag)
{
    for (const auto &asset : assets()) {
        ASSERT_GT(asset.etag.size(), 10u);
        EXPECT_EQ(asset.etag.front(), '"');
        EXPECT_EQ(asset.etag.back(), '"');
        EXPECT_FALSE(asset.bytes.empty()) << asset.path;
    }
    EXPECT_NE(findAsset("/")->etag, findAsset("/assets/app.js")->etag);
}

TEST(WebAssets, namesChannelsAsTheServersTableDoes)
{
    // `book.${…}`, 'ticker.*', 'wave.'
    const std::regex name(R"([`']([a-z]+\.)(\$\{|\*'|'))");
    std::set<std::string> found;
    for (const auto &asset : assets()) {
        const std::string script = text(asset);
        for (std::sregex_iterator at(script.begin(), script.end(), name), end; at != end; ++at) {
            found.insert((*at)[1]);
            EXPECT_EQ(wavetape::protocol::familyOf((*at)[1].str()).name, (*at)[1].str())
                << asset.path;
        }
    }
    EXPECT_TRUE(found.contains(std::string(wavetape::protocol::kWaveFamily)));
    EXPECT_GE(found.size(), 5u);
}

TEST(ContentSecurityPolicy, admitsWebSocketsToTheSameHostOnly)
{
    const auto policy = contentSecurityPolicy("127.0.0.1:8080");
    EXPECT_TRUE(holds(policy, "connect-src 'self' ws://127.0.0.1:8080 wss://127.0.0.1:8080;"))
        << policy;
    EXPECT_TRUE(holds(policy, "default-src 'none'"));
    EXPECT_TRUE(holds(policy, "script-src 'self';"));
    EXPECT_TRUE(holds(policy, "style-src 'self';"));
    EXPECT_TRUE(holds(policy, "frame-ancestors 'none'"));
    EXPECT_FALSE(holds(policy, "unsafe"));
}

TEST(ContentSecurityPolicy, letsNoHostAddToIt)
{
    for (const std::string &host : {std::string("a; script-src *"), std::string("a b"),
             std::string("a\r\nX: y"), std::string("*"), std::string("'unsafe-inline'"),
             std::string("[::1]:8080"), std::string("a:b"), std::string("a:"), std::string(":80"),
             std::string(""), std::string(300, 'a'), std::string("a,b"), std::string("a\0b", 3)}) {
        const auto policy = contentSecurityPolicy(host);
        EXPECT_TRUE(holds(policy, "connect-src 'self'; base-uri")) << host;
    }
}
