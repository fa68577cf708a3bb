// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demos/DemoModel.h"

#include <QTimer>
#include <QVariantList>

#include <deque>

namespace wavetape::demos {

// The room `chat.lobby`: what is said, oldest first; who is here, what they are called and who
// types. Each says its name on `chat.lobby.who` when it comes, changes, or hears of somebody new;
// who is here is who reads that (`presence.chat.lobby.who`). GUI thread.
class ChatRoom : public wavetape::demos::DemoModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QVariantList people READ people NOTIFY peopleChanged) // {name, hue, own}
    Q_PROPERTY(QString typing READ typing NOTIFY peopleChanged) // who types, in words; "": nobody
public:
    static constexpr size_t kMostRows = 200;
    static constexpr size_t kMostPeople = 100;
    static constexpr qsizetype kTextLength = 500;

    enum Role { TimeText = Qt::UserRole + 1, Name, Text, Hue };

    explicit ChatRoom(QObject *parent = nullptr);

    Q_INVOKABLE void say(const QString &text);
    // Somebody has typed something here; tells the others now and then.
    Q_INVOKABLE void type();

    QVariantList people() const;
    QString typing() const;

    void take(const client::FeedMessage &message) override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void peopleChanged();

protected:
    void clear() override;
    void begin() override;
    int rows() const override { return int(m_rows.size()); }

private:
    struct Row {
        uint64_t seq = 0;
        double ts = 0;
        QString name, text;
    };
    struct Person {
        QString id, name;
        qint64 typingUntilMs = 0; // of the wall clock
    };

    void came(const QJsonValue &data, uint64_t seq, double ts);
    void learn(const QJsonObject &data, bool now);
    void present(const QJsonObject &data);
    void tell();
    QString idOf(const QJsonObject &who) const;
    QString ownId() const;
    QString personName(const QString &id) const;
    const Person *find(const QString &id) const;

    std::deque<Row> m_rows; // in order of their numbers
    std::deque<Person> m_named; // who was heard of, the newest last
    QStringList m_present; // ids
    bool m_followsPresence = false;
    bool m_types = false;
    QTimer m_typed, m_typingEnds, m_answer;
    viewmodels::BeatTimer m_peopleTold {0}; // a view makes all the names anew
};

} // namespace wavetape::demos
