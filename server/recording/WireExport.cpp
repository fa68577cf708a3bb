// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/WireExport.h"

#include "recording/Har.h"
#include "recording/JsonMembers.h"
#include "recording/MessageJoiner.h"
#include "recording/Pcapng.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace wavetape::recording {

namespace {

constexpr size_t kWirePiece = 64 << 10;
constexpr uint16_t kFirstPort = 49152, kPorts = 16384; // of those that nobody owns
constexpr std::string_view kCreator = "wavetape-server", kCreatorVersion = "1";

/// What stands in one line of `sys.frames`.
struct WireLine {
    enum class Kind : uint8_t { begin, frame, end };
    Kind kind = Kind::frame;
    int64_t timeMicros = 0;
    bool outgoing = false; ///< from the client
    websocket::FrameInfo frame;
    std::string payload; ///< unmasked
    std::string request, response;
    int64_t openedMicros = 0, handshakeMicros = 0;
};

int digitOf(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string bytesOfHex(std::string_view json)
{
    std::string bytes;
    if (json.size() < 2 || json.front() != '"')
        return bytes;
    json = json.substr(1, json.size() - 2);
    bytes.reserve(json.size() / 2);
    for (size_t i = 0; i + 1 < json.size(); i += 2) {
        const int high = digitOf(json[i]);
        const int low = digitOf(json[i + 1]);
        if (high < 0 || low < 0)
            break;
        bytes += static_cast<char>(high << 4 | low);
    }
    return bytes;
}

/// A head, whose lines' ends and quotes are the only escapes that it has; others stay as they are.
std::string headText(std::string_view json)
{
    std::string text;
    for (size_t i = 1; i + 1 < json.size(); ++i) {
        if (json[i] != '\\') {
            text += json[i];
            continue;
        }
        const char next = json[++i];
        if (next == 'r')
            text += '\r';
        else if (next == 'n')
            text += '\n';
        else if (next == 't')
            text += '\t';
        else
            text += next;
    }
    return text;
}

double numberOf(std::string_view json, std::string_view name)
{
    return jsonNumber(jsonMember(json, name)).value_or(0);
}

WireLine readLine(const RecordedMessage &message)
{
    constexpr double kMicros = 1000;
    constexpr double kLastMs = 8.64e15; // that a date can be
    WireLine line;
    line.timeMicros = message.timeMicros;
    const std::string_view json = message.data;
    if (!jsonMember(json, "ended").empty()) {
        line.kind = WireLine::Kind::end;
        return line;
    }
    if (jsonMember(json, "opcode").empty()) {
        line.kind = WireLine::Kind::begin;
        line.request = headText(jsonMember(json, "request"));
        line.response = headText(jsonMember(json, "response"));
        const double opened = numberOf(json, "openedMs");
        line.openedMicros = opened > 0 && opened <= kLastMs ? static_cast<int64_t>(opened * kMicros)
                                                            : message.timeMicros;
        line.handshakeMicros
            = static_cast<int64_t>(std::clamp(numberOf(json, "handshakeMs"), 0.0, 1e9) * kMicros);
        return line;
    }
    line.outgoing = jsonMember(json, "direction") == "\"in\"";
    websocket::FrameInfo &frame = line.frame;
    frame.fin = jsonMember(json, "fin") == "true";
    const auto rsv = static_cast<unsigned>(std::clamp(numberOf(json, "rsv"), 0.0, 7.0));
    frame.rsv1 = (rsv & 4) != 0;
    frame.rsv2 = (rsv & 2) != 0;
    frame.rsv3 = (rsv & 1) != 0;
    frame.opcode = static_cast<websocket::Opcode>(
        static_cast<unsigned>(std::clamp(numberOf(json, "opcode"), 0.0, 15.0)));
    frame.masked = jsonMember(json, "masked") == "true";
    const std::string key = bytesOfHex(jsonMember(json, "key"));
    std::copy_n(key.begin(), std::min(key.size(), frame.key.size()), frame.key.begin());
    line.payload = bytesOfHex(jsonMember(json, "payload"));
    if (jsonMember(json, "hidden") == "true") {
        const double bytes = std::clamp(numberOf(json, "bytes"), 0.0, double {1 << 20});
        line.payload.assign(static_cast<size_t>(bytes), '*');
        frame.rsv1 = false; // asterisks cannot be inflated
    }
    frame.payload = line.payload.size();
    return line;
}

class WirePieces {
public:
    explicit WirePieces(const std::function<void(std::string_view)> &write)
        : m_write(write)
    {
    }
    std::string &out() { return m_out; }
    void passOn(bool all)
    {
        if (m_out.size() < kWirePiece && !all)
            return;
        m_write(m_out);
        m_out.clear();
    }

private:
    const std::function<void(std::string_view)> &m_write;
    std::string m_out;
};

/// `each` for every line of the chosen channel, or of all of them.
template <typename Each>
void visitWire(RecordingReader &reader, std::string_view channel, Each each)
{
    for (size_t i = 0; i < reader.contents().chunks.size(); ++i) {
        for (const RecordedMessage &message : reader.chunk(i)) {
            const std::string &name = message.channel->name;
            if (isWire(name) && (channel.empty() || name == channel))
                each(name, readLine(message));
        }
    }
}

std::string_view connectionOf(std::string_view channel)
{
    channel.remove_prefix(kFramesFamily.size());
    channel.remove_suffix(kWholeFrames.size());
    return channel;
}

std::string_view wordOf(std::string_view line, int which)
{
    line = line.substr(0, line.find('\r'));
    for (; which > 0; --which) {
        const size_t blank = line.find(' ');
        line.remove_prefix(blank == std::string_view::npos ? line.size() : blank + 1);
    }
    return line.substr(0, line.find(' '));
}

std::string hostOf(std::string_view head)
{
    constexpr std::string_view kHosts[] = {"\r\nHost: ", "\r\nhost: "};
    for (const std::string_view name : kHosts) {
        const size_t at = head.find(name);
        if (at == std::string_view::npos)
            continue;
        const std::string_view rest = head.substr(at + name.size());
        return std::string(rest.substr(0, rest.find('\r')));
    }
    return "localhost";
}

/// With the empty line that ends it.
std::string wholeHead(std::string head)
{
    while (!head.empty() && !head.ends_with("\r\n\r\n"))
        head += "\r\n";
    return head;
}

uint64_t exportHar(RecordingReader &reader, WirePieces &pieces)
{
    HarWriter har;
    har.begin(pieces.out(), kCreator, kCreatorVersion);
    uint64_t count = 0;
    for (const auto &[id, channel] : reader.channels()) {
        if (!isWire(channel.name))
            continue;
        std::array<MessageJoiner, 2> joiners;
        visitWire(reader, channel.name, [&](const std::string &name, const WireLine &line) {
            if (line.kind == WireLine::Kind::begin) {
                const std::string url
                    = "ws://" + hostOf(line.request) + std::string(wordOf(line.request, 1));
                har.open(pieces.out(),
                    {url, line.request, line.response, line.openedMicros - line.handshakeMicros,
                        line.openedMicros, connectionOf(name)});
                return;
            }
            if (line.kind == WireLine::Kind::end || websocket::isControl(line.frame.opcode))
                return;
            MessageJoiner &joiner = joiners[line.outgoing ? 0 : 1];
            if (const auto message = joiner.take(line.frame, line.payload)) {
                har.message(
                    pieces.out(), line.outgoing, line.timeMicros, joiner.opcode(), *message);
                ++count;
            }
            pieces.passOn(false);
        });
    }
    har.finish(pieces.out());
    return count;
}

uint64_t exportPcapng(RecordingReader &reader, WirePieces &pieces)
{
    PcapngWriter pcapng;
    PcapngWriter::begin(pieces.out(), kCreator);
    uint64_t count = 0;
    uint64_t opened = 0;
    std::map<std::string, uint64_t> numbers;
    std::map<std::string, int64_t> last;
    visitWire(reader, {}, [&](const std::string &name, const WireLine &line) {
        std::string &out = pieces.out();
        if (line.kind == WireLine::Kind::begin) {
            const uint64_t number = ++opened;
            numbers.insert_or_assign(name, number);
            WireEnds ends;
            ends.clientPort = static_cast<uint16_t>(kFirstPort + number % kPorts);
            std::string comment = "Made by Wavetape of its recording: addresses and TCP are "
                                  "invented; connection ";
            comment.append(connectionOf(name)).append(", Host: ").append(hostOf(line.request));
            const int64_t began = line.openedMicros - line.handshakeMicros;
            pcapng.open(out, number, ends, began, comment);
            pcapng.bytes(out, number, true, began, wholeHead(line.request));
            pcapng.bytes(out, number, false, line.openedMicros, wholeHead(line.response));
        } else if (const auto it = numbers.find(name); it == numbers.end()) {
            return; // its beginning is lost
        } else if (line.kind == WireLine::Kind::end) {
            pcapng.close(out, it->second, line.timeMicros);
            numbers.erase(it);
        } else {
            pcapng.frame(out, it->second, line.outgoing, line.timeMicros, line.frame, line.payload);
            last[name] = line.timeMicros;
            ++count;
        }
        pieces.passOn(false);
    });
    for (const auto &[name, number] : numbers)
        pcapng.close(pieces.out(), number, last[name]);
    return count;
}

} // namespace

uint64_t exportWire(
    RecordingReader &reader, WireFormat format, const std::function<void(std::string_view)> &write)
{
    WirePieces pieces(write);
    const uint64_t count
        = format == WireFormat::har ? exportHar(reader, pieces) : exportPcapng(reader, pieces);
    pieces.passOn(true);
    return count;
}

} // namespace wavetape::recording
