// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkAccessManager>
#include <QObject>
#include <QQmlNetworkAccessManagerFactory>
#include <QQuickWindow>
#include <QStringList>
#include <QWebSocket>

#include <atomic>
#include <memory>
#include <vector>

namespace wavetape::tests {

// Clients whose names and last words are the texts of tests/security/hostile-texts.json.
class HostileVisitors : public QObject {
    Q_OBJECT
    Q_PROPERTY(int texts READ texts CONSTANT)
public:
    HostileVisitors();

    int texts() const { return int(m_texts.size()); }
    // One client for each of `count` texts from `first` on, which is its User-Agent where a header
    // may hold it.
    Q_INVOKABLE void come(const QString &address, int first, int count);
    // All of them are connected or refused.
    Q_INVOKABLE bool settled() const;
    // What the clients that are connected call themselves, as a line of ours should show it.
    Q_INVOKABLE QStringList agents() const;
    // They close with their texts as reasons; returns these, as they should be shown.
    Q_INVOKABLE QStringList leave();
    // Those of `lines` that stand in no visible text.
    Q_INVOKABLE QStringList unseen(QQuickWindow *window, const QStringList &lines) const;

private:
    struct Visitor {
        QString text;
        QString agent; // empty: no header can hold the text
        std::unique_ptr<QWebSocket> socket;
    };
    QStringList m_texts;
    std::vector<Visitor> m_visitors;
};

// Counts what QML would fetch: nothing may be.
class FetchCounter : public QObject, public QQmlNetworkAccessManagerFactory {
    Q_OBJECT
    Q_PROPERTY(int count READ count CONSTANT)
public:
    int count() const { return m_count; }
    QNetworkAccessManager *create(QObject *parent) override;

private:
    std::atomic<int> m_count {0};
};

} // namespace wavetape::tests
