// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QHash>

#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace wavetape::client {

// Between client thread and GUI: what happened since the GUI last looked, per subscribed name.
// Ticks, candles and the like are conflated here per key; everything else is kept in order, up to a
// limit, the oldest going first. So a GUI that stands still for a minute costs a bounded amount of
// memory and nobody else anything. Thread-safe.
class FeedInbox {
public:
    struct Answer {
        uint64_t request = 0;
        Reply reply;
    };
    struct Batch {
        std::vector<std::pair<QString, std::vector<FeedMessage>>> messages;
        std::vector<Answer> answers;
    };

    // Client thread. The name is a channel or a prefix as it was subscribed.
    void open(const QString &name, int limit, bool conflate);
    void close(const QString &name);
    // True where the GUI must be woken: it has seen everything before this.
    bool push(const QString &name, FeedMessage message, int64_t nowMs);
    bool push(Answer answer, int64_t nowMs);
    // How long the oldest message has waited, or the longest of those taken since the last call.
    double takeLag(int64_t nowMs);

    // GUI thread.
    Batch take(int64_t nowMs);

    // Either; `change` runs under the lock.
    template <typename Change>
    void withCounters(Change change)
    {
        const std::lock_guard lock(m_mutex);
        change(m_counters);
    }
    FeedCounters counters(int64_t nowMs) const;

private:
    struct Box {
        std::deque<FeedMessage> messages;
        std::size_t base = 0; // messages that have left at the front
        QHash<QString, std::size_t> keys; // of conflated publications: base + index
        std::size_t limit = 1;
        bool conflate = false;
        uint64_t lost = 0, lostFrom = 0, lostTo = 0;
    };
    static QString keyOf(const FeedMessage &message, bool conflate);
    void dropOldest(Box &box);
    bool wake(int64_t nowMs);

    mutable std::mutex m_mutex;
    QHash<QString, Box> m_boxes;
    std::vector<Answer> m_answers;
    FeedCounters m_counters;
    int64_t m_since = 0; // when the first of what waits came, 0: nothing waits
    int64_t m_worstLag = 0;
};

} // namespace wavetape::client
