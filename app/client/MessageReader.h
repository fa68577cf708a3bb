// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedTypes.h"

#include <QJsonObject>
#include <QStringView>

#include <memory>
#include <optional>

namespace wavetape::client {

// A text message of the server, understood as far as the connection needs it.
struct Incoming {
    enum class Type { Publication, Snapshot, Other };
    Type type = Type::Other;
    FeedMessage message; // Publication and Snapshot
    QString epoch; // Snapshot
    QJsonObject object; // Other: the whole message
};

// Reads the server's JSON. Hot channels go by a fast parser straight into their structs, all else
// by Qt's. Client thread; reuses its buffers. Empty where the text is not a message: not JSON, not
// an object, a field of the wrong type, a number that is not finite.
class MessageReader {
public:
    MessageReader();
    ~MessageReader();

    std::optional<Incoming> read(QStringView text);
    std::size_t bytes() const; // of the text last read, as UTF-8

private:
    class Parser;
    std::unique_ptr<Parser> m_parser;
};

} // namespace wavetape::client
