// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/yjs/YjsMessage.h"

#include "documents/VarReader.h"

namespace wavetape::dialects::yjs {

using documents::appendNumber;
using documents::appendText;
using documents::VarReader;

namespace {
// y-websocket/src/y-websocket.js
enum : uint8_t { kSync = 0, kAwareness = 1, kAuth = 2, kQueryAwareness = 3 };
// y-protocols/sync.js
enum : uint8_t { kStep1 = 0, kStep2 = 1, kUpdate = 2 };
// y-protocols/auth.js
constexpr uint8_t kPermissionDenied = 0;

tl::unexpected<const char *> fail(const char *sentence)
{
    return tl::unexpected(sentence);
}

void appendSync(std::string &out, uint8_t step, std::string_view bytes)
{
    appendNumber(out, kSync);
    appendNumber(out, step);
    appendText(out, bytes);
}

tl::expected<Message, const char *> readSync(VarReader &reader)
{
    const uint64_t step = reader.number();
    const std::string_view bytes = reader.text();
    if (!reader.sound())
        return fail("the message ends before its end");
    if (step == kStep2)
        return State {bytes};
    if (step == kUpdate)
        return Update {bytes};
    if (step != kStep1)
        return fail("there is no such step of a synchronisation");
    auto known = documents::readStateVector(bytes);
    if (!known)
        return tl::unexpected(known.error());
    return StateAsked {std::move(*known)};
}
} // namespace

tl::expected<Message, const char *> readMessage(std::string_view bytes)
{
    VarReader reader(bytes);
    tl::expected<Message, const char *> message;
    const uint64_t type = reader.number();
    if (!reader.sound())
        return fail("an empty message says nothing");
    switch (type) {
    case kSync:
        message = readSync(reader);
        break;
    case kAwareness:
        message = AwarenessTold {reader.text()};
        break;
    case kQueryAwareness:
        message = AwarenessAsked {};
        break;
    case kAuth:
        return fail("tokens come with the address: ?token=");
    default:
        return fail("there is no such kind of message");
    }
    if (!message)
        return message;
    if (!reader.sound())
        return fail("the message ends before its end");
    if (!reader.atEnd())
        return fail("something follows the message");
    return message;
}

void appendStateAsked(std::string &out, const documents::StateVector &known)
{
    std::string vector;
    appendNumber(vector, known.size());
    for (const auto &[client, clock] : known) {
        appendNumber(vector, client);
        appendNumber(vector, clock);
    }
    appendSync(out, kStep1, vector);
}

void appendState(std::string &out, std::string_view update)
{
    appendSync(out, kStep2, update);
}

void appendUpdate(std::string &out, std::string_view update)
{
    appendSync(out, kUpdate, update);
}

void appendAwareness(std::string &out, std::string_view update)
{
    appendNumber(out, kAwareness);
    appendText(out, update);
}

void appendDenied(std::string &out, std::string_view sentence)
{
    appendNumber(out, kAuth);
    appendNumber(out, kPermissionDenied);
    appendText(out, sentence);
}

} // namespace wavetape::dialects::yjs
