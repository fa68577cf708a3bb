// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/ProtobufSchema.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <climits>
#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/util/json_util.h>

namespace wavetape::inspector {

namespace pb = google::protobuf;

namespace {

constexpr qint64 kMostFile = 4 << 20;

/// The first thing that is wrong with a file, with its line.
class FirstError final : public pb::compiler::MultiFileErrorCollector {
public:
    void AddError(const std::string &file, int line, int, const std::string &message) override
    {
        if (!m_text.isEmpty())
            return;
        m_text = QString::fromStdString(file);
        if (line >= 0)
            m_text += QStringLiteral(", line %1").arg(line + 1);
        m_text += QStringLiteral(": ") + QString::fromStdString(message);
    }
    const QString &text() const { return m_text; }

private:
    QString m_text;
};

void listMessages(const pb::Descriptor &message, QStringList &names)
{
    if (message.options().map_entry())
        return;
    names << QString::fromStdString(message.full_name());
    for (int i = 0; i < message.nested_type_count(); ++i)
        listMessages(*message.nested_type(i), names);
}

} // namespace

struct ProtobufSchema::Impl {
    FirstError errors;
    pb::compiler::DiskSourceTree tree;
    pb::compiler::SourceTreeDescriptorDatabase files {&tree};
    pb::DescriptorPoolDatabase known {
        *pb::DescriptorPool::generated_pool()}; // Timestamp and its like
    pb::MergedDescriptorDatabase both {&files, &known};
    pb::DescriptorPool pool {&both, files.GetValidationErrorCollector()};
    pb::DynamicMessageFactory factory {&pool};
    const pb::FileDescriptor *file = nullptr;
};

ProtobufSchema::ProtobufSchema(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

ProtobufSchema::~ProtobufSchema() = default;

std::shared_ptr<const ProtobufSchema> ProtobufSchema::load(const QString &file, QString *error)
{
    const QFileInfo info(file);
    if (!info.isFile() || info.size() > kMostFile) {
        *error = QCoreApplication::translate("ProtobufSchema", "%1 cannot be read.")
                     .arg(info.fileName());
        return nullptr;
    }
    auto impl = std::make_unique<Impl>();
    impl->tree.MapPath("", QFile::encodeName(info.absolutePath()).toStdString());
    impl->files.RecordErrorsTo(&impl->errors);
    impl->file = impl->pool.FindFileByName(QFile::encodeName(info.fileName()).toStdString());
    if (!impl->file) {
        *error = impl->errors.text();
        return nullptr;
    }
    return std::shared_ptr<const ProtobufSchema>(new ProtobufSchema(std::move(impl)));
}

QStringList ProtobufSchema::messages() const
{
    QStringList names;
    for (int i = 0; i < m_impl->file->message_type_count(); ++i)
        listMessages(*m_impl->file->message_type(i), names);
    return names;
}

std::optional<QString> ProtobufSchema::decode(const QString &message, std::string_view bytes) const
{
    const auto *type = m_impl->pool.FindMessageTypeByName(message.toStdString());
    if (!type)
        return std::nullopt;
    const std::unique_ptr<pb::Message> read(m_impl->factory.GetPrototype(type)->New());
    if (!read->ParseFromArray(bytes.data(), int(std::min<size_t>(bytes.size(), INT_MAX))))
        return std::nullopt;
    pb::util::JsonPrintOptions options;
    options.add_whitespace = true;
    options.preserve_proto_field_names = true;
    std::string json;
    if (!pb::util::MessageToJsonString(*read, &json, options).ok())
        return std::nullopt;
    return QString::fromStdString(json);
}

} // namespace wavetape::inspector
