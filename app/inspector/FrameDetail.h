// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/LogEntry.h"
#include "inspector/PayloadDecoder.h"
#include "inspector/ProtobufSchema.h"

#include <QObject>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <optional>
#include <string>

namespace wavetape::inspector {

// The chosen line of the log: its frame as RFC 6455 section 5.2 writes it, its payload as text,
// JSON, hex and floats. GUI thread.
class FrameDetail : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the InspectorSession")
    Q_PROPERTY(bool chosen READ isChosen NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QVariantList fields READ fields NOTIFY changed)
    Q_PROPERTY(QVariantList headerBits READ headerBits NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(QString json READ json NOTIFY changed)
    Q_PROPERTY(QString hex READ hex NOTIFY changed)
    Q_PROPERTY(QList<double> floats READ floats NOTIFY changed)
    Q_PROPERTY(QString floatFacts READ floatFacts NOTIFY changed)
    Q_PROPERTY(int suggested READ suggested NOTIFY changed)
    // In the words of its protocol; "": nobody knows which that is. `decodedAs` names it.
    Q_PROPERTY(QString decoded READ decoded NOTIFY changed)
    Q_PROPERTY(QString decodedAs READ decodedAs NOTIFY changed)
    // What a .proto file has, and which of it binary payloads are from now on; "": none.
    Q_PROPERTY(QStringList schemaMessages READ schemaMessages NOTIFY changed)
    Q_PROPERTY(QString schemaMessage READ schemaMessage WRITE setSchemaMessage NOTIFY changed)
    Q_PROPERTY(QString schemaProblem READ schemaProblem NOTIFY changed)
    // Against the line that others are compared with: [{side, text}], `side` 0 both, 1 that line, 2
    // the chosen one. Its title; "": there is none.
    Q_PROPERTY(QVariantList diff READ diff NOTIFY changed)
    Q_PROPERTY(QString comparedTitle READ comparedTitle NOTIFY changed)
public:
    static constexpr qsizetype kMostText = 64 * 1024; // shown of a payload

    using QObject::QObject;

    void show(uint64_t number, const LogEntry &entry, const WireTraits &traits);
    void clear();

    bool isChosen() const { return m_chosen; }
    QString title() const { return m_title; }
    QVariantList fields() const { return m_fields; } // [{name, value}]
    // The header's bytes: [{bytes, name}] in the order of the wire.
    QVariantList headerBits() const { return m_headerBits; }
    QString text() const { return m_text; }
    QString json() const { return m_json; } // "" where it is not JSON
    QString hex() const { return m_hex; }
    QList<double> floats() const { return m_floats; } // at most 512
    QString floatFacts() const { return m_floatFacts; }
    // The form that suits: 0 text, 1 JSON, 2 hex, 3 floats, 4 decoded
    int suggested() const { return m_suggested; }
    QString decoded() const { return m_decoded.text; }
    QString decodedAs() const { return m_decoded.as; }
    QStringList schemaMessages() const;
    QString schemaMessage() const { return m_schemaMessage; }
    void setSchemaMessage(const QString &name);
    QString schemaProblem() const { return m_schemaProblem; }
    Q_INVOKABLE void loadSchema(const QString &file);
    void compareWith(uint64_t number, std::optional<LogEntry> entry);
    QVariantList diff() const;
    QString comparedTitle() const { return m_comparedTitle; }

    // Of the value at a place of `json`: where it is (JsonPath.h; "": nowhere), and what it is.
    Q_INVOKABLE QString pathAt(int position) const;
    Q_INVOKABLE QString valueAt(const QString &path) const;

Q_SIGNALS:
    void changed();

private:
    void describeFrame(const LogEntry &entry);
    void decode();

    bool m_chosen = false;
    QString m_title, m_text, m_json, m_hex, m_floatFacts;
    QVariantList m_fields, m_headerBits;
    QList<double> m_floats;
    std::string m_payload; // of the chosen line
    std::optional<std::string> m_compared;
    QString m_comparedTitle;
    int m_suggested = 0;
    bool m_binary = false; // the chosen line
    WireTraits m_traits; // of its connection
    DecodedPayload m_decoded;
    std::shared_ptr<const ProtobufSchema> m_schema;
    QString m_schemaMessage, m_schemaProblem;
};

} // namespace wavetape::inspector
