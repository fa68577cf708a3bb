// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/AcceptKey.h"

#include "websocket/Handshake.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <array>

namespace wavetape::inspector {

void AcceptKey::setKey(const QString &key)
{
    if (key == m_key)
        return;
    m_key = key;
    Q_EMIT changed();
}

bool AcceptKey::isValid() const
{
    return websocket::isValidKey(m_key.toStdString());
}

QString AcceptKey::joined() const
{
    return m_key + QStringLiteral("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
}

QString AcceptKey::digest() const
{
    return QString::fromLatin1(
        QCryptographicHash::hash(joined().toUtf8(), QCryptographicHash::Sha1).toHex(' '));
}

QString AcceptKey::accept() const
{
    return QString::fromStdString(websocket::acceptKey(m_key.toStdString()));
}

void AcceptKey::makeRandom()
{
    std::array<quint32, 4> random;
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    setKey(QString::fromLatin1(
        QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random).toBase64()));
}

} // namespace wavetape::inspector
