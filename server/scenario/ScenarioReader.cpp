// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/ScenarioReader.h"

#include "scenario/ExpectationReader.h"
#include "scenario/Quantity.h"
#include "scenario/StepReader.h"
#include "scenario/TableReader.h"

#include "config/ConfigFile.h"
#include "config/ConfigReader.h"
#include "config/SmallFile.h"
#include "defence/Defence.h"
#include "faults/FaultText.h"
#include "protocol/Policy.h"

#include <algorithm>

namespace wavetape::scenario {

namespace {

using config::TomlNode;

constexpr std::size_t kMaxFile = 256 * 1024;
constexpr std::size_t kMaxGroups = 64, kMaxSteps = 1000, kMaxExpectations = 1000;
constexpr std::size_t kMaxNodes = 8;
constexpr std::uint64_t kMaxClients = 20'000;
constexpr Nanos kMilli = 1'000'000;
constexpr Nanos kShortest = 300 * kMilli; ///< of a run
constexpr Nanos kAfterLast = 200 * kMilli;

constexpr std::string_view kWays[] {"websocket", "sse", "longpoll"};
constexpr std::string_view kDialects[] {"wavetape.v1", "plain", "raw"};
constexpr std::string_view kReconnects[] {"never", "at-once", "fixed", "full-jitter"};

/// Puts what stands in `extra` over what stands in `base`, table by table.
void overlay(TomlNode &base, const TomlNode &extra)
{
    auto *members = std::get_if<TomlNode::Table>(&base.value);
    if (!members || !extra.table()) {
        base = extra;
        return;
    }
    for (const config::TomlMember &member : *extra.table()) {
        if (TomlNode *mine = base.find(member.name))
            overlay(*mine, member.node);
        else
            members->push_back(member);
    }
}

class Reader {
public:
    Reader(const std::string &file, TomlNode root)
        : m_root(std::move(root))
    {
        m_scenario.file = file;
    }

    Scenario read(Reading reading)
    {
        TableReader top(m_scenario.file, m_root, "", 1);
        readTwin(top, reading);
        m_scenario.title = top.requiredText("title");
        m_scenario.about = top.text("about");
        m_scenario.seed = top.whole("seed", m_scenario.seed, 0, std::uint64_t {1} << 53);
        const auto duration = top.duration("duration");
        readTarget(top);
        m_scenario.nodes = top.whole("nodes", 1, 1, kMaxNodes);
        const auto groups = top.tables("clients");
        if (groups.empty() || groups.size() > kMaxGroups)
            top.missing("clients", "there must be 1 to 64 [[clients]]");
        for (const TomlNode *group : groups)
            readGroup(*group);
        const auto steps = top.tables("steps");
        if (steps.size() > kMaxSteps)
            top.fail("steps", "at most 1000");
        for (const TomlNode *step : steps)
            m_scenario.steps.push_back(StepReader(m_scenario).read(*step));
        const auto expectations = top.tables("expect");
        if (expectations.empty() || expectations.size() > kMaxExpectations)
            top.missing(
                "expect", "there must be 1 to 1000 [[expect]]: a run without any proves nothing");
        for (const TomlNode *expectation : expectations)
            m_scenario.expectations.push_back(readExpectation(m_scenario, *expectation));
        top.finish();
        settleDuration(top, duration);
        return std::move(m_scenario);
    }

private:
    void readTwin(TableReader &top, Reading reading)
    {
        const TomlNode *node = top.table("twin");
        if (!node) {
            if (reading == Reading::asTwin)
                top.fail("twin", "this scenario has none");
            return;
        }
        TableReader table(m_scenario.file, *node, "twin", node->line);
        Twin &twin = m_scenario.twin.emplace();
        twin.why = table.requiredText("why");
        twin.fails = table.requiredText("fails");
        twin.disarm = table.text("disarm");
        if (!twin.disarm.empty() && !isDefence(twin.disarm))
            table.fail("disarm", "there is no defence of that name");
        const TomlNode *server = table.table("server");
        const TomlNode *clients = table.table("clients");
        table.finish();
        if (reading == Reading::asWritten)
            return;
        TomlNode changed = m_root;
        if (server) {
            TomlNode *mine = changed.find("server");
            if (!mine) {
                std::get<TomlNode::Table>(changed.value).push_back({"server", server->line, {}});
                mine = changed.find("server");
                mine->line = server->line;
                mine->value = TomlNode::Table();
            }
            overlay(*mine, *server);
        }
        if (clients)
            overlayGroups(table, changed, *clients);
        m_root = std::move(changed);
    }

    static bool isDefence(std::string_view name)
    {
        for (unsigned i = 0; i <= static_cast<unsigned>(defence::Defence::secretFileMode); ++i) {
            if (defence::defenceName(static_cast<defence::Defence>(i)) == name)
                return true;
        }
        return false;
    }

    static void overlayGroups(TableReader &twin, TomlNode &root, const TomlNode &clients)
    {
        TomlNode *groups = root.find("clients");
        auto *list = groups ? std::get_if<TomlNode::List>(&groups->value) : nullptr;
        for (const config::TomlMember &member : *clients.table()) {
            bool found = false;
            for (std::size_t i = 0; list && i < list->size(); ++i) {
                const TomlNode *name = (*list)[i].find("name");
                if (!name || !name->text() || *name->text() != member.name)
                    continue;
                overlay((*list)[i], member.node);
                found = true;
            }
            if (!found)
                twin.fail("clients", "there are no clients named \"" + member.name + "\"");
        }
    }

    void readTarget(TableReader &top)
    {
        config::ServerConfig &server = m_scenario.server;
        server.feed.profile = "none";
        server.logLevel = "off";
        server.threads = 1;
        if (const TomlNode *node = top.table("target")) {
            TableReader table(m_scenario.file, *node, "target", node->line);
            const std::string url = table.text("url");
            table.finish();
            try {
                if (!url.empty())
                    m_scenario.target = parseTarget(url);
            } catch (const TargetError &error) {
                table.fail("url", error.what());
            }
            if (m_scenario.target && !m_scenario.target->isLoopback())
                table.fail("url", "is another machine's; only --against may name one");
        }
        const TomlNode *settings = top.table("server");
        if (!settings)
            return;
        for (const std::string_view ours : {"listen", "state", "node"}) {
            if (settings->find(ours))
                top.fail("server", "\"" + std::string(ours) + "\" is the run's own");
        }
        const auto taken = config::readConfigTable(*settings->table(), m_scenario.file, "server.",
            [&](const config::ConfigField &field, const config::GivenValue &value,
                const std::string &) { return config::setField(field, server, value); });
        if (!taken)
            throw ScenarioError(taken.error().message);
        if (const auto problem = config::validate(server, "wavetape-server"))
            top.fail("server", problem->key + " " + problem->text);
    }

    void readGroup(const TomlNode &node)
    {
        TableReader table(m_scenario.file, node, "clients", node.line);
        ClientGroup group;
        group.line = node.line;
        group.name = table.requiredText("name");
        if (!isPlainName(group.name))
            table.fail("name", "must be 1 to 40 letters, digits, \".\", \"_\" or \"-\"");
        for (const ClientGroup &other : m_scenario.clients) {
            if (other.name == group.name)
                table.fail("name", "there are clients of that name already");
        }
        group.count = table.whole("count", 1, 1, kMaxClients);
        m_clients += group.count;
        if (m_clients > kMaxClients)
            table.fail("count", "there may be 20000 clients in all");
        group.at = table.duration("at").value_or(0);
        group.ramp = table.duration("ramp").value_or(0);
        group.way = static_cast<Way>(table.choice("transport", kWays, 0));
        group.dialect = static_cast<Dialect>(table.choice("dialect", kDialects, 0));
        group.path = table.text("path");
        group.subscribe = table.texts("subscribe");
        group.policy = table.text("policy");
        group.faults = table.text("faults");
        group.reconnect = static_cast<Reconnect>(table.choice("reconnect", kReconnects, 0));
        group.backoff = std::max(kMilli, table.duration("backoff").value_or(group.backoff));
        group.resumes = table.flag("resume", true);
        group.heedsHints = table.flag("heed_hints", true);
        group.answersPings = table.flag("pong", true);
        group.readRate = readRate(table);
        group.receiveBuffer = table.bytes("receive_buffer").value_or(0);
        group.headers = table.texts("headers");
        group.host = table.text("host");
        group.protocol = table.text("protocol");
        group.request = table.text("request");
        group.perAddress = table.whole("per_address", group.perAddress, 1, 500);
        table.finish();
        if (!group.path.empty() && group.path.front() != '/')
            table.fail("path", "must begin with /");
        const auto breaksLine = [](const std::string &text) {
            return std::any_of(
                text.begin(), text.end(), [](unsigned char c) { return c < 0x20 && c != '\t'; });
        };
        if (std::any_of(group.headers.begin(), group.headers.end(), breaksLine)
            || breaksLine(group.host) || breaksLine(group.protocol))
            table.fail("", "a line break in a header; \"request\" is sent as it is");
        const auto hasBlank = [](const std::string &text) {
            return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20; });
        };
        if (hasBlank(group.path) || hasBlank(group.faults)
            || std::any_of(group.subscribe.begin(), group.subscribe.end(), hasBlank))
            table.fail("", "a blank in path, faults or subscribe");
        if (!group.policy.empty() && !protocol::parsePolicy(group.policy))
            table.fail("policy", "there is no policy of that name");
        if (const auto faults = faults::readFaults(group.faults); !group.faults.empty() && !faults)
            table.fail("faults", faults.error());
        if (group.way != Way::webSocket && group.subscribe.empty())
            table.fail("subscribe", "sse and longpoll need channels");
        if (group.dialect == Dialect::raw && !group.subscribe.empty())
            table.fail("subscribe", "a raw client subscribes to nothing, its path decides");
        m_scenario.clients.push_back(std::move(group));
    }

    static std::uint64_t readRate(TableReader &table)
    {
        const std::string text = table.text("read");
        if (text.empty())
            return 0;
        if (!text.ends_with("/s"))
            table.fail("read", "must be a rate as \"64KiB/s\"");
        const auto rate = parseByteCount(std::string_view(text).substr(0, text.size() - 2));
        if (!rate)
            table.fail("read", "must be a rate as \"64KiB/s\"");
        return *rate;
    }

    void settleDuration(TableReader &top, std::optional<Nanos> given)
    {
        Nanos last = 0;
        for (const ClientGroup &group : m_scenario.clients)
            last = std::max(last, group.at + group.ramp);
        for (const Step &step : m_scenario.steps)
            last = std::max(last, step.at + step.during);
        for (const Expectation &expectation : m_scenario.expectations)
            last = std::max(last, expectation.to.value_or(0));
        Nanos latest = last;
        for (const Expectation &expectation : m_scenario.expectations)
            latest = std::max(latest, expectation.within.value_or(0));
        if (given && *given < latest)
            top.fail("duration", "something happens after it");
        m_scenario.busyUntil = given.value_or(std::max(kShortest, last + kAfterLast));
        m_scenario.duration = given.value_or(std::max(kShortest, latest + kAfterLast));
    }

    TomlNode m_root;
    Scenario m_scenario;
    std::uint64_t m_clients = 0;
};

} // namespace

tl::expected<Scenario, std::string> readScenarioText(
    std::string_view toml, const std::string &name, Reading reading)
{
    auto document = config::parseToml(toml);
    if (!document)
        return tl::unexpected(
            name + ":" + std::to_string(document.error().line) + ": " + document.error().text);
    try {
        return Reader(name, std::move(*document)).read(reading);
    } catch (const ScenarioError &error) {
        return tl::unexpected(std::string(error.what()));
    }
}

tl::expected<Scenario, std::string> readScenarioFile(const std::string &path, Reading reading)
{
    const auto file = config::readSmallFile(path, kMaxFile);
    if (!file)
        return tl::unexpected(file.error());
    return readScenarioText(file->content, path, reading);
}

} // namespace wavetape::scenario
