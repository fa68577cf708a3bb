// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/FrameDetail.h"

#include "inspector/JsonPath.h"
#include "inspector/MessageDiff.h"
#include "inspector/PayloadText.h"
#include "viewmodels/Format.h"
#include "websocket/CloseCode.h"
#include "websocket/Utf8.h"

#include <QFileInfo>

#include <algorithm>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;
using viewmodels::Format;
using websocket::Opcode;

namespace {

constexpr qsizetype kPlotPoints = 512;

QString opcodeName(Opcode opcode)
{
    switch (opcode) {
    case Opcode::continuation:
        return u"continuation"_s;
    case Opcode::text:
        return u"text"_s;
    case Opcode::binary:
        return u"binary"_s;
    case Opcode::close:
        return u"close"_s;
    case Opcode::ping:
        return u"ping"_s;
    case Opcode::pong:
        return u"pong"_s;
    }
    return {};
}

QString hexByte(uint8_t byte)
{
    return QStringLiteral("%1").arg(uint(byte), 2, 16, QChar(u'0'));
}

} // namespace

void FrameDetail::clear()
{
    if (!m_chosen)
        return;
    m_chosen = false;
    m_title.clear();
    m_payload.clear();
    m_text.clear();
    m_json.clear();
    m_hex.clear();
    m_floatFacts.clear();
    m_fields.clear();
    m_headerBits.clear();
    m_floats.clear();
    m_decoded = {};
    m_binary = false;
    Q_EMIT changed();
}

void FrameDetail::describeFrame(const LogEntry &entry)
{
    const websocket::FrameInfo &frame = entry.frame;
    const auto add = [this](const QString &name, const QString &value) {
        m_fields << QVariantMap {{u"name"_s, name}, {u"value"_s, value}};
    };
    add(tr("FIN"), frame.fin ? tr("1, the last of its message") : tr("0, more follow"));
    add(tr("RSV"),
        QStringLiteral("%1 %2 %3").arg(frame.rsv1).arg(frame.rsv2).arg(frame.rsv3)
            + (frame.rsv1 ? tr(", compressed (RFC 7692)") : QString()));
    add(tr("Opcode"),
        QStringLiteral("0x%1 ").arg(int(frame.opcode), 0, 16) + opcodeName(frame.opcode));
    QString key;
    for (const uint8_t byte : frame.key)
        key += hexByte(byte) + u' ';
    add(tr("MASK"), frame.masked ? tr("1, key %1").arg(key.trimmed()) : tr("0, as servers send"));
    const int form = frame.headerSize - (frame.masked ? 4 : 0);
    add(tr("Length"),
        tr("%1 in the %2 form")
            .arg(Format::count(double(frame.payload)),
                form == 2       ? tr("7-bit")
                    : form == 4 ? tr("16-bit")
                                : tr("64-bit")));
    add(tr("Header"), tr("%Ln byte(s)", nullptr, int(frame.headerSize)));
    if (entry.frames > 1)
        add(tr("Frames"), tr("%1, the first is shown").arg(entry.frames));
    add(tr("On the wire"), tr("%Ln byte(s)", nullptr, int(entry.wireBytes)));
    if (entry.payload.size() != frame.payload && entry.kind != LogEntry::Kind::Close)
        add(tr("Payload"), tr("%Ln byte(s)", nullptr, int(entry.payload.size())));
    if (entry.kind == LogEntry::Kind::Close) {
        const auto name = websocket::closeCodeName(entry.closeCode);
        add(tr("Close code"),
            entry.closeCode == 0 ? tr("none, told as 1005")
                                 : QString::number(entry.closeCode) + u", "_s
                    + QString::fromUtf8(name.data(), qsizetype(name.size())));
    }

    const auto bits = [this](const QString &bytes, const QString &name) {
        m_headerBits << QVariantMap {{u"bytes"_s, bytes}, {u"name"_s, name}};
    };
    bits(hexByte(uint8_t(frame.fin << 7 | frame.rsv1 << 6 | frame.rsv2 << 5 | frame.rsv3 << 4
             | int(frame.opcode))),
        tr("FIN RSV opcode"));
    const uint64_t length = frame.payload;
    const uint8_t seven = form == 2 ? uint8_t(length) : form == 4 ? 126 : 127;
    bits(hexByte(uint8_t(frame.masked << 7 | seven)), tr("MASK length"));
    if (form > 2) {
        QString more;
        for (int i = form - 3; i >= 0; --i)
            more += hexByte(uint8_t(length >> (8 * i))) + u' ';
        bits(more.trimmed(), tr("length"));
    }
    if (frame.masked)
        bits(key.trimmed(), tr("key"));
}

void FrameDetail::show(uint64_t number, const LogEntry &entry, const WireTraits &traits)
{
    using Kind = LogEntry::Kind;
    clear();
    m_chosen = true;
    m_title = tr("Line %1").arg(Format::count(double(number)));
    const auto add = [this](const QString &name, const QString &value) {
        m_fields << QVariantMap {{u"name"_s, name}, {u"value"_s, value}};
    };
    add(tr("Time"), Format::clock(entry.timeMs, true));
    add(tr("Direction"),
        entry.kind == Kind::Note ? tr("–")
            : entry.outgoing     ? tr("sent")
                                 : tr("received"));
    if (entry.hasFrame())
        describeFrame(entry);

    m_payload = entry.payload;
    const std::string_view payload = entry.payload;
    const auto shown = std::min<size_t>(payload.size(), size_t(kMostText));
    if (websocket::isValidUtf8(payload)) {
        m_text = QString::fromUtf8(payload.data(), qsizetype(shown));
        if (shown < payload.size())
            m_text += u'\n' + tr("… and %Ln byte(s) more", nullptr, int(payload.size() - shown));
        if (payload.size() <= size_t(4 * kMostText))
            m_json = formatJson(payload, true).value_or(QString()).left(kMostText);
    }
    m_hex = hexDump(payload);
    if (entry.kind == Kind::Binary) {
        const QList<double> values = readFloats(payload);
        m_floats = thinOut(values, kPlotPoints);
        if (!values.isEmpty()) {
            const auto [low, high] = std::minmax_element(values.begin(), values.end());
            m_floatFacts = tr("%Ln value(s), %1 to %2", nullptr, int(values.size()))
                               .arg(Format::significant(*low, 5), Format::significant(*high, 5));
        }
    }
    m_binary = entry.kind == Kind::Binary;
    m_traits = traits;
    if (m_binary || entry.kind == Kind::Text)
        decode();
    m_suggested = !m_decoded.as.isEmpty()                      ? 4
        : m_binary                                             ? (m_floats.size() > 1 ? 3 : 2)
        : !m_json.isEmpty()                                    ? 1
        : entry.kind == Kind::Ping || entry.kind == Kind::Pong ? 2
                                                               : 0;
    Q_EMIT changed();
}

void FrameDetail::decode()
{
    m_decoded = {};
    if (m_binary && m_schema) {
        if (auto text = m_schema->decode(m_schemaMessage, m_payload))
            m_decoded = {m_schemaMessage, *std::move(text)};
    } else if (auto decoded = decodePayload(m_payload, m_binary, m_traits)) {
        m_decoded = *std::move(decoded);
    }
    m_decoded.text.truncate(kMostText);
}

QStringList FrameDetail::schemaMessages() const
{
    return m_schema ? m_schema->messages() : QStringList();
}

void FrameDetail::setSchemaMessage(const QString &name)
{
    m_schemaMessage = name;
    if (m_chosen)
        decode();
    Q_EMIT changed();
}

void FrameDetail::loadSchema(const QString &file)
{
    m_schemaProblem.clear();
    auto schema = ProtobufSchema::load(file, &m_schemaProblem);
    if (schema && schema->messages().isEmpty())
        m_schemaProblem = tr("%1 has no messages.").arg(QFileInfo(file).fileName());
    else if (schema)
        m_schema = std::move(schema);
    setSchemaMessage(m_schema ? m_schema->messages().first() : QString());
}

void FrameDetail::compareWith(uint64_t number, std::optional<LogEntry> entry)
{
    m_compared.reset();
    m_comparedTitle.clear();
    if (entry) {
        m_compared = std::move(entry->payload);
        m_comparedTitle = tr("Line %1").arg(Format::count(double(number)));
    }
    Q_EMIT changed();
}

QVariantList FrameDetail::diff() const
{
    QVariantList lines;
    if (!m_chosen || !m_compared)
        return lines;
    for (const DiffLine &line : diffOf(*m_compared, m_payload))
        lines << QVariantMap {{u"side"_s, int(line.side)}, {u"text"_s, line.text.left(400)}};
    return lines;
}

QString FrameDetail::pathAt(int position) const
{
    return m_json.isEmpty() ? QString() : jsonPathAt(m_json, position);
}

QString FrameDetail::valueAt(const QString &path) const
{
    return jsonValueAt(m_json.toStdString(), path).value_or(QString());
}

} // namespace wavetape::inspector
