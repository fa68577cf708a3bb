// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/ScenarioReader.h"

#include "scenario/ClientFrame.h"
#include "scenario/ExpectationText.h"
#include "scenario/Mark.h"
#include "scenario/Quantity.h"
#include "scenario/TableReader.h"

#include "config/ConfigFile.h"
#include "config/ConfigReader.h"
#include "config/SmallFile.h"
#include "defence/Defence.h"
#include "faults/ToxicJson.h"
#include "protocol/JsonWriter.h"

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
constexpr std::string_view kStepNames[] {
    "publish", "send", "pause", "cut", "fault", "heal", "drain", "stop", "kill", "start"};
constexpr std::string_view kExpectNames[] {"state", "close", "status", "count", "metric"};

/// What may stand in a URL and in a tag as it is.
bool isName(std::string_view text)
{
    return text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || c == '.' || c == '_' || c == '-';
    });
}

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
            top.fail("clients", "there must be 1 to 64 [[clients]]");
        for (const TomlNode *group : groups)
            readGroup(*group);
        const auto steps = top.tables("steps");
        if (steps.size() > kMaxSteps)
            top.fail("steps", "at most 1000");
        for (const TomlNode *step : steps)
            readStep(*step);
        const auto expectations = top.tables("expect");
        if (expectations.empty() || expectations.size() > kMaxExpectations)
            top.fail(
                "expect", "there must be 1 to 1000 [[expect]]: a run without any proves nothing");
        for (const TomlNode *expectation : expectations)
            readExpectation(*expectation);
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
        if (!isName(group.name))
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

    std::size_t groupNamed(TableReader &table)
    {
        const std::string name = table.requiredText("client");
        for (std::size_t i = 0; i < m_scenario.clients.size(); ++i) {
            if (m_scenario.clients[i].name == name)
                return i;
        }
        table.fail("client", "there are no clients named \"" + name + "\"");
    }

    void readStep(const TomlNode &node)
    {
        TableReader table(m_scenario.file, node, "steps", node.line);
        Step step;
        step.line = node.line;
        step.at = table.duration("at").value_or(0);
        std::size_t found = 0;
        for (std::size_t kind = 0; kind < std::size(kStepNames); ++kind) {
            const TomlNode *what = table.find(kStepNames[kind]);
            if (!what)
                continue;
            ++found;
            step.kind = static_cast<StepKind>(kind);
            if (step.kind >= StepKind::heal) {
                readWhich(table, *what, step);
                continue;
            }
            TableReader inner(
                m_scenario.file, *what, "steps." + std::string(kStepNames[kind]), what->line);
            if (step.kind == StepKind::fault) {
                readFault(inner, *what, step);
                continue;
            }
            readStepDetails(inner, step);
            inner.finish();
        }
        table.finish();
        if (found != 1)
            table.fail("", "needs exactly one of " + listed(kStepNames));
        m_scenario.steps.push_back(std::move(step));
    }

    /// `true`, or of several nodes one's number.
    void readWhich(TableReader &table, const TomlNode &what, Step &step)
    {
        const std::string_view name = kStepNames[static_cast<std::size_t>(step.kind)];
        const bool *yes = std::get_if<bool>(&what.value);
        const auto *number = std::get_if<std::int64_t>(&what.value);
        if (yes && *yes)
            return;
        if (m_scenario.nodes == 1 || step.kind == StepKind::heal)
            table.fail(name, "must be true");
        if (!number || *number < 1 || static_cast<std::size_t>(*number) > m_scenario.nodes)
            table.fail(name, "must be true, or a node: 1 to " + std::to_string(m_scenario.nodes));
        step.node = static_cast<std::size_t>(*number);
    }

    void readStepDetails(TableReader &table, Step &step)
    {
        if (step.kind == StepKind::publish) {
            readPublish(table, step);
            return;
        }
        step.group = groupNamed(table);
        step.fraction = table.number("fraction", 0, 1).value_or(1);
        if (step.kind == StepKind::send)
            readSend(table, step);
        else if (step.kind == StepKind::pause)
            step.during = requiredDuration(table);
    }

    /// A toxic in the control port's words, without its layers: what is no word of its own is an
    /// attribute, and whom it hits is a group of ours.
    void readFault(TableReader &table, const TomlNode &node, Step &step)
    {
        std::string text, attributes;
        protocol::JsonWriter toxic(text), inner(attributes);
        toxic.beginObject();
        inner.beginObject();
        for (const config::TomlMember &member : *node.table()) {
            const bool isOuter = member.name == "name" || member.name == "type"
                || member.name == "stream" || member.name == "toxicity";
            if (!isName(member.name))
                table.fail(member.name, "is no word of a fault");
            protocol::JsonWriter &json = isOuter ? toxic : inner;
            json.key(member.name);
            writeFaultValue(table, json, member, member.name == "match");
        }
        inner.endObject();
        toxic.key("attributes").raw(attributes).endObject();
        auto fault = faults::readToxic(text);
        if (!fault)
            table.fail("", fault.error().sentence);
        step.toxic = std::move(*fault);
        if (m_scenario.nodes > 1)
            table.fail("", "faults are of one server, not of several nodes");
        m_scenario.hasFaults = true;
    }

    void writeFaultValue(TableReader &table, protocol::JsonWriter &json,
        const config::TomlMember &member, bool isMatch)
    {
        const auto &value = member.node.value;
        if (const auto *truth = std::get_if<bool>(&value)) {
            json.boolean(*truth);
        } else if (const auto *whole = std::get_if<std::int64_t>(&value)) {
            json.integer(*whole);
        } else if (const auto *real = std::get_if<double>(&value)) {
            json.number(*real);
        } else if (member.node.text()) {
            json.string(*member.node.text());
        } else if (member.node.table() && (isMatch || member.name == "when")) {
            json.beginObject();
            for (const config::TomlMember &one : *member.node.table()) {
                const bool isGroup = isMatch && one.name == "client";
                if (!isName(one.name) || one.node.table())
                    table.fail(member.name, "has something that is no word of it");
                if (isGroup) {
                    requireGroup(table, one);
                    json.key("connection").string(*one.node.text() + "-*");
                    continue;
                }
                json.key(one.name);
                writeFaultValue(table, json, one, false);
            }
            json.endObject();
        } else {
            table.fail(member.name, "must be a number, a text, true or false");
        }
    }

    void requireGroup(TableReader &table, const config::TomlMember &member)
    {
        const std::string *name = member.node.text();
        const bool known = name
            && std::any_of(m_scenario.clients.begin(), m_scenario.clients.end(),
                [&](const ClientGroup &group) { return group.name == *name; });
        if (!known)
            table.fail("match", "there are no clients of that name");
    }

    static Nanos requiredDuration(TableReader &table)
    {
        const auto during = table.duration("for");
        if (!during)
            table.fail("for", "is missing");
        return *during;
    }

    static void readPublish(TableReader &table, Step &step)
    {
        step.channel = table.text("channel");
        step.path = table.text("path");
        step.raw = step.channel.empty();
        if (step.channel.empty() == step.path.empty())
            table.fail("", "needs a channel, or the path that publishes to raw clients");
        const auto rate = table.number("rate", 0.1, 100'000);
        if (!rate)
            table.fail("rate", "is missing");
        step.rate = *rate;
        step.during = requiredDuration(table);
        step.size = table.bytes("size").value_or(64);
        if (step.size < Mark::kSize || step.size > (1u << 20))
            table.fail("size", "must be from 33 bytes to 1 MiB");
    }

    static void readSend(TableReader &table, Step &step)
    {
        const std::string text = table.text("text"), hex = table.text("hex");
        const auto bytes = table.bytes("bytes");
        const bool ping = table.flag("ping", false);
        if (!text.empty() + !hex.empty() + bytes.has_value() + ping != 1)
            table.fail("", "needs exactly one of \"text\", \"hex\", \"bytes\" or \"ping\"");
        if (!hex.empty())
            step.bytes = bytesOf(table, hex);
        else if (ping)
            step.bytes = clientFrame(Opcode::Ping, "ping");
        else if (bytes && *bytes > (16u << 20))
            table.fail("bytes", "at most 16 MiB");
        else
            step.bytes = clientFrame(
                Opcode::Text, bytes ? std::string(static_cast<std::size_t>(*bytes), 'x') : text);
        step.times = table.whole("times", 1, 1, 1'000'000);
        step.rate = table.number("rate", 0.1, 100'000).value_or(0);
        if (step.rate > 0)
            step.during = static_cast<Nanos>(static_cast<double>(step.times) / step.rate * 1e9);
        if (step.bytes.size() * step.times > (64u << 20))
            table.fail("times", "more than 64 MiB from one client");
    }

    static std::string bytesOf(TableReader &table, std::string_view hex)
    {
        std::string bytes;
        int high = -1;
        for (const char c : hex) {
            if (c == ' ')
                continue;
            const std::size_t digit = std::string_view("0123456789abcdef").find(c);
            if (digit == std::string_view::npos)
                table.fail("hex", "must be pairs of 0-9 and a-f, blanks between them");
            if (high < 0) {
                high = static_cast<int>(digit);
            } else {
                bytes += static_cast<char>(high << 4 | static_cast<int>(digit));
                high = -1;
            }
        }
        if (high >= 0)
            table.fail("hex", "must be pairs of 0-9 and a-f, blanks between them");
        return bytes;
    }

    void readExpectation(const TomlNode &node)
    {
        TableReader table(m_scenario.file, node, "expect", node.line);
        Expectation expectation;
        expectation.line = node.line;
        std::size_t found = 0;
        for (std::size_t kind = 0; kind < std::size(kExpectNames); ++kind) {
            if (!table.find(kExpectNames[kind]))
                continue;
            ++found;
            expectation.kind = static_cast<ExpectKind>(kind);
        }
        if (found != 1)
            table.fail("", "needs exactly one of " + listed(kExpectNames));
        if (table.has("client"))
            expectation.group = groupNamed(table);
        expectation.within = table.duration("within");
        readSubject(table, expectation);
        const std::string who
            = expectation.group ? m_scenario.clients[*expectation.group].name : std::string();
        table.finish();
        expectation.text = expectationText(expectation, who);
        m_scenario.expectations.push_back(std::move(expectation));
    }

    static void readSubject(TableReader &table, Expectation &expectation)
    {
        switch (expectation.kind) {
        case ExpectKind::state:
            expectation.state
                = static_cast<ClientState>(table.choice("state", clientStateNames(), 0));
            break;
        case ExpectKind::close:
            expectation.code = static_cast<unsigned>(table.whole("close", 0, 1000, 4999));
            break;
        case ExpectKind::status:
            expectation.code = static_cast<unsigned>(table.whole("status", 0, 100, 599));
            break;
        case ExpectKind::count:
            expectation.count = static_cast<Count>(table.choice("count", countNames(), 0));
            if (expectation.count == Count::errors)
                expectation.code = static_cast<unsigned>(table.whole("code", 0, 0, 9999));
            readBounds(table, expectation);
            return;
        case ExpectKind::metric:
            readMetric(table, expectation);
            return;
        }
        expectation.fraction = table.number("fraction", 0.0001, 1).value_or(1);
    }

    static void readBounds(TableReader &table, Expectation &expectation)
    {
        expectation.equals = table.number("equals", 0, 1e15);
        expectation.minimum = table.number("at_least", 0, 1e15);
        expectation.below = table.number("below", 0, 1e15);
        requireBound(table, expectation);
    }

    static void requireBound(TableReader &table, const Expectation &expectation)
    {
        if (!expectation.equals && !expectation.minimum && !expectation.below)
            table.fail("", "needs \"equals\", \"at_least\" or \"below\"");
    }

    static void readMetric(TableReader &table, Expectation &expectation)
    {
        const std::string name = table.requiredText("metric");
        if (!parseMetric(name, expectation))
            table.fail("metric", "must be " + std::string(kMetricsInWords));
        if (expectation.metric == Metric::delivery || expectation.metric == Metric::connect) {
            const auto below = table.duration("below"), minimum = table.duration("at_least");
            if (below)
                expectation.below = static_cast<double>(*below);
            if (minimum)
                expectation.minimum = static_cast<double>(*minimum);
            requireBound(table, expectation);
            if (expectation.metric == Metric::delivery)
                readDuring(table, expectation);
            return;
        }
        if (expectation.metric == Metric::memory) {
            const auto below = table.bytes("below");
            if (!below)
                table.fail("below", "is missing");
            expectation.below = static_cast<double>(*below);
            return;
        }
        if (expectation.metric == Metric::reconnectPeak)
            expectation.window = table.duration("window").value_or(100 * kMilli);
        readBounds(table, expectation);
    }

    static void readDuring(TableReader &table, Expectation &expectation)
    {
        const std::string text = table.text("during");
        if (text.empty())
            return;
        const std::size_t dots = text.find("..");
        if (dots != std::string::npos) {
            expectation.from = parseDuration(std::string_view(text).substr(0, dots));
            expectation.to = parseDuration(std::string_view(text).substr(dots + 2));
        }
        if (!expectation.from || !expectation.to || *expectation.from >= *expectation.to)
            table.fail("during", "must be two times as \"1s..2s\"");
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
