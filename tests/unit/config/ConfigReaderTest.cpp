// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/ConfigReader.h"
#include "config/ConfigField.h"
#include "config/ConfigText.h"
#include "config/Version.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <unistd.h>

using namespace wavetape::config;

namespace {

using Words = std::vector<std::string>;

tl::expected<ParsedArguments, ConfigError> parse(
    const Words &words, const Words &environment = {}, std::span<const ProgramFlag> own = {})
{
    std::vector<const char *> argv {"wavetape-server"};
    for (const std::string &word : words)
        argv.push_back(word.c_str());
    std::vector<const char *> variables;
    for (const std::string &variable : environment)
        variables.push_back(variable.c_str());
    variables.push_back(nullptr);
    return parseArguments(
        static_cast<int>(argv.size()), argv.data(), "wavetape-server", own, variables.data());
}

ServerConfig config(const Words &words, const Words &environment = {})
{
    auto result = parse(words, environment);
    if (!result) {
        ADD_FAILURE() << result.error().message;
        return {};
    }
    return std::get<ServerConfig>(*result);
}

std::string error(const Words &words, const Words &environment = {})
{
    const auto result = parse(words, environment);
    return result ? std::string("no error") : result.error().message;
}

std::string printed(const Words &words)
{
    const auto result = parse(words);
    if (!result || !std::holds_alternative<TextToPrint>(*result)) {
        ADD_FAILURE() << "nothing to print";
        return {};
    }
    return std::get<TextToPrint>(*result).text;
}

std::string fileText(const std::string &path)
{
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view text)
        : path(testing::TempDir() + "wavetape-" + std::to_string(getpid()) + ".toml")
    {
        std::ofstream(path) << text;
    }
    ~TemporaryFile() { unlink(path.c_str()); }

    const std::string path;
};

} // namespace

TEST(ConfigReader, beginsWithTheDefaults)
{
    const ServerConfig plain = config({});
    EXPECT_EQ(plain.listen,
        (std::vector<ListenAddress> {{"127.0.0.1", 8080, false}, {"::1", 8080, true}}));
    for (const Setting &setting : listSettings(plain))
        EXPECT_FALSE(setting.changed) << setting.key;
    EXPECT_FALSE(validate(plain, "wavetape-server"));
}

TEST(ConfigReader, takesEveryFlag)
{
    const ServerConfig all = config({"--listen", "127.0.0.1:0", "--listen=[::1]:0", "--threads",
        "4", "--seed", "7", "--feed", "crash", "--symbols", "500", "--speed", "0.5", "--wave-rate",
        "1e7", "--limits", "off", "--max-message", "16M", "--max-fragments", "10", "--log-level",
        "debug", "--node", "desk-1", "--allow-host", "desk.example", "--allow-host", "[fd00::1]",
        "--allow-origin", "https://desk.example", "--insecure"});
    EXPECT_EQ(
        all.listen, (std::vector<ListenAddress> {{"127.0.0.1", 0, false}, {"::1", 0, false}}));
    EXPECT_EQ(all.threads, 4u);
    EXPECT_EQ(all.feed.seed, 7u);
    EXPECT_EQ(all.feed.profile, "crash");
    EXPECT_EQ(all.feed.symbols, 500u);
    EXPECT_EQ(all.feed.speed, 0.5);
    EXPECT_EQ(all.feed.waveRate, 1e7);
    EXPECT_FALSE(all.limits.enabled);
    EXPECT_EQ(all.limits.messageBytes, 16u << 20);
    EXPECT_EQ(all.limits.fragments, 10u);
    EXPECT_EQ(all.logLevel, "debug");
    EXPECT_EQ(all.node, "desk-1");
    EXPECT_EQ(all.access.hosts, (Words {"desk.example", "[fd00::1]"}));
    EXPECT_EQ(all.access.origins, Words {"https://desk.example"});
    EXPECT_TRUE(all.access.insecure);
    EXPECT_EQ(config({"--max-message", "2k"}).limits.messageBytes, 2048u);
    EXPECT_EQ(config({"--max-message", "1G"}).limits.messageBytes, 1u << 30);
    EXPECT_EQ(config({"--threads", "2", "--threads", "5"}).threads, 5u) << "the last wins";
}

TEST(ConfigReader, refusesBadFlagsInOneLine)
{
    const std::pair<Words, const char *> rows[] = {
        {{"--threads", "12abc"}, "--threads 12abc: must be a whole number from 0 to 64"},
        {{"--threads", "65"}, "--threads 65: must be a whole number from 0 to 64"},
        {{"--threads", "-1"}, "--threads -1: must be a whole number from 0 to 64"},
        {{"--threads", ""}, "--threads : must be a whole number from 0 to 64"},
        {{"--threads", "99999999999999999999"},
            "--threads 99999999999999999999: must be a whole number"},
        {{"--threads"}, "--threads: needs exactly one value"},
        {{"--symbols", "0"}, "--symbols 0: must be a whole number from 1 to 500"},
        {{"--symbols", "501"}, "--symbols 501: must be a whole number from 1 to 500"},
        {{"--symbols", "1.5"}, "--symbols 1.5: must be a whole number from 1 to 500"},
        {{"--seed", "1e3"}, "--seed 1e3: must be a whole number from 0 to 9007199254740992"},
        {{"--speed", "0"}, "--speed 0: must be a number from 0.1 to 100"},
        {{"--speed", "-1"}, "--speed -1: must be a number from 0.1 to 100"},
        {{"--speed", "1e9"}, "--speed 1e9: must be a number from 0.1 to 100"},
        {{"--speed", "nan"}, "--speed nan: must be a number from 0.1 to 100"},
        {{"--speed", "1x"}, "--speed 1x: must be a number from 0.1 to 100"},
        {{"--wave-rate", "0"}, "--wave-rate 0: must be a number from 1 to 10000000"},
        {{"--feed", "wild"}, "--feed wild: must be one of calm, day, open, crash, dead, none"},
        {{"--log-level", "loud"},
            "--log-level loud: must be one of trace, debug, info, warn, error, off"},
        {{"--limits", "maybe"}, "--limits maybe: must be on or off"},
        {{"--max-message", "16X"}, "--max-message 16X: must be a whole number from 1024"},
        {{"--max-message", "-1"}, "--max-message -1: must be a whole number from 1024"},
        {{"--max-message", "99999999999G"},
            "--max-message 99999999999G: must be a whole number from 1024"},
        {{"--max-fragments", "0"}, "--max-fragments 0: must be a whole number from 1 to 1000000"},
        {{"--node", "a b"}, "--node a b: must be 1 to 64 of A-Z a-z 0-9 . _ -"},
        {{"--listen", "localhost"}, "--listen localhost: must be HOST:PORT"},
        {{"--listen", "127.0.0.1:0", "--listen", "x:1"},
            "--listen 127.0.0.1:0 x:1: must be HOST:PORT"},
        {{"--allow-host", "http://x"}, "--allow-host http://x: must be host names without a port"},
        {{"--allow-origin", "NULL"}, "--allow-origin NULL: must be origins such as"},
        {{"--insecure=yes"}, "--insecure: takes no value"},
        {{"--nope"}, "command line: The following argument was not expected: --nope"},
        {{"extra"}, "command line: The following argument was not expected: extra"},
        {{"--config", ""}, "--config: must name a file"},
        {{"--config", "/none/such.toml"},
            "/none/such.toml: cannot be read: No such file or directory"},
        {{"--listen", "127.0.0.1:80", "--listen", "127.0.0.1:80"},
            "--listen: names 127.0.0.1:80 twice"},
        {{"--node", "a\nb"}, "--node a b: must be"},
    };
    for (const auto &[words, expected] : rows) {
        const std::string message = error(words);
        EXPECT_TRUE(message.starts_with(expected)) << message << "\nexpected " << expected;
        EXPECT_EQ(message.find('\n'), message.npos) << message;
    }
}

TEST(ConfigReader, refusesToBeReachedFromOutside)
{
    for (const char *address : {"0.0.0.0:80", "[::]:80", "192.168.1.2:80"}) {
        const std::string message = error({"--listen", address});
        EXPECT_NE(message.find(std::string("wavetape-server --listen ") + address + " --insecure"),
            message.npos)
            << message;
        EXPECT_EQ(config({"--listen", address, "--insecure"}).listen.size(), 1u);
    }
    EXPECT_NE(error({}, {"WAVETAPE_LISTEN=0.0.0.0:80"})
                  .find("WAVETAPE_LISTEN: 0.0.0.0:80 can be reached"),
        std::string::npos);
}

TEST(ConfigReader, takesTheOutsideWithTlsAndTokens)
{
    const Words tls {"--tls-self-signed", "--tls-listen", "0.0.0.0:443"};
    const std::string lacking = error(tls);
    EXPECT_NE(lacking.find("--tls-listen 0.0.0.0:443 --tokens on --users FILE"), lacking.npos)
        << lacking;
    EXPECT_NE(lacking.find("without tokens"), lacking.npos) << lacking;
    Words both = tls;
    both.insert(both.end(), {"--tokens", "on"});
    EXPECT_FALSE(config(both).exposed());
    const std::string plain = error({"--tokens", "on", "--listen", "0.0.0.0:80"});
    EXPECT_NE(plain.find("without TLS"), plain.npos) << plain;
    EXPECT_TRUE(config({"--listen", "0.0.0.0:80", "--insecure"}).exposed());
    EXPECT_FALSE(config({"--insecure"}).exposed());
}

TEST(ConfigReader, laterSourcesWin)
{
    const TemporaryFile file(
        "threads = 1\nnode = \"file\"\nlisten = [\"127.0.0.1:1\", \"127.0.0.1:2\"]\n"
        "[feed]\nsymbols = 3\n[access]\nhosts = [\"a\", \"b\"]\n");
    const Words flags {"--config", file.path, "--threads", "3"};
    const Words environment {"WAVETAPE_THREADS=2", "WAVETAPE_NODE=env", "WAVETAPE_ACCESS_HOSTS=c",
        "WAVETAPE_LIMITS_MESSAGE_BYTES=2M", "WAVETAPE_LIMITS_ENABLED=off", "OTHER=1",
        "WAVETAPE_ELSE=1"};
    const ServerConfig all = config(flags, environment);
    EXPECT_EQ(all.threads, 3u);
    EXPECT_EQ(all.node, "env");
    EXPECT_EQ(all.feed.symbols, 3u);
    EXPECT_EQ(all.access.hosts, Words {"c"});
    EXPECT_EQ(all.limits.messageBytes, 2u << 20);
    EXPECT_FALSE(all.limits.enabled);
    EXPECT_EQ(all.listen.size(), 2u);
    EXPECT_EQ(config({"--config", file.path, "--listen", "127.0.0.1:9"}).listen.size(), 1u);
    EXPECT_EQ(config({}, {"WAVETAPE_CONFIG=" + file.path}).threads, 1u);
    EXPECT_EQ(config({}, {"WAVETAPE_LISTEN=127.0.0.1:0,[::1]:0"}).listen.size(), 2u);
}

TEST(ConfigReader, namesTheSourceOfWhatIsWrong)
{
    EXPECT_EQ(
        error({}, {"WAVETAPE_THREADS=x"}), "WAVETAPE_THREADS: must be a whole number from 0 to 64");
    EXPECT_TRUE(error({}, {"WAVETAPE_LIMITS_MESAGE=1"})
                    .starts_with("WAVETAPE_LIMITS_MESAGE: no such setting"));
    // A service of Kubernetes that is called as we are.
    EXPECT_EQ(
        error({},
            {"WAVETAPE_TLS_PORT=tcp://10.0.0.1:8443", "WAVETAPE_TLS_SERVICE_HOST=10.0.0.1",
                "WAVETAPE_TLS_SERVICE_PORT=8443", "WAVETAPE_TLS_SERVICE_PORT_HTTPS=8443",
                "WAVETAPE_TLS_PORT_8443_TCP=tcp://10.0.0.1:8443",
                "WAVETAPE_TLS_PORT_8443_TCP_PROTO=tcp", "WAVETAPE_TLS_PORT_8443_TCP_PORT=8443",
                "WAVETAPE_TLS_PORT_8443_TCP_ADDR=10.0.0.1", "WAVETAPE_PORT=tcp://10.0.0.1:8080"}),
        "no error");
    for (const char *misspelt :
        {"WAVETAPE_TLS_PORT=8443", "WAVETAPE_TLS_PORT_X=1", "WAVETAPE_TLS_PORT_8443=1"})
        EXPECT_NE(error({}, {misspelt}), "no error") << misspelt;
    EXPECT_EQ(
        error({}, {"WAVETAPE_QUEUE_LOW=300K"}), "WAVETAPE_QUEUE_LOW: must be less than queue.high");
    const TemporaryFile file("[queue]\nlow = 10\nhigh = 20\nhard = 15\n");
    EXPECT_EQ(
        error({"--config", file.path}), file.path + ":3: queue.high: must be less than queue.hard");
}

TEST(ConfigReader, printsHelpAndVersion)
{
    EXPECT_EQ(printed({"--version"}), "wavetape-server " WAVETAPE_VERSION "\n");
    EXPECT_EQ(version(), WAVETAPE_VERSION);
    const std::string help = printed({"--help", "--symbols", "9999"});
    for (const ConfigField &field : configFields())
        EXPECT_NE(help.find(field.flag), help.npos) << field.key;
}

TEST(ConfigReader, givesEachProgramItsOwnFlags)
{
    std::string folder;
    bool quiet = false;
    const ProgramFlag own[] = {
        {"--screenshots", "DIR", "pictures",
            [&](std::string_view value) {
                folder = value;
                return std::string(value == "/" ? "must be another folder" : "");
            }},
        {"--quiet", "", "say less",
            [&](std::string_view) {
                quiet = true;
                return std::string();
            }},
    };
    ASSERT_TRUE(parse({"--screenshots", "out", "--quiet", "--threads", "1"}, {}, own));
    EXPECT_EQ(folder, "out");
    EXPECT_TRUE(quiet);
    folder.clear();
    EXPECT_FALSE(parse({"--screenshots", "out", "--threads", "x"}, {}, own));
    EXPECT_EQ(folder, "") << "own flags act only when all else is right";
    const auto refused = parse({"--screenshots", "/"}, {}, own);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "--screenshots /: must be another folder");
    EXPECT_FALSE(parse({"--quiet"}));
}

TEST(ConfigReader, namesEverySettingOnce)
{
    std::set<std::string> keys;
    std::set<std::string> variables;
    for (const ConfigField &field : configFields()) {
        EXPECT_TRUE(keys.insert(std::string(field.key)).second) << field.key;
        EXPECT_TRUE(variables.insert(environmentName(field)).second) << field.key;
        EXPECT_FALSE(field.help.empty()) << field.key;
        EXPECT_EQ(problemOf(field, ServerConfig()), "") << field.key;
    }
    EXPECT_TRUE(variables.contains("WAVETAPE_LIMITS_MESSAGE_BYTES"));
}

TEST(ConfigText, readsBackWhatItPrints)
{
    const ServerConfig before = config({"--listen", "[::1]:0", "--feed", "open", "--speed", "0.3",
        "--limits", "off", "--allow-host", "a", "--allow-host", "b", "--max-message", "3K"});
    const std::string text = configAsToml(before);
    const TemporaryFile file(text);
    const ServerConfig after = config({"--config", file.path});
    EXPECT_EQ(configAsToml(after), text);
    std::set<std::string> changed;
    for (const Setting &setting : listSettings(after)) {
        if (setting.changed)
            changed.insert(setting.key);
    }
    EXPECT_EQ(changed,
        (std::set<std::string> {"listen", "feed.profile", "feed.speed", "limits.enabled",
            "access.hosts", "limits.message_bytes"}));
}

TEST(ConfigText, theExampleFileIsWhatIsPrinted)
{
    EXPECT_EQ(fileText(WAVETAPE_EXAMPLE_CONFIG), printed({"--print-config"}))
        << "write it anew: wavetape-server --print-config > resources/config/wavetape.toml";
}
