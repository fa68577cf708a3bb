// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace wavetape::inspector {

// Sec-WebSocket-Accept in its steps: RFC 6455 section 4.2.2.
class AcceptKey : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString key READ key WRITE setKey NOTIFY changed)
    Q_PROPERTY(bool valid READ isValid NOTIFY changed)
    Q_PROPERTY(QString joined READ joined NOTIFY changed)
    Q_PROPERTY(QString digest READ digest NOTIFY changed)
    Q_PROPERTY(QString accept READ accept NOTIFY changed)
public:
    using QObject::QObject;

    QString key() const { return m_key; }
    void setKey(const QString &key);
    bool isValid() const; // the base64 form of 16 bytes
    QString joined() const; // key and the fixed GUID
    QString digest() const; // its SHA-1 in hex
    QString accept() const; // that in base64

    Q_INVOKABLE void makeRandom();

Q_SIGNALS:
    void changed();

private:
    QString m_key = QStringLiteral("dGhlIHNhbXBsZSBub25jZQ==");
};

} // namespace wavetape::inspector
