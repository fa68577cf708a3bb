// SPDX-License-Identifier: GPL-3.0-or-later
#include "ScenarioCommand.h"

#include "config/ScenarioArguments.h"
#include "defence/Defence.h"
#include "scenario/Report.h"
#include "scenario/Run.h"
#include "scenario/ScenarioReader.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <deque>
#include <string>
#include <sys/resource.h>

namespace wavetape {

namespace {

volatile std::sig_atomic_t scenarioSignal = 0;

void onScenarioSignal(int signal)
{
    scenarioSignal = signal;
}

int wrong(const std::string &problem)
{
    std::fprintf(stderr, "wavetape-server scenario: %s\n", problem.c_str());
    return 2;
}

/// Thousands of clients, and the server's end of each.
void raiseDescriptors()
{
    rlimit limit {};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

bool write(const std::string &path, const std::string &text)
{
    std::FILE *file = std::fopen(path.c_str(), "w");
    if (!file)
        return false;
    const bool whole = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    return (std::fclose(file) == 0) && whole;
}

/// What a twin takes away must be away, or it shows nothing.
std::string disarmProblem(const scenario::Scenario &scenario)
{
    const std::string &name = scenario.twin->disarm;
    for (unsigned i = 0; i <= static_cast<unsigned>(defence::Defence::secretFileMode); ++i) {
        const auto defence = static_cast<defence::Defence>(i);
        if (defence::defenceName(defence) == name && defence::armed(defence))
            return scenario.file + ": its twin wants the defence " + name
                + " off, which this program cannot do";
    }
    return {};
}

} // namespace

int runScenarioCommand(int argc, char **argv)
{
    const auto parsed = config::parseScenarioArguments(argc, argv);
    if (!parsed)
        return wrong(parsed.error().message);
    if (const auto *print = std::get_if<config::TextToPrint>(&*parsed)) {
        std::fputs(print->text.c_str(), stdout);
        return 0;
    }
    const auto &given = std::get<config::ScenarioArguments>(*parsed);

    scenario::RunOptions options;
    options.seed = given.seed;
    options.interrupted = [] { return scenarioSignal != 0; };
    if (!given.against.empty()) {
        try {
            options.against = scenario::parseTarget(given.against);
        } catch (const scenario::TargetError &error) {
            return wrong(std::string("--against: ") + error.what());
        }
    }
    std::deque<scenario::Scenario> scenarios;
    for (const std::string &file : given.files) {
        auto read = scenario::readScenarioFile(
            file, given.twin ? scenario::Reading::asTwin : scenario::Reading::asWritten);
        if (!read)
            return wrong(read.error());
        if (given.twin) {
            if (const std::string problem = disarmProblem(*read); !problem.empty())
                return wrong(problem);
        }
        scenarios.push_back(std::move(*read));
    }

    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGINT, onScenarioSignal);
    std::signal(SIGTERM, onScenarioSignal);
    raiseDescriptors();
    std::vector<scenario::Told> all;
    for (const scenario::Scenario &scenario : scenarios) {
        scenario::Told &told = all.emplace_back();
        told.scenario = &scenario;
        for (unsigned run = 0; run < given.repeat && scenarioSignal == 0; ++run) {
            told.runs.push_back(scenario::runScenario(scenario, options));
            std::fputs(scenario::textReport(scenario, told.runs.back()).c_str(), stdout);
            std::fflush(stdout);
        }
        if (given.repeat > 1) {
            const auto held = std::count_if(told.runs.begin(), told.runs.end(),
                [](const auto &run) { return run.judgement == scenario::Judgement::held; });
            std::printf("%s: held %zd of %zu runs\n", scenario.file.c_str(),
                static_cast<ssize_t>(held), told.runs.size());
        }
        if (scenarioSignal != 0)
            break;
    }
    if (!given.junit.empty() && !write(given.junit, scenario::junitReport(all)))
        return wrong(given.junit + ": cannot be written");
    if (!given.json.empty() && !write(given.json, scenario::jsonReport(all)))
        return wrong(given.json + ": cannot be written");
    if (!given.hdr.empty() && !write(given.hdr, scenario::hdrReport(all)))
        return wrong(given.hdr + ": cannot be written");
    return scenarioSignal != 0 ? 128 + scenarioSignal : scenario::exitCode(all);
}

} // namespace wavetape
