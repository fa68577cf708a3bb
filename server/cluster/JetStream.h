// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/NatsConnection.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::cluster {

/// What is asked of JetStream, which stores what is published on subjects (docs.nats.io/reference/
/// reference-protocols/nats_api_reference; the JSON of nats-server 2.9). Lives on the connection's
/// thread.
class JetStream {
public:
    static constexpr std::string_view kSequence = "Nats-Sequence"; ///< of what is republished

    explicit JetStream(NatsConnection &connection)
        : m_connection(connection)
    {
    }

    struct Stream {
        std::string name;
        std::string subjects;
        std::string republished; ///< where what was stored is sent again; empty: nowhere
        bool inMemory = false;
        uint64_t perSubject = 1; ///< messages that are kept
        uint64_t mostBytes = 0; ///< of all; the oldest go
        uint64_t ageMs = 0; ///< after which a message goes; 0: never
        uint64_t repeatedMs = 0; ///< a `key` is known
    };
    /// Where it is there already it is taken as it is, if it republishes the same. `trouble`:
    /// empty, or why not; `fatal`: asking again cannot help.
    void make(
        const Stream &stream, std::function<void(const std::string &trouble, bool fatal)> answer);

    enum class Outcome : uint8_t {
        stored,
        repeated, ///< its key was known
        behind, ///< `expected` is not the newest of its subject
        refused, ///< `text` says why
        lost, ///< no answer: it may be stored all the same
        gone, ///< there is no such stream
    };
    struct Put {
        Outcome outcome;
        uint64_t sequence = 0; ///< of the stream: the message's, or the first one's of its key
        std::string text;
    };
    struct Message {
        std::string_view subject, data;
        NatsConnection::Headers headers;
        std::optional<uint64_t>
            expected; ///< sequence of the newest of the subject; 0: there is none
        std::string key; ///< empty: none
    };
    void put(const Message &message, std::function<void(const Put &put)> answer);

    struct Stored {
        uint64_t sequence = 0;
        std::string headers, data;
        std::string_view header(std::string_view name) const { return natsHeader(headers, name); }
    };
    /// The newest of a subject; `answered` false: it is not known, `message` null: there is none.
    using Found = std::function<void(bool answered, const std::optional<Stored> &message)>;
    void last(const std::string &stream, const std::string &subject, Found found);
    void at(const std::string &stream, uint64_t sequence, Found found);

    /// Everything of the subjects that `filter` matches, in order; or the newest of each, without
    /// its data. `done`: once, when that was all; false: it was not.
    struct Reading {
        /// `timeNanos`: when it was stored, by the server's clock.
        std::function<void(const NatsFrame &message, uint64_t timeNanos)> each;
        std::function<void(bool whole)> done;
    };
    void readAll(const std::string &stream, const std::string &filter, Reading reading);
    void readNewest(
        const std::string &stream, const std::string &filter, bool headersOnly, Reading reading);

    /// Forgets what is older than `sequence` of a subject.
    void purge(const std::string &stream, const std::string &subject, uint64_t sequence);

    void tick(uint64_t nowMs);
    /// The connection is over.
    void close();

private:
    struct Under {
        Reading reading;
        uint64_t subscription = 0;
        uint64_t movedMs = 0; ///< when something came last
    };

    void get(const std::string &stream, const std::string &question, Found found);
    void read(const std::string &stream, const std::string &filter, std::string_view policy,
        bool headersOnly, Reading reading);
    void finish(uint64_t reading, bool whole);

    NatsConnection &m_connection;
    std::map<uint64_t, Under> m_readings;
    uint64_t m_lastReading = 0;
    uint64_t m_nowMs = 0;
};

} // namespace wavetape::cluster
