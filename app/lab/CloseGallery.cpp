// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/CloseGallery.h"

#include "lab/GatewayPeer.h"
#include "lab/SideServer.h"
#include "websocket/CloseCode.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <array>

namespace wavetape::lab {

using namespace Qt::StringLiterals;

namespace {

using Act = CloseRecipe::Act;
using Where = CloseRecipe::Where;

constexpr size_t kAtOnce = 4;
constexpr int kSideAuthMs = 1500;
constexpr auto kChannels = "wavetape.v1";

// A text of the table below, which is not of the class's own context.
QString galleryText(const char *text)
{
    return QCoreApplication::translate("CloseGallery", text);
}

constexpr std::array kRecipes {
    CloseRecipe {1000, Act::CloseOurselves, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "Done; nobody comes back."),
        QT_TRANSLATE_NOOP("CloseGallery", "We close with it, the server answers.")},
    CloseRecipe {1001, Act::CloseOurselves, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "A page was left or a server goes away."),
        QT_TRANSLATE_NOOP(
            "CloseGallery", "We close with it, as a browser does for a page that is left.")},
    CloseRecipe {1002, Act::SendUnmasked, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "The protocol was broken."),
        QT_TRANSLATE_NOOP("CloseGallery", "We send a frame without a mask.")},
    CloseRecipe {1003, Act::SendBinary, "/echo/text", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "A kind of data that is not taken."),
        QT_TRANSLATE_NOOP("CloseGallery", "We send bytes to an endpoint for text.")},
    CloseRecipe {1005, Act::CloseEmpty, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "No code was given; never on the wire."),
        QT_TRANSLATE_NOOP("CloseGallery", "We send a close frame without a payload.")},
    CloseRecipe {1006, Act::CutServer, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "No close frame came; never on the wire."),
        QT_TRANSLATE_NOOP("CloseGallery", "The server cuts the TCP connection.")},
    CloseRecipe {1007, Act::SendBadUtf8, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "Text that is not UTF-8."),
        QT_TRANSLATE_NOOP("CloseGallery", "We send Latin-1 as text.")},
    CloseRecipe {1008, Act::SendNonsense, "/ws", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "A rule of the server was broken."),
        QT_TRANSLATE_NOOP(
            "CloseGallery", "We send ten messages that are no requests, without a subprotocol.")},
    CloseRecipe {1009, Act::SendTooMuch, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "A message that is too big."),
        QT_TRANSLATE_NOOP("CloseGallery", "We send a header that claims 16 MiB.")},
    CloseRecipe {1010, Act::CloseOurselves, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "The client needed an extension and did not get it."),
        QT_TRANSLATE_NOOP("CloseGallery", "We close with it: only clients do.")},
    CloseRecipe {1011, Act::AskServer, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "The server failed; come back."),
        QT_TRANSLATE_NOOP("CloseGallery", "The server's admin closes with it.")},
    CloseRecipe {1012, Act::AskServer, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "The server restarts; come back."),
        QT_TRANSLATE_NOOP(
            "CloseGallery", "The server's admin closes with it, as a drain does for everybody.")},
    CloseRecipe {1013, Act::Flood, "/ws/index.ALL", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "Overloaded; try later."),
        QT_TRANSLATE_NOOP(
            "CloseGallery", "We send more than 100 messages a second to a bare endpoint.")},
    CloseRecipe {1014, Act::Wait, "/", "", Where::Gateway,
        QT_TRANSLATE_NOOP("CloseGallery", "A gateway got nonsense from behind it."),
        QT_TRANSLATE_NOOP(
            "CloseGallery", "A small gateway on loopback says it: our server is none.")},
    CloseRecipe {1015, Act::SpeakTls, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "The TLS handshake failed; never on the wire."),
        QT_TRANSLATE_NOOP("CloseGallery", "We speak TLS to a port that speaks none.")},
    CloseRecipe {3000, Act::CloseOurselves, "/echo", "", Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "3000 to 3999: libraries and frameworks."),
        QT_TRANSLATE_NOOP("CloseGallery", "We close with it.")},
    CloseRecipe {4308, Act::ReadSlowly, "/ws", kChannels, Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "The reader was too slow; come back."),
        QT_TRANSLATE_NOOP("CloseGallery",
            "We subscribe to every wave with the policy disconnect and read a quarter of it.")},
    CloseRecipe {4329, Act::Flood, "/ws", kChannels, Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "Too many messages; come back."),
        QT_TRANSLATE_NOOP("CloseGallery", "We send more than 100 messages a second.")},
    CloseRecipe {4340, Act::AskServer, "/ws", kChannels, Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "Chaos was asked for; come back."),
        QT_TRANSLATE_NOOP("CloseGallery", "The server's admin closes with it.")},
    CloseRecipe {4400, Act::SendNonsense, "/ws", kChannels, Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "Too many bad messages."),
        QT_TRANSLATE_NOOP("CloseGallery", "We send ten messages that are no requests.")},
    CloseRecipe {4401, Act::Wait, "/ws", kChannels, Where::Side,
        QT_TRANSLATE_NOOP("CloseGallery", "No valid token in time."),
        QT_TRANSLATE_NOOP(
            "CloseGallery", "We say nothing to a second server that wants a token within 1.5 s.")},
    CloseRecipe {4403, Act::AskServer, "/ws", kChannels, Where::Own,
        QT_TRANSLATE_NOOP("CloseGallery", "Not allowed."),
        QT_TRANSLATE_NOOP("CloseGallery", "The server's admin closes with it.")},
};

} // namespace

CloseGallery::CloseGallery(QObject *parent)
    : QAbstractListModel(parent)
    , m_trials(kRecipes.size())
{
}

CloseGallery::~CloseGallery() = default;

void CloseGallery::setDashboard(viewmodels::Dashboard *dashboard)
{
    m_dashboard = dashboard;
    setClient(dashboard ? &dashboard->client() : nullptr);
    Q_EMIT changed();
}

void CloseGallery::setClient(client::FeedClient *client)
{
    m_client = client;
    m_events = {};
    if (client)
        watch(*client, m_events);
}

void CloseGallery::watch(client::FeedClient &client, client::Subscription &subscription)
{
    subscription = client.subscribe(u"sys.events"_s, {.snapshot = false},
        [this](const std::vector<client::FeedMessage> &messages) { onEvents(messages); });
}

void CloseGallery::onEvents(const std::vector<client::FeedMessage> &messages)
{
    if (running() == 0)
        return;
    for (const auto &message : messages) {
        const auto *value = message.as<QJsonValue>();
        if (!value || !value->isObject())
            continue;
        const auto event = viewmodels::EventLog::read(value->toObject());
        for (const auto &trial : m_trials) {
            if (trial && !trial->isDone())
                trial->onEvent(event);
        }
    }
}

bool CloseGallery::makeSideServer()
{
    if (m_side)
        return m_side->port() != 0;
    config::ServerConfig config;
    config.auth.tokens = true;
    config.deadlines.auth = kSideAuthMs;
    m_side = std::make_unique<SideServer>(std::move(config));
    if (m_side->port() == 0)
        return false;
    m_sideClient = std::make_unique<client::FeedClient>();
    watch(*m_sideClient, m_sideEvents);
    m_sideClient->open(QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(m_side->port())), m_side->adminToken());
    return true;
}

QUrl CloseGallery::urlFor(const CloseRecipe &recipe)
{
    switch (recipe.where) {
    case Where::Side:
        return makeSideServer() ? QUrl(u"ws://127.0.0.1:%1/"_s.arg(m_side->port())) : QUrl();
    case Where::Gateway:
        if (!m_gateway) {
            m_gateway = std::make_unique<GatewayPeer>();
            connect(m_gateway.get(), &GatewayPeer::ended, this, [this](int code) {
                for (size_t i = 0; i < kRecipes.size(); ++i) {
                    if (kRecipes[i].where == Where::Gateway && m_trials[i])
                        m_trials[i]->onGatewayEnded(code);
                }
            });
        }
        return m_gateway->url();
    case Where::Own:
        break;
    }
    return QUrl(m_server);
}

void CloseGallery::provoke(int row)
{
    if (row < 0 || size_t(row) >= kRecipes.size())
        return;
    auto &trial = m_trials[size_t(row)];
    if (trial && !trial->isDone())
        return;
    const CloseRecipe &recipe = kRecipes[size_t(row)];
    trial.reset(new CloseTrial(
        recipe, urlFor(recipe), [this](const QString &connection, Act act, int code) {
            if (m_client)
                m_client->request({{u"type"_s, u"admin"_s},
                    {u"action"_s, act == Act::CutServer ? u"cut"_s : u"close"_s},
                    {u"connection"_s, connection}, {u"code"_s, code},
                    {u"reason"_s, u"from the Lab"_s}});
        }));
    connect(trial.get(), &CloseTrial::changed, this, [this, row] {
        Q_EMIT dataChanged(index(row), index(row));
        Q_EMIT changed();
        // Not from within the trial's own call.
        QMetaObject::invokeMethod(this, &CloseGallery::provokeNext, Qt::QueuedConnection);
    });
    trial->start();
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT changed();
}

void CloseGallery::provokeAll()
{
    for (size_t i = 0; i < kRecipes.size(); ++i)
        m_waiting.push_back(int(i));
    provokeNext();
}

void CloseGallery::provokeNext()
{
    while (!m_waiting.empty() && size_t(running()) < kAtOnce) {
        const int row = m_waiting.front();
        m_waiting.erase(m_waiting.begin());
        provoke(row);
    }
}

int CloseGallery::running() const
{
    return int(std::count_if(m_trials.begin(), m_trials.end(),
        [](const auto &trial) { return trial && !trial->isDone(); }));
}

int CloseGallery::agreed() const
{
    int count = 0;
    for (size_t i = 0; i < kRecipes.size(); ++i)
        count += m_trials[i] && m_trials[i]->isDone() && m_trials[i]->ownCode() == kRecipes[i].code;
    return count;
}

int CloseGallery::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(kRecipes.size());
}

QVariant CloseGallery::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const CloseRecipe &recipe = kRecipes[size_t(index.row())];
    const CloseTrial *trial = m_trials[size_t(index.row())].get();
    switch (role) {
    case Code:
        return recipe.code;
    case Name: {
        const auto name = websocket::closeCodeName(uint16_t(recipe.code));
        return QString::fromUtf8(name.data(), qsizetype(name.size()));
    }
    case Meaning:
        return galleryText(recipe.meaning);
    case How:
        return galleryText(recipe.how);
    case Own:
        return trial ? trial->own() : QString();
    case Peer:
        return trial ? trial->peer() : QString();
    case State:
        return !trial                         ? u"new"_s
            : !trial->isDone()                ? u"running"_s
            : trial->ownCode() == recipe.code ? u"as meant"_s
                                              : u"otherwise"_s;
    default:
        return {};
    }
}

QHash<int, QByteArray> CloseGallery::roleNames() const
{
    return {{Code, "code"}, {Name, "name"}, {Meaning, "meaning"}, {How, "how"}, {Own, "own"},
        {Peer, "peer"}, {State, "state"}};
}

} // namespace wavetape::lab
