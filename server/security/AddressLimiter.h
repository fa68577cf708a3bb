// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/AddressKey.h"
#include "security/TokenBucket.h"

#include <cstdint>
#include <list>
#include <mutex>
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
    uint32_t addresses = 65'536; ///< remembered at a time; never 0

    bool operator==(const AddressLimits &) const = default;
};

/// Counts per address what a peer takes before it has said a word: open connections, handshakes per
/// second, unfinished handshakes. All methods and tickets: any thread. Time is the caller's
/// monotonic clock in ms.
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
        Ticket(AddressLimiter *limiter, AddressKey key)
            : m_limiter(limiter)
            , m_key(key)
        {
        }
        AddressLimiter *m_limiter = nullptr;
        AddressKey m_key;
        bool m_unfinished = true;
    };

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

    /// A connection from `ip` was accepted: takes one handshake of its rate and counts it as open
    /// and unfinished. A refusal counts nothing.
    Admission admit(const IpBytes &ip, uint64_t nowMs);
    /// A further handshake on a connection already admitted (an upgrade after plain requests): rate
    /// only.
    Admission handshake(const IpBytes &ip, uint64_t nowMs);

    uint32_t unfinished() const;
    uint32_t open(const IpBytes &ip) const;
    size_t addresses() const;

    /// For new connections and fresh rates; who is in stays.
    void setLimits(AddressLimits limits);

private:
    struct Entry {
        uint32_t open = 0;
        uint32_t unfinished = 0;
        TokenBucket handshakes;
        std::list<AddressKey>::iterator idle; ///< in m_idle while open == 0
    };
    using Table = std::unordered_map<AddressKey, Entry, AddressKeyHash>;

    Table::iterator find(const AddressKey &key);
    void finish(const AddressKey &key);
    void leave(const AddressKey &key, bool unfinished);

    mutable std::mutex m_mutex;
    AddressLimits m_limits;
    Table m_table;
    std::list<AddressKey>
        m_idle; ///< addresses without a connection, longest idle first: the ones to forget
    uint32_t m_unfinished = 0;
};

} // namespace wavetape::security
