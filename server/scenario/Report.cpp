// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Report.h"

#include "scenario/ExpectationText.h"

#include "protocol/JsonWriter.h"

#include <algorithm>

namespace wavetape::scenario {

namespace {

constexpr std::string_view kJudgements[] {"held", "failed", "not valid", "interrupted"};
constexpr std::string_view kOutcomes[] {"not decided", "held", "FAILED", "not put to the test"};

std::string_view nameOf(Judgement judgement)
{
    return kJudgements[static_cast<std::size_t>(judgement)];
}

std::string_view nameOf(Outcome outcome)
{
    return kOutcomes[static_cast<std::size_t>(outcome)];
}

/// Text in XML 1.0: what it has no way to say becomes a question mark.
std::string xml(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '&':
            out += "&amp;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\n':
            out += "&#10;";
            break;
        default:
            out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
        }
    }
    return out;
}

std::string inSeconds(double nanos)
{
    std::string text;
    protocol::JsonWriter(text).number(nanos / 1e9, 3);
    return text;
}

std::string titleOf(const Told &told, std::size_t run)
{
    return told.scenario->title
        + (told.runs.size() > 1 ? " (run " + std::to_string(run + 1) + ")" : "");
}

std::size_t countOf(const Verdict &verdict, Outcome outcome)
{
    return static_cast<std::size_t>(std::count_if(verdict.findings.begin(), verdict.findings.end(),
        [&](const Finding &f) { return f.outcome == outcome; }));
}

void appendSuite(std::string &out, const Told &told, std::size_t run)
{
    const Scenario &scenario = *told.scenario;
    const Verdict &verdict = told.runs[run];
    const bool isBroken
        = verdict.judgement == Judgement::notValid || verdict.judgement == Judgement::interrupted;
    const std::size_t cases = scenario.expectations.size();
    const std::size_t failures = isBroken ? 0 : countOf(verdict, Outcome::failed);
    out += "  <testsuite name=\"" + xml(titleOf(told, run)) + "\" tests=\""
        + std::to_string(cases + isBroken) + "\" failures=\"" + std::to_string(failures)
        + "\" errors=\"" + std::to_string(isBroken ? 1 : 0) + "\" skipped=\""
        + std::to_string(isBroken ? cases : 0) + "\" time=\"" + inSeconds(verdict.seconds * 1e9)
        + "\" file=\"" + xml(scenario.file) + "\">\n    <properties>\n"
        + "      <property name=\"seed\" value=\"" + std::to_string(verdict.seed)
        + "\"/>\n      <property name=\"judgement\" value=\""
        + std::string(nameOf(verdict.judgement)) + "\"/>\n    </properties>\n";
    for (std::size_t i = 0; i < cases; ++i) {
        const Finding &finding = verdict.findings[i];
        out += "    <testcase classname=\"" + xml(scenario.title) + "\" name=\""
            + xml(scenario.expectations[i].text) + "\" file=\"" + xml(scenario.file) + "\" line=\""
            + std::to_string(scenario.expectations[i].line) + "\" time=\""
            + inSeconds(static_cast<double>(finding.at)) + "\"";
        if (isBroken)
            out += "><skipped message=\"the run is not valid\"/></testcase>\n";
        else if (finding.outcome == Outcome::failed)
            out += "><failure message=\"" + xml(finding.said) + "\">"
                + xml(scenario.expectations[i].text + ": " + finding.said)
                + "</failure></testcase>\n";
        else
            out += "/>\n";
    }
    if (isBroken)
        out += "    <testcase classname=\"" + xml(scenario.title)
            + "\" name=\"the run is valid\" time=\"0\"><error message=\""
            + xml(verdict.judgement == Judgement::interrupted ? "interrupted" : verdict.whyNotValid)
            + "\"/></testcase>\n";
    out += "    <system-out>" + xml(textReport(scenario, verdict))
        + "</system-out>\n  </testsuite>\n";
}

void appendHistogram(protocol::JsonWriter &json, std::string_view name, const HdrHistogram &values)
{
    json.key(name).beginObject();
    json.key("count").unsignedInteger(values.count());
    for (const auto &[key, percent] :
        {std::pair<const char *, double> {"p50", 50}, std::pair<const char *, double> {"p90", 90},
            std::pair<const char *, double> {"p99", 99},
            std::pair<const char *, double> {"p99.9", 99.9}})
        json.key(key).unsignedInteger(values.percentile(percent));
    json.key("max").unsignedInteger(values.max());
    json.endObject();
}

void appendCodes(protocol::JsonWriter &json, std::string_view name,
    const std::map<unsigned, std::uint64_t> &codes)
{
    json.key(name).beginObject();
    for (const auto &[code, count] : codes)
        json.key(std::to_string(code)).unsignedInteger(count);
    json.endObject();
}

void appendGroup(protocol::JsonWriter &json, const ClientGroup &group, const GroupRecord &record,
    const Track::Totals &totals)
{
    json.beginObject().key("client").string(group.name);
    json.key("count").unsignedInteger(group.count);
    json.key("messages").unsignedInteger(record.messages);
    json.key("expected").unsignedInteger(totals.expected);
    json.key("received").unsignedInteger(totals.received);
    json.key("lost").unsignedInteger(totals.lost());
    json.key("announced").unsignedInteger(totals.announced);
    json.key("unexplainedGaps").unsignedInteger(record.gaps);
    json.key("duplicates").unsignedInteger(record.duplicates);
    json.key("disorder").unsignedInteger(record.disorder);
    json.key("reconnects").unsignedInteger(record.reconnects);
    json.key("closes").unsignedInteger(record.closes);
    json.key("refusals").unsignedInteger(record.refusals);
    appendCodes(json, "closeCodes", record.codes);
    appendCodes(json, "statuses", record.statuses);
    appendCodes(json, "errors", record.errors);
    appendHistogram(json, "deliveryMicros", record.delivery);
    appendHistogram(json, "connectMicros", record.connecting);
    json.key("seconds").beginArray();
    for (const GroupRecord::Second &second : record.seconds) {
        json.beginObject().key("messages").unsignedInteger(second.messages);
        json.key("worstMicros").unsignedInteger(second.worst).endObject();
    }
    json.endArray().endObject();
}

} // namespace

std::string textReport(const Scenario &scenario, const Verdict &verdict)
{
    std::string text
        = scenario.file + ": " + scenario.title + ": " + std::string(nameOf(verdict.judgement));
    if (!verdict.whyNotValid.empty())
        text += ": " + verdict.whyNotValid;
    text += " (seed " + std::to_string(verdict.seed) + ", " + durationText(verdict.seconds * 1e9)
        + ")\n";
    for (std::size_t i = 0; i < verdict.findings.size(); ++i) {
        const Finding &finding = verdict.findings[i];
        text += "  " + std::string(nameOf(finding.outcome)) + ": " + scenario.expectations[i].text;
        if (!finding.said.empty())
            text += " (" + finding.said + ")";
        text += '\n';
    }
    return text;
}

std::string junitReport(const std::vector<Told> &all)
{
    std::string suites;
    for (const Told &told : all) {
        for (std::size_t run = 0; run < told.runs.size(); ++run)
            appendSuite(suites, told, run);
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"wavetape\">\n" + suites
        + "</testsuites>\n";
}

std::string jsonReport(const std::vector<Told> &all)
{
    std::string text;
    protocol::JsonWriter json(text);
    json.beginArray();
    for (const Told &told : all) {
        for (const Verdict &verdict : told.runs) {
            const Scenario &scenario = *told.scenario;
            json.beginObject().key("file").string(scenario.file);
            json.key("title").string(scenario.title);
            json.key("judgement").string(nameOf(verdict.judgement));
            if (!verdict.whyNotValid.empty())
                json.key("whyNotValid").string(verdict.whyNotValid);
            json.key("seed").unsignedInteger(verdict.seed);
            json.key("seconds").number(verdict.seconds, 3);
            json.key("busy").number(verdict.busy, 3);
            appendHistogram(json, "lagMicros", verdict.lag);
            json.key("published").unsignedInteger(verdict.published);
            json.key("accepted").unsignedInteger(verdict.accepted);
            json.key("publishRefused").unsignedInteger(verdict.publishRefused);
            json.key("expectations").beginArray();
            for (std::size_t i = 0; i < verdict.findings.size(); ++i) {
                const Finding &finding = verdict.findings[i];
                json.beginObject().key("line").unsignedInteger(scenario.expectations[i].line);
                json.key("text").string(scenario.expectations[i].text);
                json.key("outcome").string(nameOf(finding.outcome));
                json.key("seen").string(finding.said);
                json.key("atMs").number(static_cast<double>(finding.at) / 1e6, 1).endObject();
            }
            json.endArray().key("clients").beginArray();
            for (std::size_t g = 0; g < verdict.groups.size(); ++g)
                appendGroup(json, scenario.clients[g], verdict.groups[g], verdict.totals[g]);
            json.endArray().endObject();
        }
    }
    json.endArray();
    return text + "\n";
}

std::string hdrReport(const std::vector<Told> &all)
{
    std::vector<HdrLogLine> lines;
    double first = 0;
    for (const Told &told : all) {
        for (const Verdict &verdict : told.runs) {
            first = first == 0 ? verdict.startedAt : first;
            for (std::size_t g = 0; g < verdict.groups.size(); ++g) {
                const std::string name = told.scenario->clients[g].name;
                const double start = verdict.startedAt - first;
                lines.push_back(
                    {name + ".delivery", start, verdict.seconds, &verdict.groups[g].delivery});
                lines.push_back(
                    {name + ".connecting", start, verdict.seconds, &verdict.groups[g].connecting});
            }
        }
    }
    return hdrLog(first, lines);
}

int exitCode(const std::vector<Told> &all)
{
    const auto any = [&](Judgement judgement) {
        return std::any_of(all.begin(), all.end(), [&](const Told &told) {
            return std::any_of(told.runs.begin(), told.runs.end(),
                [&](const Verdict &verdict) { return verdict.judgement == judgement; });
        });
    };
    if (any(Judgement::interrupted))
        return 130;
    if (any(Judgement::failed))
        return 1;
    return any(Judgement::notValid) ? 3 : 0;
}

} // namespace wavetape::scenario
