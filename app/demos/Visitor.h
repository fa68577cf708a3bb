// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace wavetape::demos {

// Who this window is in the demos: a name, and a mark by which it knows what is its own. GUI
// thread.
class Visitor : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY changed) // never empty
    Q_PROPERTY(QString id READ id CONSTANT)
public:
    explicit Visitor(QObject *parent = nullptr);

    QString name() const { return m_name; }
    // An empty one changes nothing, a long one is cut.
    void setName(const QString &name);
    QString id() const { return m_id; }

Q_SIGNALS:
    void changed();

private:
    QString m_name;
    const QString m_id; // eight letters and digits
};

} // namespace wavetape::demos
