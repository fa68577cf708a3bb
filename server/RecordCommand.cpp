// SPDX-License-Identifier: GPL-3.0-or-later
#include "RecordCommand.h"

#include "protocol/JsonWriter.h"
#include "recording/Export.h"
#include "recording/Import.h"
#include "recording/RecordingReader.h"
#include "recording/Repair.h"
#include "recording/WireExport.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wavetape {

namespace {

constexpr std::string_view kRecordHelp
    = "usage: wavetape-server record info FILE [--json]\n"
      "       wavetape-server record repair FILE [--output FILE]\n"
      "       wavetape-server record export FILE [--format ndjson|csv|har|pcapng]\n"
      "                                          [--channel NAME]… [--snapshots] [--output FILE]\n"
      "       wavetape-server record import FILE [--preset NAME] [--output FILE]\n"
      "                                          [--format csv|ndjson] [--channel TEMPLATE]\n"
      "                                          [--time COLUMN] [--unit s|ms|us|ns]\n"
      "                                          [--columns NAME=COLUMN,…] [--names COLUMN,…]\n"
      "\n"
      "Recordings are MCAP files, whole or damaged.\n"
      "  info       what it holds, channel by channel\n"
      "  repair     copies every chunk that is whole into a new file, and reads that again;\n"
      "             FILE stays as it is, and so does every file that is there already\n"
      "  export     its publications, one per line, to stdout or a new file; har, pcapng: the\n"
      "             connections whose whole frames are in it, for browsers' tools and Wireshark\n"
      "  --channel NAME  only this channel, or this prefix (ticker.*); may be given again\n"
      "  --snapshots     the channels' recorded states too (ndjson)\n"
      "  import     makes a recording of somebody's rows, to be replayed; what makes no sense is\n"
      "             counted and left out. A FILE.ndjson or .jsonl is an object per line\n"
      "  --preset NAME   trades (time, price, size), tardis-trades, binance-aggtrades\n"
      "  --channel T     trades.{symbol}: a column's value in braces\n"
      "  --columns …     members of each publication and the columns they are from; else all\n"
      "  --names …       of the columns, where the file has no line of them\n"
      "Exit code: 0 done, 1 the file does not allow it, 2 a bad argument.\n";

int recordUsageError(const std::string &problem)
{
    std::fprintf(stderr, "wavetape-server record: %s\n", problem.c_str());
    return 2;
}

int recordFailure(const std::string &problem)
{
    std::fprintf(stderr, "wavetape-server record: %s\n", problem.c_str());
    return 1;
}

struct RecordArguments {
    std::string action, file, output;
    recording::ExportOptions options;
    std::optional<recording::WireFormat> wire; ///< in their place
    recording::ImportMapping mapping;
    std::optional<bool> rowsAreJson; ///< none: as the file is named
    bool json = false;
};

std::vector<std::string> listOf(std::string_view text)
{
    std::vector<std::string> words;
    for (size_t comma = text.find(','); comma != std::string_view::npos; comma = text.find(',')) {
        words.emplace_back(text.substr(0, comma));
        text.remove_prefix(comma + 1);
    }
    words.emplace_back(text);
    return words;
}

constexpr std::string_view kValueOptions[] {
    "--output", "--channel", "--format", "--preset", "--time", "--unit", "--names", "--columns"};

bool takesValue(std::string_view option)
{
    return std::find(std::begin(kValueOptions), std::end(kValueOptions), option)
        != std::end(kValueOptions);
}

/// One option of kValueOptions. What is wrong with it; empty where nothing is.
std::string takeRecordOption(
    RecordArguments &arguments, std::string_view option, std::string_view value)
{
    recording::ImportMapping &mapping = arguments.mapping;
    if (option == "--output") {
        arguments.output = value;
    } else if (option == "--channel") {
        arguments.options.channels.emplace_back(value);
        mapping.channel = value;
    } else if (option == "--format") {
        if (value == "har")
            arguments.wire = recording::WireFormat::har;
        else if (value == "pcapng")
            arguments.wire = recording::WireFormat::pcapng;
        else if (value != "csv" && value != "ndjson")
            return "--format wants ndjson, csv, har or pcapng";
        arguments.rowsAreJson = value == "ndjson";
        if (value == "csv")
            arguments.options.format = recording::ExportFormat::csv;
    } else if (option == "--preset") {
        auto preset = recording::importPreset(value);
        if (!preset)
            return preset.error();
        if (mapping != recording::ImportMapping {})
            return "--preset stands before what changes it";
        mapping = std::move(*preset);
    } else if (option == "--time") {
        mapping.time = value;
    } else if (option == "--unit") {
        mapping.microsPerUnit = recording::microsPerUnit(value);
        if (mapping.microsPerUnit == 0)
            return "--unit wants s, ms, us or ns";
    } else if (option == "--names") {
        mapping.names = listOf(value);
    } else if (option == "--columns") {
        mapping.columns.clear();
        for (const std::string &word : listOf(value)) {
            const size_t equals = word.find('=');
            mapping.columns.emplace_back(word.substr(0, equals),
                equals == std::string::npos ? word : word.substr(equals + 1));
        }
    }
    return {};
}

/// `day.csv` and `.mcap`: `day.mcap`.
std::string besides(const std::string &file, std::string_view ending)
{
    const size_t name = file.rfind('/') + 1; // 0 where there is none
    const size_t dot = file.rfind('.');
    const bool named = dot != std::string::npos && dot > name;
    return file.substr(0, named ? dot : file.size()) + std::string(ending);
}

int runInfo(const RecordArguments &arguments)
{
    auto opened = recording::RecordingReader::open(arguments.file);
    if (!opened)
        return recordFailure(opened.error());
    const recording::McapContents &contents = (*opened)->contents();
    std::string text;
    protocol::JsonWriter json(text);
    json.beginObject().key("file").string(arguments.file);
    json.key("finished").boolean(contents.finished);
    json.key("messages").unsignedInteger(contents.messages);
    json.key("chunks").unsignedInteger(contents.chunks.size());
    json.key("firstMs").unsignedInteger(contents.firstNanos / 1'000'000);
    json.key("lastMs").unsignedInteger(contents.lastNanos / 1'000'000);
    json.key("damagedPlaces").unsignedInteger(contents.damagedPlaces);
    json.key("damagedBytes").unsignedInteger(contents.damagedBytes);
    json.key("about").beginObject();
    for (const auto &[name, values] : contents.metadata) {
        for (const auto &[key, value] : values)
            json.key(key).string(value);
    }
    json.endObject().key("channels").beginArray();
    std::string table;
    for (const auto &[id, channel] : contents.channels) {
        const auto count = contents.counts.find(id);
        const uint64_t messages = count == contents.counts.end() ? 0 : count->second;
        const auto recorded = (*opened)->channels().find(id);
        json.beginObject().key("topic").string(channel.topic);
        json.key("encoding").string(channel.encoding);
        if (recorded != (*opened)->channels().end()) {
            json.key("channel").string(recorded->second.name);
            json.key("kind").string(recording::recordedKindName(recorded->second.kind));
            json.key("epoch").string(recorded->second.epoch);
        }
        json.key("messages").unsignedInteger(messages).endObject();
        constexpr size_t kCountWidth = 12;
        const std::string number = std::to_string(messages);
        table.append(number.size() < kCountWidth ? kCountWidth - number.size() : 0, ' ');
        table.append(number).append("  ");
        table.append(channel.topic).append(" (").append(channel.encoding);
        table += ")\n";
    }
    json.endArray().endObject();
    if (arguments.json) {
        std::printf("%s\n", text.c_str());
        return 0;
    }
    std::printf("%s: %s, %llu messages in %zu chunks, %.3f s\n", arguments.file.c_str(),
        contents.finished ? "finished" : "without its end (record repair makes one)",
        static_cast<unsigned long long>(contents.messages), contents.chunks.size(),
        static_cast<double>(contents.lastNanos - contents.firstNanos) / 1e9);
    if (contents.damagedPlaces > 0)
        std::printf("%llu damaged places, %llu bytes\n",
            static_cast<unsigned long long>(contents.damagedPlaces),
            static_cast<unsigned long long>(contents.damagedBytes));
    if (contents.looseMessages > 0)
        std::printf("%llu messages stand outside of any chunk: they are not read\n",
            static_cast<unsigned long long>(contents.looseMessages));
    std::fputs(table.c_str(), stdout);
    return 0;
}

int runRepair(const RecordArguments &arguments)
{
    const auto repaired = recording::repairRecording(arguments.file,
        arguments.output.empty() ? besides(arguments.file, "-repaired.mcap") : arguments.output);
    if (!repaired)
        return recordFailure(repaired.error());
    std::printf("%s: %llu messages in %llu chunks; %llu damaged places (%llu bytes) left out\n",
        repaired->path.c_str(), static_cast<unsigned long long>(repaired->messages),
        static_cast<unsigned long long>(repaired->chunks),
        static_cast<unsigned long long>(repaired->damagedPlaces),
        static_cast<unsigned long long>(repaired->damagedBytes));
    return 0;
}

int runImport(const RecordArguments &arguments)
{
    if (arguments.wire)
        return recordUsageError("import wants --format csv or ndjson");
    recording::ImportMapping mapping = arguments.mapping;
    mapping.json = arguments.rowsAreJson.value_or(
        arguments.file.ends_with(".ndjson") || arguments.file.ends_with(".jsonl"));
    const auto imported = recording::importRecording(arguments.file,
        arguments.output.empty() ? besides(arguments.file, ".mcap") : arguments.output, mapping);
    if (!imported)
        return recordFailure(imported.error());
    if (imported->rows == 0)
        std::fprintf(stderr, "wavetape-server record: %s has no row to import, no file is made\n",
            arguments.file.c_str());
    else
        std::printf("%s: %llu rows\n", imported->path.c_str(),
            static_cast<unsigned long long>(imported->rows));
    if (imported->skipped > 0)
        std::fprintf(stderr, "wavetape-server record: %llu rows make no sense; %s\n",
            static_cast<unsigned long long>(imported->skipped), imported->firstProblem.c_str());
    return imported->rows > 0 ? 0 : 1;
}

/// Which channels there are, those first that `name` may be.
std::string namesIn(const recording::RecordingReader &reader, std::string_view name)
{
    constexpr size_t kMostNamed = 12;
    const auto names = recording::namesNear(reader, name);
    if (names.empty())
        return "it has none";
    std::string text = "it has ";
    for (size_t i = 0; i < std::min(names.size(), kMostNamed); ++i)
        text.append(i == 0 ? "" : ", ").append(names[i]);
    if (names.size() > kMostNamed)
        text.append(" and ").append(std::to_string(names.size() - kMostNamed)).append(" more");
    return text;
}

int runExport(const RecordArguments &arguments)
{
    auto opened = recording::RecordingReader::open(arguments.file);
    if (!opened)
        return recordFailure(opened.error());
    if (arguments.wire && !arguments.options.channels.empty())
        return recordUsageError("har and pcapng have whole connections: there is no --channel");
    if (const std::string name = recording::unanswered(**opened, arguments.options); !name.empty())
        return recordUsageError(
            arguments.file + " has no channel " + name + "; " + namesIn(**opened, name));
    std::unique_ptr<std::FILE, int (*)(std::FILE *)> file(nullptr, &std::fclose);
    if (!arguments.output.empty()) {
        file.reset(std::fopen(arguments.output.c_str(), "wxe")); // none that is there already
        if (!file)
            return recordFailure(arguments.output + ": cannot be made, or is there already");
    }
    std::FILE *out = file ? file.get() : stdout;
    bool written = true;
    const auto write = [&](std::string_view bytes) {
        written = written && std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size();
    };
    const uint64_t count = arguments.wire
        ? recording::exportWire(**opened, *arguments.wire, write)
        : recording::exportRecording(**opened, arguments.options, write);
    written = std::fflush(out) == 0 && written;
    if (!written)
        return recordFailure("the output cannot be written");
    const uint64_t skipped = (*opened)->skipped();
    std::fprintf(stderr, "%llu messages", static_cast<unsigned long long>(count));
    if (count == 0 && arguments.wire)
        std::fputs("; no connection's whole frames were recorded (the admin action tap)", stderr);
    if (skipped > 0)
        std::fprintf(stderr, "; %llu could not be read", static_cast<unsigned long long>(skipped));
    std::fputs("\n", stderr);
    return 0;
}

constexpr std::pair<std::string_view, int (*)(const RecordArguments &)> kRecordActions[]
    = {{"info", &runInfo}, {"repair", &runRepair}, {"export", &runExport}, {"import", &runImport}};

} // namespace

int runRecordCommand(int argc, char **argv)
{
    RecordArguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--help") {
            std::fputs(kRecordHelp.data(), stdout);
            return 0;
        }
        if (word == "--json") {
            arguments.json = true;
        } else if (word == "--snapshots") {
            arguments.options.snapshots = true;
        } else if (word.starts_with("--")) {
            if (!takesValue(word))
                return recordUsageError("unknown argument '" + std::string(word) + "'; see --help");
            if (i + 1 == argc)
                return recordUsageError(std::string(word) + " wants a value; see --help");
            if (const auto problem = takeRecordOption(arguments, word, argv[++i]); !problem.empty())
                return recordUsageError(problem);
        } else if (arguments.action.empty()) {
            arguments.action = word;
        } else if (arguments.file.empty()) {
            arguments.file = word;
        } else {
            return recordUsageError("wants one file; see --help");
        }
    }
    int (*run)(const RecordArguments &) = nullptr;
    for (const auto &[name, action] : kRecordActions) {
        if (name == arguments.action)
            run = action;
    }
    if (!run)
        return recordUsageError("wants info, repair, export or import; see --help");
    if (arguments.file.empty())
        return recordUsageError(arguments.action + " wants a file");
    return run(arguments);
}

} // namespace wavetape
