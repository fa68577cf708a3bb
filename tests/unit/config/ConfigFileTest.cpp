// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/ConfigFile.h"
#include "config/ConfigText.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sys/stat.h>
#include <unistd.h>

using namespace wavetape::config;

namespace {

/// The error, or nothing.
std::string read(std::string_view toml, ServerConfig &config)
{
    const auto result = readConfigText(toml, "w.toml",
        [&](const ConfigField &field, const GivenValue &value, const std::string &) {
            return setField(field, config, value);
        });
    return result ? std::string() : result.error().message;
}

std::string read(std::string_view toml)
{
    ServerConfig config;
    return read(toml, config);
}

} // namespace

TEST(ConfigFile, setsWhatItNames)
{
    ServerConfig config;
    EXPECT_EQ(read("# comment\n"
                   "listen = [\"127.0.0.1:0\", \"[::1]:0?\"]\n"
                   "threads = 3\n"
                   "[feed]\nprofile = 'open'\nspeed = 2\nwave_rate = 1e6\n"
                   "[limits]\nenabled = false\nmessage_bytes = \"16M\"\nmessages_per_second = 5\n"
                   "[access]\nhosts = [\"desk.example\"]\norigins = []\n",
                  config),
        "");
    EXPECT_EQ(
        config.listen, (std::vector<ListenAddress> {{"127.0.0.1", 0, false}, {"::1", 0, true}}));
    EXPECT_EQ(config.threads, 3u);
    EXPECT_EQ(config.feed.profile, "open");
    EXPECT_EQ(config.feed.speed, 2);
    EXPECT_EQ(config.feed.waveRate, 1e6);
    EXPECT_FALSE(config.limits.enabled);
    EXPECT_EQ(config.limits.messageBytes, 16u << 20);
    EXPECT_EQ(config.limits.messagesPerSecond, 5);
    EXPECT_EQ(config.access.hosts, std::vector<std::string> {"desk.example"});
    EXPECT_EQ(config.feed.symbols, ServerConfig().feed.symbols);
}

TEST(ConfigFile, saysWhereItIsWrong)
{
    const std::pair<const char *, const char *> rows[] = {
        {"\nthreads = 100\n", "w.toml:2: threads: must be a whole number from 0 to 64"},
        {"threads = -1\n", "w.toml:1: threads: must be a whole number from 0 to 64"},
        {"threads = 1.0\n", "w.toml:1: threads: must be a whole number from 0 to 64"},
        {"threads = \"2\"\n", "w.toml:1: threads: must be a whole number from 0 to 64"},
        {"threads = [2]\n", "w.toml:1: threads: must be a whole number from 0 to 64"},
        {"threads = 1979-05-27\n", "w.toml:1: threads: must be a whole number from 0 to 64"},
        {"[feed]\n\nprofile = \"wild\"\n",
            "w.toml:3: feed.profile: must be one of calm, day, open, crash, dead, none"},
        {"[feed]\nspeed = nan\n", "w.toml:2: feed.speed: must be a number from 0.1 to 100"},
        {"[feed]\nspeed = inf\n", "w.toml:2: feed.speed: must be a number from 0.1 to 100"},
        {"[limits]\nenabled = \"off\"\n", "w.toml:2: limits.enabled: must be on or off"},
        {"[limits]\nmessage_bytes = \"16X\"\n",
            "w.toml:2: limits.message_bytes: must be a whole number from 1024 to 1073741824 (K, M, "
            "G allowed)"},
        {"[access]\nhosts = [1]\n", "w.toml:2: access.hosts: must be host names without a port"},
        {"[access]\nhosts = [\"http://x\"]\n",
            "w.toml:2: access.hosts: must be host names without a port"},
        {"listen = []\n", "w.toml:1: listen: must be HOST:PORT"},
        {"listen = \"127.0.0.1:0\"\n", "w.toml:1: listen: must be HOST:PORT"},
        {"feed = 5\n", "w.toml:1: feed: must be a section [feed]"},
        {"thread = 1\n", "w.toml:1: thread: no such setting, allowed here: listen, threads,"},
        {"[limits]\nmesage_bytes = 1\n",
            "w.toml:2: limits.mesage_bytes: no such setting, allowed here: enabled, "
            "message_bytes,"},
        {"[limit]\nmessage_bytes = 1\n", "w.toml:1: limit: no such setting"},
        {"[[feed]]\nsymbols = 1\n", "w.toml:1: feed: must be a section"},
        {"adminToken = 'x'\n", "w.toml:1: adminToken: no such setting"},
        {"threads = \n", "w.toml:1: not TOML: "},
        {"threads = 1\nthreads = 2\n", "w.toml:2: not TOML: "},
        {"\n\n[feed\n", "w.toml:3: not TOML: "},
        {"a = \"\x01\"\n", "w.toml:1: not TOML: "},
        {"\n_\u0106 = 1\n",
            "w.toml:2: not TOML: only strings and comments may have characters outside ASCII"},
        {"a = \"\"\"\\\"\"\"\"\" \u00a0\n", "w.toml:1: not TOML: only strings"},
        {"a = 'x\n\u00a0'\n", "w.toml:2: not TOML: only strings"},
        {"\"a\\nb\" = 1\n", "w.toml:1: a b: no such setting"},
    };
    for (const auto &[toml, expected] : rows) {
        const std::string message = read(toml);
        EXPECT_TRUE(message.starts_with(expected)) << message << "\nexpected " << expected;
        EXPECT_EQ(message.find('\n'), message.npos) << message;
    }
}

TEST(ConfigFile, takesAnyCharacterInStringsAndComments)
{
    for (const char *path :
        {"'/\u0106'", "\"/\\\"\u0106\"", "\"\"\"/\n\u0106\"\"\"\"\"", "'''\u0106''''"}) {
        ServerConfig config;
        EXPECT_EQ(
            read("# \u0106 \" '\n[access] # \u0106\nadmin_token_file = " + std::string(path) + "\n",
                config),
            "");
        EXPECT_NE(config.access.adminTokenFile.find("\u0106"), std::string::npos) << path;
    }
}

TEST(ConfigFile, readsRegularFilesOnly)
{
    const FileSetting tell = [](const ConfigField &, const GivenValue &, const std::string &) {
        return std::string();
    };
    const auto problem = [&](const std::string &path) {
        const auto result = readConfigFile(path, tell);
        return result ? std::string() : result.error().message;
    };
    const std::filesystem::path folder = std::filesystem::path(testing::TempDir())
        / ("wavetape-config-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const std::string fifo = folder / "fifo";
    ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
    const std::string large = folder / "large.toml";
    std::ofstream(large) << std::string((1 << 20) + 1, '\n');
    const std::string good = folder / "good.toml";
    std::ofstream(good) << "threads = 1\n";

    EXPECT_EQ(problem(good), "");
    EXPECT_EQ(problem(folder / "none"),
        (folder / "none").string() + ": cannot be read: No such file or directory");
    EXPECT_EQ(problem(folder), folder.string() + ": cannot be read: not a regular file");
    EXPECT_EQ(problem(fifo), fifo + ": cannot be read: not a regular file");
    EXPECT_EQ(problem("/dev/zero"), "/dev/zero: cannot be read: not a regular file");
    EXPECT_EQ(problem(large), large + ": cannot be read: larger than 1024 KiB");
    std::filesystem::remove_all(folder);
}

TEST(ConfigFile, survivesMutatedFiles)
{
    std::mt19937 random(11);
    const std::string whole = configAsToml(ServerConfig());
    for (int i = 0; i < 2'000; ++i) {
        std::string text = whole;
        for (int change = 0; change < 3; ++change) {
            const size_t at = random() % text.size();
            if (random() % 2)
                text[at] = static_cast<char>(random());
            else
                text.erase(at, random() % 20);
        }
        ServerConfig config;
        const std::string problem = read(text, config);
        EXPECT_EQ(problem.find('\n'), problem.npos);
        EXPECT_TRUE(problem.empty() || problem.starts_with("w.toml:")) << problem;
    }
}
