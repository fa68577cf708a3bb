// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/ConfigReader.h"

#include "config/AddressText.h"
#include "config/ConfigText.h"
#include "config/FlagTable.h"
#include "config/TomlDocument.h"
#include "config/Version.h"
#include "defence/Defence.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <unistd.h>

namespace wavetape::config {

namespace {

constexpr std::string_view kEnvironmentPrefix = "WAVETAPE_";
constexpr std::string_view kConfigVariable = "WAVETAPE_CONFIG";

/// Builds a configuration from its sources and remembers where each setting came from.
class ConfigBuilder {
public:
    /// Returns what is wrong with `value`, or nothing.
    std::string take(const ConfigField &field, const GivenValue &value, const std::string &origin)
    {
        m_origins[std::string(field.key)] = origin;
        return setField(field, config, value);
    }
    std::string takeText(const ConfigField &field, std::string_view text, const std::string &origin)
    {
        m_origins[std::string(field.key)] = origin;
        return setFieldFromText(field, config, text);
    }
    std::string originOf(const std::string &key) const
    {
        const auto found = m_origins.find(key);
        return found == m_origins.end() ? key : found->second;
    }

    ServerConfig config;

private:
    std::map<std::string, std::string, std::less<>> m_origins;
};

tl::unexpected<ConfigError> failure(const std::string &origin, const std::string &problem)
{
    return tl::unexpected(ConfigError {onOneLine(origin + ": " + problem)});
}

/// Kubernetes gives every container such variables of each service in its namespace, and a service
/// may be called as we are: WAVETAPE_TLS_PORT=tcp://10.0.0.1:8443,
/// WAVETAPE_TLS_PORT_8443_TCP_ADDR, WAVETAPE_TLS_SERVICE_PORT_HTTPS.
bool isOfKubernetes(std::string_view name, std::string_view value)
{
    if (name.ends_with("_SERVICE_HOST") || name.find("_SERVICE_PORT") != name.npos)
        return true;
    constexpr std::string_view kPort = "_PORT_";
    if (const size_t port = name.rfind(kPort); port != name.npos) {
        std::string_view rest = name.substr(port + kPort.size());
        const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        rest.remove_prefix(digits);
        if (digits > 0
            && (rest.starts_with("_TCP") || rest.starts_with("_UDP") || rest.starts_with("_SCTP")))
            return true;
    }
    return name.ends_with("_PORT") && value.find("://") != value.npos;
}

tl::expected<void, ConfigError> readEnvironment(
    const char *const *environment, ConfigBuilder &builder)
{
    for (; environment && *environment; ++environment) {
        const std::string_view entry = *environment;
        const size_t equals = entry.find('=');
        if (!entry.starts_with(kEnvironmentPrefix) || equals == entry.npos)
            continue;
        const std::string name(entry.substr(0, equals));
        bool isOurs = false;
        bool isTaken = false;
        for (const ConfigField &field : configFields()) {
            const std::string own = environmentName(field);
            const size_t section = sectionOf(field).size();
            isOurs = isOurs
                || (section > 0
                    && name.starts_with(own.substr(0, kEnvironmentPrefix.size() + section + 1)));
            if (own != name)
                continue;
            isTaken = true;
            const std::string problem = builder.takeText(field, entry.substr(equals + 1), name);
            if (!problem.empty())
                return failure(name, problem);
        }
        // A misspelt limit must not pass in silence; other variables of that prefix may be somebody
        // else's.
        if (isOurs && !isTaken && !isOfKubernetes(name, entry.substr(equals + 1)))
            return failure(name, "no such setting; --print-config lists them");
    }
    return {};
}

std::optional<std::string> variable(const char *const *environment, std::string_view name)
{
    for (; environment && *environment; ++environment) {
        const std::string_view entry = *environment;
        if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
            return std::string(entry.substr(name.size() + 1));
    }
    return {};
}

/// The command line as words, not yet understood.
struct CommandLine {
    struct Words {
        const ConfigField *field = nullptr;
        const ProgramFlag *own = nullptr;
        CLI::Option *option = nullptr;
        std::vector<std::string> values;
        bool isSwitch = false;
    };

    CommandLine(std::string_view program, std::span<const ProgramFlag> ownFlags)
        : app("Streams a simulated market and waves over WebSocket.", std::string(program))
    {
        app.get_formatter()->column_width(34);
        for (const Flag &flag : serverFlags())
            addFlag(flag);
        for (const ProgramFlag &flag : ownFlags) {
            Words &entry = words.emplace_back();
            entry.own = &flag;
            add(entry, flag.name, flag.valueName, flag.help, false);
        }
        app.footer("\nOther commands, each with its own --help: scenario, record, token.\n"
                   "Every setting can also be given in the file or by the environment; "
                   "--print-config lists them all.");
    }

    CLI::App app;
    bool version = false;
    bool printConfig = false;
    std::string configFile;
    std::deque<Words> words; ///< CLI11 keeps references

private:
    void addFlag(const Flag &flag)
    {
        if (flag.field) {
            Words &entry = words.emplace_back();
            entry.field = flag.field;
            add(entry, flag.name, flag.valueName, flag.description(), flag.repeatable);
        } else if (flag.name == "--help") {
            app.set_help_flag(flag.name, flag.help);
        } else if (flag.name == "--config") {
            app.add_option(flag.name, configFile, flag.help)
                ->option_text(flag.valueName)
                ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        } else {
            app.add_flag(flag.name, flag.name == "--version" ? version : printConfig, flag.help);
        }
    }

    void add(Words &entry, const std::string &name, const std::string &valueName,
        const std::string &help, bool isList)
    {
        if (valueName.empty()) {
            entry.isSwitch = true;
            entry.option = app.add_flag(name, help)->disable_flag_override();
            return;
        }
        entry.option = app.add_option(name, entry.values, help)->option_text(valueName);
        entry.option->allow_extra_args(false);
        if (!isList)
            entry.option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }
};

tl::expected<void, ConfigError> readFlags(CommandLine &line, ConfigBuilder &builder)
{
    for (const CommandLine::Words &entry : line.words) {
        if (!entry.field || entry.option->count() == 0)
            continue;
        const std::string flag(entry.field->flag);
        std::string problem;
        std::string given;
        if (entry.isSwitch) {
            problem = builder.take(*entry.field, GivenValue(true), flag);
        } else if (std::holds_alternative<std::vector<std::string> *>(
                       entry.field->in(builder.config))
            || std::holds_alternative<std::vector<ListenAddress> *>(
                entry.field->in(builder.config))) {
            problem = builder.take(*entry.field, GivenValue(entry.values), flag);
            for (const std::string &value : entry.values)
                given += " " + value;
        } else {
            problem = builder.takeText(*entry.field, entry.values.back(), flag);
            given = " " + entry.values.back();
        }
        if (!problem.empty())
            return failure(flag + given, problem);
    }
    return {};
}

std::string exposedProblem(const ServerConfig &config, std::string_view program)
{
    const auto say = [&](const char *flag, const ListenAddress &address, const std::string &lack,
                         const std::string &rest) {
        const std::string port = std::to_string(address.port);
        const std::string place = toText({address.host, address.port, false});
        return place + " can be reached from other machines, and " + lack
            + "; stay on loopback (--listen 127.0.0.1:" + port
            + "), or do it right: " + std::string(program) + " --tls-listen " + place + rest
            + ", or accept the risk: " + std::string(program) + flag + place + " --insecure";
    };
    const std::string certificate = config.tls.selfSigned || !config.tls.certificate.empty()
        ? ""
        : " --tls-cert FILE --tls-key FILE";
    const std::string tokens = config.auth.tokens ? "" : " --tokens on --users FILE";
    for (const ListenAddress &address : config.listen) {
        if (!isLoopback(address.host))
            return say(" --listen ", address,
                config.auth.tokens ? "without TLS everybody on the way may read along"
                                   : "without TLS and tokens everybody there may read and publish",
                certificate + tokens);
    }
    for (const ListenAddress &address : config.tls.listen) {
        if (!isLoopback(address.host) && !config.auth.tokens)
            return say(" --tls-listen ", address,
                "without tokens everybody there may read and publish", certificate + tokens);
    }
    return {};
}

} // namespace

bool ServerConfig::exposed() const
{
    return !exposedProblem(*this, "").empty();
}

bool ServerConfig::makesFaults() const
{
    const auto local = [](const ListenAddress &address) { return isLoopback(address.host); };
    return faults.byClients == "on"
        || (faults.byClients == "auto" && access.trustedProxies.empty()
            && std::all_of(listen.begin(), listen.end(), local)
            && std::all_of(tls.listen.begin(), tls.listen.end(), local));
}

std::optional<ConfigProblem> validate(const ServerConfig &config, std::string_view program)
{
    for (const ConfigField &field : configFields()) {
        std::string problem = problemOf(field, config);
        if (!problem.empty())
            return ConfigProblem {std::string(field.key), std::move(problem)};
    }
    for (const ListenAddress &address : config.faults.listen) {
        if (!isLoopback(address.host) || address.proxy)
            return ConfigProblem {"faults.listen",
                "must be an address of this machine alone, as 127.0.0.1:8474: who reaches it may "
                "break every connection"};
    }
    if (config.tls.certificate.empty() != config.tls.key.empty())
        return ConfigProblem {config.tls.key.empty() ? "tls.key" : "tls.certificate",
            "is missing: certificate and key go together"};
    if (config.tls.selfSigned && !config.tls.certificate.empty())
        return ConfigProblem {
            "tls.self_signed", "and a certificate of your own exclude each other"};
    if (!config.tls.listen.empty() && !config.tls.selfSigned && config.tls.certificate.empty())
        return ConfigProblem {"tls.listen",
            "needs a certificate: --tls-cert FILE --tls-key FILE, or --tls-self-signed"};
    if (config.queue.low >= config.queue.high)
        return ConfigProblem {"queue.low", "must be less than queue.high"};
    if (config.queue.high >= config.queue.hard)
        return ConfigProblem {"queue.high", "must be less than queue.hard"};
    if (config.queue.hard > config.queue.serverBytes)
        return ConfigProblem {"queue.hard", "must be at most queue.server_bytes"};
    if (config.history.bytes > config.history.totalBytes)
        return ConfigProblem {"history.bytes", "must be at most history.total_bytes"};
    if (!config.cluster.broker.empty() && config.cluster.keyFile.empty())
        return ConfigProblem {
            "cluster.broker", "needs a key that all nodes have: --cluster-key FILE"};
    if (!config.cluster.broker.empty() && config.auth.tokens && config.auth.secretFile.empty())
        return ConfigProblem {"cluster.broker",
            "with tokens needs a secret that all nodes have: --token-secret FILE"};
    for (size_t i = 0; i < config.listen.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
            if (config.listen[i].port != 0 && config.listen[i].host == config.listen[j].host
                && config.listen[i].port == config.listen[j].port)
                return ConfigProblem {"listen", "names " + toText(config.listen[i]) + " twice"};
        }
    }
    if (!config.access.insecure) {
        std::string problem = exposedProblem(config, program);
        if (!problem.empty() && defence::armed(defence::Defence::loopbackOnly))
            return ConfigProblem {"listen", std::move(problem)};
    }
    return {};
}

tl::expected<ParsedArguments, ConfigError> parseArguments(
    int argc, char **argv, std::string_view program, std::span<const ProgramFlag> own)
{
    return parseArguments(argc, argv, program, own, environ);
}

tl::expected<ParsedArguments, ConfigError> parseArguments(int argc, const char *const *argv,
    std::string_view program, std::span<const ProgramFlag> own, const char *const *environment)
{
    CommandLine line(program, own);
    try {
        line.app.parse(argc, argv);
    } catch (const CLI::CallForHelp &) {
        return TextToPrint {line.app.help()};
    } catch (const CLI::ArgumentMismatch &error) {
        // "--threads: 1 required TEXT missing", "insecure was given a disallowed flag override"
        const std::string text = error.what();
        const size_t colon = text.find(':');
        if (colon == text.npos)
            return failure("--" + text.substr(0, text.find(' ')), "takes no value");
        return failure(text.substr(0, colon), "needs exactly one value");
    } catch (const CLI::ParseError &error) {
        return failure("command line", std::string(error.what()) + " (see --help)");
    }
    if (line.version)
        return TextToPrint {std::string(program) + " " + std::string(version()) + "\n"};

    ConfigBuilder builder;
    std::string file = line.configFile;
    if (line.app.count("--config") == 0)
        file = variable(environment, kConfigVariable).value_or(std::string());
    else if (file.empty())
        return failure("--config", "must name a file");
    if (!file.empty()) {
        const auto read = readConfigFile(file,
            [&](const ConfigField &field, const GivenValue &value, const std::string &origin) {
                return builder.take(field, value, origin);
            });
        if (!read)
            return tl::unexpected(read.error());
    }
    if (const auto read = readEnvironment(environment, builder); !read)
        return tl::unexpected(read.error());
    if (const auto read = readFlags(line, builder); !read)
        return tl::unexpected(read.error());
    if (const auto problem = validate(builder.config, program))
        return failure(builder.originOf(problem->key), problem->text);
    if (line.printConfig)
        return TextToPrint {configAsToml(builder.config)};

    for (const CommandLine::Words &entry : line.words) {
        if (!entry.own || entry.option->count() == 0)
            continue;
        const std::string value = entry.isSwitch ? std::string() : entry.values.back();
        const std::string problem = entry.own->set(value);
        if (!problem.empty())
            return failure(entry.own->name + (value.empty() ? "" : " " + value), problem);
    }
    return builder.config;
}

} // namespace wavetape::config
