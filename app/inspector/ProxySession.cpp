// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/ProxySession.h"

#include "viewmodels/JsonRead.h"

#include <QDateTime>
#include <QJsonArray>
#include <QUrl>

#include <algorithm>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;
using viewmodels::textOf;

namespace {

constexpr int kAskMs = 400;
constexpr qsizetype kMostListed = 1024, kMostPayload = 512 * 1024; // letters
constexpr auto kFrames = "sys.frames."_L1, kWhole = ".whole"_L1;

// Of `ws://127.0.0.1:3000/path` what stands between the slashes; other texts as they are.
QString authorityOf(const QString &typed)
{
    QString text = typed.trimmed();
    const QUrl url(text, QUrl::StrictMode);
    if (!text.contains("://"_L1) || !url.isValid() || url.host().isEmpty())
        return text;
    const QString host = url.host().contains(u':') ? u'[' + url.host() + u']' : url.host();
    return host + u':' + QString::number(url.port(80));
}

bool isTls(const QString &typed)
{
    const QString text = typed.trimmed();
    return text.startsWith("wss:"_L1, Qt::CaseInsensitive)
        || text.startsWith("https:"_L1, Qt::CaseInsensitive);
}

QVariantMap heldOf(const QJsonObject &told)
{
    const bool text = told.value("type"_L1).toString() != "binary"_L1;
    const QString whole = told.value("payload"_L1).toString(), payload = whole.left(kMostPayload);
    return {{u"connection"_s, textOf(told, "connection"_L1)},
        {u"up"_s, told.value("stream"_L1).toString() == "upstream"_L1}, {u"text"_s, text},
        {u"hidden"_s, told.value("hidden"_L1).toBool()}, {u"cut"_s, payload != whole},
        {u"payload"_s,
            text ? payload
                 : QString::fromLatin1(QByteArray::fromBase64(payload.toLatin1()).toHex(' '))}};
}

} // namespace

ProxySession::ProxySession(QObject *parent)
    : LogSession(parent)
{
    m_asking.setInterval(kAskMs);
    connect(&m_asking, &QTimer::timeout, this, &ProxySession::ask);
}

ProxySession::~ProxySession() = default;

void ProxySession::setDashboard(viewmodels::Dashboard *dashboard)
{
    if (dashboard == m_dashboard)
        return;
    if (m_dashboard)
        disconnect(m_dashboard->link(), nullptr, this, nullptr);
    m_frames.reset();
    m_dashboard = dashboard;
    if (dashboard) {
        connect(dashboard->link(), &viewmodels::LinkStatus::changed, this, [this] {
            // Another server may follow.
            m_answered = m_answered && m_dashboard->link()->isLive();
            Q_EMIT changed();
            ask();
        });
    }
    Q_EMIT changed();
}

void ProxySession::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    if (active) {
        m_asking.start();
        watch();
        ask();
    } else {
        m_asking.stop();
        // A log that there is none of has no holes.
        if (m_proxy.isEmpty())
            m_frames.reset();
    }
    Q_EMIT changed();
}

ProxySession::State ProxySession::state() const
{
    if (!m_dashboard || !m_dashboard->link()->isLive())
        return Away;
    return !m_answered ? Asking : m_supported ? Ready : Unsupported;
}

QString ProxySession::fact(QStringView name) const
{
    for (const QVariant &proxy : m_proxies) {
        const QVariantMap facts = proxy.toMap();
        if (facts.value(u"name"_s) == m_proxy)
            return facts.value(name.toString()).toString();
    }
    return {};
}

QString ProxySession::address() const
{
    const QString listen = fact(u"listen");
    return listen.isEmpty() ? QString() : u"ws://"_s + listen;
}

// It goes on while another page is looked at: a log with holes would be of no use.
void ProxySession::watch()
{
    if (m_frames || !m_dashboard)
        return;
    m_frames = m_dashboard->client().subscribe(u"sys.frames.*"_s, {},
        [self = QPointer(this)](const std::vector<client::FeedMessage> &messages) {
            if (self)
                self->onMessages(messages);
        });
}

QString ProxySession::linkOf(const QString &channel) const
{
    const QString begin = kFrames + m_proxy + u'-';
    if (m_proxy.isEmpty() || !channel.startsWith(begin) || !channel.endsWith(kWhole))
        return {};
    const QStringView number
        = QStringView(channel).sliced(begin.size(), channel.size() - begin.size() - kWhole.size());
    const bool isNumber = !number.isEmpty()
        && std::all_of(number.begin(), number.end(), [](QChar c) { return c.isDigit(); });
    return isNumber ? m_proxy + u'-' + number.toString() : QString();
}

void ProxySession::onMessages(const std::vector<client::FeedMessage> &messages)
{
    std::vector<LogEntry> lines;
    for (const client::FeedMessage &message : messages) {
        const QString link = linkOf(message.channel);
        if (link.isEmpty())
            continue;
        if (message.kind == client::FeedMessage::Kind::Lagged && link == m_shown) {
            m_lines.forget();
            lines.emplace_back();
            lines.back().timeMs = double(QDateTime::currentMSecsSinceEpoch());
            lines.back().payload = tr("%Ln frame(s) came too fast to be shown", nullptr,
                int(std::min<uint64_t>(
                    message.to - std::min(message.from, message.to) + 1, 1 << 30)))
                                       .toStdString();
        }
        const auto *told = message.as<QJsonValue>();
        if (!told || message.kind != client::FeedMessage::Kind::Publication)
            continue;
        const QJsonObject object = told->toObject();
        if (m_link.isEmpty() && object.contains("request"_L1))
            m_shown = link;
        if (link == m_shown)
            m_lines.take(object, lines);
    }
    if (lines.empty())
        return;
    this->lines()->append(lines);
    showLines();
    Q_EMIT changed();
}

void ProxySession::show(const QString &connection)
{
    if (connection == m_shown)
        return;
    m_shown = connection;
    m_lines = {};
    clearLog();
}

void ProxySession::setProxy(const QString &name)
{
    if (name == m_proxy)
        return;
    m_proxy = name;
    m_link.clear();
    m_links.clear();
    m_held.clear();
    m_holdsDown = m_holdsUp = false;
    show({});
    Q_EMIT heldChanged();
    Q_EMIT changed();
    ask();
}

void ProxySession::setLink(const QString &connection)
{
    if (connection == m_link)
        return;
    m_link = connection;
    if (!connection.isEmpty())
        show(connection);
    Q_EMIT changed();
}

void ProxySession::ask()
{
    if (!m_dashboard || !m_active || !m_dashboard->link()->isLive())
        return;
    QJsonObject question {{u"type"_s, u"admin"_s}, {u"action"_s, u"proxies"_s}};
    if (!m_proxy.isEmpty())
        question.insert(u"name"_s, m_proxy);
    m_dashboard->client().request(
        std::move(question), [self = QPointer(this)](const client::Reply &reply) {
            if (!self || self->m_asked > 0 || (!reply.ok && reply.code == 0))
                return;
            self->m_answered = true;
            self->m_supported = reply.ok;
            self->take(reply.message);
        });
}

void ProxySession::take(const QJsonObject &answer)
{
    m_proxies.clear();
    m_tells = false;
    const QJsonArray proxies = answer.value("proxies"_L1).toArray();
    QString first;
    bool there = false;
    for (const QJsonValue value : proxies) {
        const QJsonObject proxy = value.toObject();
        const QString name = textOf(proxy, "name"_L1);
        m_proxies << QVariantMap {{u"name"_s, name}, {u"listen"_s, textOf(proxy, "listen"_L1)},
            {u"upstream"_s, textOf(proxy, "upstream"_L1)}};
        first = first.isEmpty() ? name : first;
        there = there || name == m_proxy;
        m_tells = m_tells || (name == m_proxy && proxy.value("frames"_L1).toBool());
    }
    if (!there) {
        setProxy(first);
        Q_EMIT changed();
        return;
    }
    QVariantList held;
    if (answer.value("name"_L1).toString() == m_proxy) {
        m_links.clear();
        for (const QJsonValue value : answer.value("links"_L1).toArray()) {
            if (m_links.size() < kMostListed && value["webSocket"_L1].toBool())
                m_links << textOf(value.toObject(), "connection"_L1);
        }
        const QJsonArray holding = answer.value("holding"_L1).toArray();
        m_holdsDown = holding.contains(u"downstream"_s);
        m_holdsUp = holding.contains(u"upstream"_s);
        for (const QJsonValue value : answer.value("held"_L1).toArray())
            held << heldOf(value.toObject());
    }
    if (held != m_held) {
        m_held = held;
        Q_EMIT heldChanged();
    }
    // One that was there before it was looked at.
    if (m_shown.isEmpty() && m_link.isEmpty() && !m_links.isEmpty())
        m_shown = m_links.constLast();
    Q_EMIT changed();
}

void ProxySession::request(QJsonObject message)
{
    if (!m_dashboard)
        return;
    ++m_asked;
    message.insert(u"type"_s, u"admin"_s);
    m_dashboard->client().request(
        std::move(message), [self = QPointer(this)](const client::Reply &reply) {
            if (!self)
                return;
            --self->m_asked;
            self->m_outcome = reply.ok  ? QString()
                : reply.error.isEmpty() ? tr("No answer from the server")
                                        : viewmodels::visibleText(reply.error.left(200));
            Q_EMIT self->changed();
            self->ask();
        });
}

void ProxySession::start(const QString &upstream, const QString &listen)
{
    if (isTls(upstream)) {
        m_outcome = tr("What goes by TLS cannot be looked at: name a server that speaks ws://");
        Q_EMIT changed();
        return;
    }
    QString name = u"inspected"_s;
    const auto taken = [this](const QString &candidate) {
        return std::any_of(m_proxies.begin(), m_proxies.end(),
            [&](const QVariant &proxy) { return proxy.toMap().value(u"name"_s) == candidate; });
    };
    for (int number = 2; taken(name); ++number)
        name = u"inspected%1"_s.arg(number);
    // Shown as soon as it is there.
    setProxy(name);
    request({{u"action"_s, u"proxy"_s},
        {u"proxy"_s,
            QJsonObject {{u"name"_s, name},
                {u"listen"_s, listen.trimmed().isEmpty() ? u"127.0.0.1:0"_s : listen.trimmed()},
                {u"upstream"_s, authorityOf(upstream)}, {u"frames"_s, true}}}});
}

void ProxySession::stop()
{
    request({{u"action"_s, u"remove-proxy"_s}, {u"name"_s, m_proxy}});
}

void ProxySession::tellAll()
{
    request({{u"action"_s, u"proxy"_s},
        {u"proxy"_s,
            QJsonObject {{u"name"_s, m_proxy}, {u"listen"_s, fact(u"listen")},
                {u"upstream"_s, upstream()}, {u"frames"_s, true}}}});
}

void ProxySession::hold(bool up, bool on)
{
    request({{u"action"_s, u"hold"_s}, {u"name"_s, m_proxy},
        {u"stream"_s, up ? u"upstream"_s : u"downstream"_s}, {u"enabled"_s, on}});
}

void ProxySession::letGo(const QString &connection, bool up, const QJsonObject &how)
{
    QJsonObject message = how;
    message.insert(u"action"_s, u"let-go"_s);
    message.insert(u"name"_s, m_proxy);
    message.insert(u"connection"_s, connection);
    message.insert(u"stream"_s, up ? u"upstream"_s : u"downstream"_s);
    request(std::move(message));
}

void ProxySession::letGo(const QString &connection, bool up)
{
    letGo(connection, up, {});
}

void ProxySession::replace(const QString &connection, bool up, const QString &text)
{
    letGo(connection, up, {{u"payload"_s, text}});
}

void ProxySession::leaveOut(const QString &connection, bool up)
{
    letGo(connection, up, {{u"enabled"_s, false}});
}

QString ProxySession::scenarioTarget() const
{
    return u"ws://"_s + upstream();
}

WireTraits ProxySession::traits() const
{
    return {m_lines.subprotocol(), m_lines.path()};
}

} // namespace wavetape::inspector
