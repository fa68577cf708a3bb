// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <string_view>

namespace wavetape::inspector {

// The .proto files that binary payloads are read by (protobuf.dev). GUI thread.
class ProtobufSchema {
public:
    // Of a file of at most 4 MiB; what it imports lies beside it or belongs to Protocol Buffers.
    // The error is one sentence, with the line.
    static std::shared_ptr<const ProtobufSchema> load(const QString &file, QString *error);
    ~ProtobufSchema();

    // Full names ("market.Tick") of the messages that stand in the file, also of those inside
    // others.
    QStringList messages() const;
    // As JSON (protobuf.dev, ProtoJSON); nothing where the bytes are none.
    std::optional<QString> decode(const QString &message, std::string_view bytes) const;

private:
    struct Impl;
    explicit ProtobufSchema(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace wavetape::inspector
