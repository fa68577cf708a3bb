// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documents/Awareness.h"
#include "documents/Document.h"
#include "documents/DocumentFile.h"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::documents {

/// A document, who is at it, and what each of them has been told. Nothing is pushed: a member is
/// woken, and takes what is new for it as fast as its reader takes that, so a slow one costs a
/// place in the log and no memory. Thread-safe.
class Room {
public:
    explicit Room(std::string file)
        : m_file(std::move(file))
    {
    }

    /// Called under the room's lock, from whatever thread: it queues and returns. Not again before
    /// the member has taken what there was.
    using Wake = std::function<void()>;
    /// `mayWrite`: may be asked for his whole state.
    uint64_t join(bool mayWrite, Wake wake);
    void leave(uint64_t member);
    size_t members() const;

    /// The member knows what `known` says, and wants the rest.
    void begin(uint64_t member, StateVector known);
    struct News {
        std::vector<UpdateRef> updates;
        std::optional<std::string> awareness;
        bool complete = false; ///< with these it has all that begin() asked for; once
        bool stateWanted = false; ///< it should send its whole state
        bool more = false; ///< that did not fit
    };
    /// What is new for the member: updates of about `bytes` and not too many, at least one where
    /// there is one.
    News take(uint64_t member, size_t bytes);

    Document::Verdict write(uint64_t member, std::string_view update, bool whole);
    /// What is wrong with it; null: nothing.
    const char *tell(uint64_t member, std::string_view awareness);
    /// Everybody who is here, whatever the member was told before.
    void askWho(uint64_t member);
    StateVector stateVector() const;
    /// Why the last update was malformed.
    const char *trouble() const;

    /// Before anybody joins. One sentence.
    tl::expected<void, std::string> load();
    /// Told where the file cannot be written, and when it can again. Under the lock. Before anybody
    /// joins.
    std::function<void(const std::string &sentence)> onTrouble;
    bool fileExists() const { return m_file.exists(); }

private:
    struct Member {
        bool mayWrite = false;
        Wake wake;
        bool woken = false;
        bool begun = false; ///< it has said what it knows
        bool complete = false;
        bool stateWanted = false;
        std::optional<StateVector> known; ///< until it has all
        uint64_t number = 0; ///< the last update that it was told of
        uint64_t awareness = 0; ///< the version that it was told of
    };
    static void wakeUp(Member &member);
    void wakeAll();
    void askForState();
    void keep(std::string_view update, Document::Verdict verdict);
    static bool knows(const StateVector &known, const UpdateRanges &ranges);

    mutable std::mutex m_mutex;
    Document m_document;
    DocumentFile m_file;
    Awareness m_awareness;
    std::map<uint64_t, Member> m_members;
    uint64_t m_nextMember = 1;
    bool m_failing = false;
};

} // namespace wavetape::documents
