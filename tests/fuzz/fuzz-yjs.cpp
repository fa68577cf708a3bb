// SPDX-License-Identifier: GPL-3.0-or-later
// Any message is read or refused with a sentence; what is read of an update is ranges that a
// document can keep, and a document never has more than it may.
#include "dialects/yjs/YjsMessage.h"
#include "documents/Awareness.h"
#include "documents/Document.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <variant>

using namespace wavetape;
using Verdict = documents::Document::Verdict;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

void apply(std::string_view update)
{
    const auto ranges = documents::readUpdate(update);
    if (!ranges) {
        require(ranges.error() && *ranges.error());
        return;
    }
    for (const auto *all : {&ranges->inserted, &ranges->deleted}) {
        for (const documents::ClockRange &range : *all)
            require(range.from < range.to);
    }
    documents::Document document;
    const Verdict first = document.apply(update, false, 1);
    require(first == (ranges->empty() ? Verdict::known : Verdict::added) || first == Verdict::full);
    if (first == Verdict::added)
        require(document.apply(update, true, 2) == Verdict::known);
    require(document.bytes() <= documents::Document::kMostBytes);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    apply(bytes);
    documents::Awareness awareness;
    if (!awareness.apply(bytes, 1) && awareness.clients() > 0) {
        const auto told = awareness.since(0);
        documents::Awareness other;
        require(told && !other.apply(*told, 2) && other.since(0) == told);
    }
    const auto message = dialects::yjs::readMessage(bytes);
    if (!message)
        return 0;
    if (const auto *asked = std::get_if<dialects::yjs::StateAsked>(&*message)) {
        std::string again;
        dialects::yjs::appendStateAsked(again, asked->known);
        require(dialects::yjs::readMessage(again).has_value());
    }
    if (const auto *update = std::get_if<dialects::yjs::Update>(&*message))
        apply(update->update);
    return 0;
}
