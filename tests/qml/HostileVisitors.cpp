// SPDX-License-Identifier: GPL-3.0-or-later
#include "HostileVisitors.h"

#include "viewmodels/VisibleText.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QQuickItem>

#include <algorithm>

namespace wavetape::tests {

namespace {

// What a line of the window shows of a long text, at least.
constexpr qsizetype kShown = 40;
constexpr qsizetype kReasonBytes = 60;

// What QWebSocket writes into a header as it is; the others come as reasons alone.
bool fitsHeader(const QString &text)
{
    return !text.isEmpty() && text.trimmed() == text
        && std::all_of(text.begin(), text.end(),
            [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; });
}

QString shown(const QString &text)
{
    // Qt takes a byte order mark at the beginning for one, and away.
    return viewmodels::visibleText(text.startsWith(QChar(0xfeff)) ? text.mid(1) : text)
        .left(kShown);
}

void collect(QQuickItem *item, QStringList &texts)
{
    if (!item->isVisible())
        return;
    if (item->property("textFormat").isValid())
        texts << item->property("text").toString();
    for (QQuickItem *child : item->childItems())
        collect(child, texts);
}

class CountingManager : public QNetworkAccessManager {
public:
    CountingManager(std::atomic<int> &count, QObject *parent)
        : QNetworkAccessManager(parent)
        , m_count(count)
    {
    }

protected:
    QNetworkReply *createRequest(
        Operation operation, const QNetworkRequest &request, QIODevice *body) override
    {
        ++m_count;
        return QNetworkAccessManager::createRequest(operation, request, body);
    }

private:
    std::atomic<int> &m_count;
};

} // namespace

HostileVisitors::HostileVisitors()
{
    QFile file(QStringLiteral(HOSTILE_TEXTS));
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QJsonArray texts = QJsonDocument::fromJson(file.readAll()).array();
    for (const auto &text : texts)
        m_texts << text.toString();
}

void HostileVisitors::come(const QString &address, int first, int count)
{
    m_visitors.clear();
    for (const QString &text : m_texts.mid(first, count)) {
        QNetworkRequest request {QUrl(address)};
        const QString agent = fitsHeader(text) ? text.left(100) : QString();
        if (!agent.isEmpty())
            request.setRawHeader("User-Agent", agent.toUtf8());
        auto socket = std::make_unique<QWebSocket>(QStringLiteral("http://localhost"));
        socket->open(request);
        m_visitors.push_back({text, agent, std::move(socket)});
    }
}

bool HostileVisitors::settled() const
{
    return std::none_of(m_visitors.begin(), m_visitors.end(), [](const Visitor &visitor) {
        return visitor.socket->state() != QAbstractSocket::ConnectedState
            && visitor.socket->state() != QAbstractSocket::UnconnectedState;
    });
}

QStringList HostileVisitors::agents() const
{
    QStringList agents;
    for (const Visitor &visitor : m_visitors) {
        if (!visitor.agent.isEmpty() && visitor.socket->state() == QAbstractSocket::ConnectedState)
            agents << shown(visitor.agent);
    }
    return agents;
}

QStringList HostileVisitors::leave()
{
    QStringList reasons;
    for (const Visitor &visitor : m_visitors) {
        if (visitor.socket->state() != QAbstractSocket::ConnectedState)
            continue;
        QString reason = visitor.text;
        while (reason.toUtf8().size() > kReasonBytes)
            reason.chop(1);
        visitor.socket->close(QWebSocketProtocol::CloseCodeNormal, reason);
        reasons << shown(reason);
    }
    return reasons;
}

QStringList HostileVisitors::unseen(QQuickWindow *window, const QStringList &lines) const
{
    QStringList texts;
    collect(window->contentItem(), texts);
    QStringList missing;
    for (const QString &line : lines) {
        if (std::none_of(texts.begin(), texts.end(),
                [&](const QString &text) { return text.contains(line); }))
            missing << line;
    }
    return missing;
}

QNetworkAccessManager *FetchCounter::create(QObject *parent)
{
    return new CountingManager(m_count, parent);
}

} // namespace wavetape::tests
