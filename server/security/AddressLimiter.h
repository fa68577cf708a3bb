// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/AddressKey.h"
#include "security/TokenBucket.h"

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace wavetape::security {

/// How much one address may take. 0: no limit.
struct AddressLimits {
    uint32_t connectionsPerAddress = 1000;
    double handshakesPerSecond = 50; ///< per address
    uint32_t handshakeBurst = 200;
    uint32_t unfinished = 256; ///< handshakes under way, all addresses together
    uint32_t unfinishedPerAddress = 64;
    uint32_t createdChannels = 256; ///< per address in 5 min
    double requestsPerSecond = 500; ///< for data by HTTP, per address
    uint32_t requestBurst = 1000;
    uint32_t polls = 256; ///< held at a time, per address
    uint32_t addresses = 65'536; ///< remembered at a time; never 0

    bool operator==(const AddressLimits &) const = default;
};

/// Counts per address what a peer takes: open connections, handshakes per second, unfinished
/// handshakes, and the channels that its clients make. In two steps: arrive() when a connection is
/// accepted, when nothing can be answered yet, and ask() once a request's head is read, when a
/// refusal can be told in the way that the path's clients understand. All methods and tickets: any
/// thread. Time is the caller's monotonic clock in ms.
class AddressLimiter {
public:
    enum class Limit : uint8_t {
        none,
        connections,
        handshakeRate,
        unfinishedPerAddress,
        unfinished,
        addresses
    };

    /// One admitted connection. Counts as an unfinished handshake until handshakeDone(), as open
    /// until it is destroyed. Must not outlive the limiter.
    class Ticket {
    public:
        Ticket() = default;
        Ticket(Ticket &&other) noexcept
            : m_limiter(std::exchange(other.m_limiter, nullptr))
            , m_key(other.m_key)
            , m_unfinished(other.m_unfinished)
            , m_over(other.m_over)
            , m_counted(other.m_counted)
        {
        }
        Ticket &operator=(Ticket &&other) noexcept;
        ~Ticket() { release(); }

        /// The request was read and answered for good (101, or the connection goes on as plain
        /// HTTP). Repeats are harmless.
        void handshakeDone();
        void release();

    private:
        friend class AddressLimiter;
        Ticket(AddressLimiter *limiter, AddressKey key, bool over)
            : m_limiter(limiter)
            , m_key(key)
            , m_over(over)
        {
        }
        AddressLimiter *m_limiter = nullptr;
        AddressKey m_key;
        bool m_unfinished = true;
        bool m_over = false; ///< arrived when too many were unfinished: waits for room
        bool m_counted = false; ///< among its address's connections
    };

    /// One held poll of an address, until it is destroyed. Its connection's ticket lives longer.
    class PollTicket {
    public:
        PollTicket(PollTicket &&other) noexcept
            : m_limiter(std::exchange(other.m_limiter, nullptr))
            , m_key(other.m_key)
        {
        }
        PollTicket &operator=(PollTicket &&) = delete;
        ~PollTicket();

    private:
        friend class AddressLimiter;
        PollTicket(AddressLimiter *limiter, AddressKey key)
            : m_limiter(limiter)
            , m_key(key)
        {
        }
        AddressLimiter *m_limiter;
        AddressKey m_key;
    };

    /// From whom a request comes: a page that may not use this server takes from a bucket of its
    /// own, so that it cannot use up what others at the same address are to have.
    enum class Source : uint8_t { allowed, foreign };

    struct Admission {
        Limit limit = Limit::none;
        uint32_t retryAfterS = 0; ///< for Retry-After; at least 1 where refused
        Ticket ticket; ///< empty where refused

        explicit operator bool() const { return limit == Limit::none; }
        /// 429 where the address took too much, 503 where the server has no room, 200 where
        /// admitted.
        int httpStatus() const;
        /// One plain sentence for the answer's body.
        std::string_view sentence() const;
    };

    explicit AddressLimiter(AddressLimits limits = {});

    /// A connection from `ip` was accepted. Refused, for a reset without an answer, where twice the
    /// unfinished handshakes wait that may; up to there it waits until its request is read.
    Admission arrive(const IpBytes &ip, uint64_t nowMs);
    /// The head of a connection's first request, or of an upgrade after plain requests, is read:
    /// takes one handshake of the address's rate, judges its connections, and whether one that
    /// arrived beyond the unfinished still is. The ticket's handshake is done, whatever the answer.
    Admission ask(Ticket &ticket, Source source, uint64_t nowMs);

    /// A client at `ip` is about to make a channel: takes one of what its address may make in five
    /// minutes, which begin with the first. False: it has made as many.
    bool takeChannel(const IpBytes &ip, uint64_t nowMs);

    /// A request for data by HTTP comes from `ip`: takes one of its rate. 0: it may; else when it
    /// may come again, in ms.
    uint64_t takeRequest(const IpBytes &ip, uint64_t nowMs);
    /// A poll of `ip` is to be held; nothing where as many are as may be.
    std::optional<PollTicket> holdPoll(const IpBytes &ip);

    /// A reader at `ip` was too slow: when it may come back, in ms. Doubles from one second up to
    /// 30 with each that follows within a minute.
    uint64_t slowReaderWaitMs(const IpBytes &ip, uint64_t nowMs);

    uint32_t unfinished() const;
    uint32_t open(const IpBytes &ip) const;
    size_t addresses() const;

    /// For new connections and fresh rates; who is in stays.
    void setLimits(AddressLimits limits);

private:
    struct Entry {
        uint32_t open = 0; ///< tickets
        uint32_t connections
            = 0; ///< those of them that were let in: who waits to be judged takes nobody's place
        uint32_t unfinished = 0;
        uint32_t created = 0; ///< channels since `createdSinceMs`
        uint64_t createdSinceMs = 0;
        uint32_t slowWaitMs = 0; ///< what the last slow reader was told, at `slowMs`
        uint64_t slowMs = 0;
        uint32_t polls = 0; ///< held now
        TokenBucket handshakes, foreign, requests;
        std::list<AddressKey>::iterator idle; ///< in m_idle while open == 0
    };
    using Table = std::unordered_map<AddressKey, Entry, AddressKeyHash>;

    Table::iterator find(const AddressKey &key);
    Admission judge(Entry &entry, const Ticket &ticket, Source source, uint64_t nowMs) const;
    void fill(Entry &entry) const;
    void finish(const AddressKey &key);
    void endPoll(const AddressKey &key);
    void leave(const Ticket &ticket);

    mutable std::mutex m_mutex;
    AddressLimits m_limits;
    Table m_table;
    std::list<AddressKey>
        m_idle; ///< addresses without a connection, longest idle first: the ones to forget
    uint32_t m_unfinished = 0;
};

} // namespace wavetape::security
