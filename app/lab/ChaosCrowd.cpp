// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ChaosCrowd.h"

#include "inspector/InspectorClient.h"
#include "viewmodels/Format.h"

#include <algorithm>

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using viewmodels::Format;

namespace {
constexpr int kCrowdSampleMs = 250;
constexpr int kPaceMs = 50;
constexpr double kAgedMs = 1000;
} // namespace

ChaosCrowd::ChaosCrowd(QObject *parent)
    : QAbstractListModel(parent)
{
    m_clock.start();
    m_thread.setObjectName(u"chaos"_s);
    m_thread.start();
    m_sampler.setInterval(kCrowdSampleMs);
    connect(&m_sampler, &QTimer::timeout, this, &ChaosCrowd::sample);
    m_pace.setInterval(kPaceMs);
    connect(&m_pace, &QTimer::timeout, this, &ChaosCrowd::publish);
}

ChaosCrowd::~ChaosCrowd()
{
    clear();
    m_thread.quit();
    m_thread.wait();
}

template <typename Task>
void ChaosCrowd::each(Task task)
{
    for (const Entry &entry : m_clients)
        QMetaObject::invokeMethod(
            entry.client, [client = entry.client, task] { task(*client); }, Qt::QueuedConnection);
}

void ChaosCrowd::add(const ChaosClient::Wish &wish)
{
    if (isFull())
        return;
    if (!m_publisher) {
        m_publisher = std::make_unique<inspector::InspectorClient>(nullptr);
        inspector::ConnectPlan plan;
        plan.url = QUrl(m_server);
        plan.headers.emplaceBack("User-Agent", "wavetape-lab");
        m_publisher->open(plan);
        m_pace.start();
        m_sampler.start();
    }
    ChaosClient::Wish wanted = wish;
    if (wanted.channel.isEmpty())
        wanted.channel = QString::fromLatin1(kChannel);
    beginInsertRows({}, count(), count());
    auto *client = new ChaosClient(std::move(wanted), QUrl(m_server), m_clock);
    client->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, client, &QObject::deleteLater);
    m_clients.push_back({client, client->figures()});
    endInsertRows();
    QMetaObject::invokeMethod(client, &ChaosClient::start, Qt::QueuedConnection);
    Q_EMIT changed();
    Q_EMIT sampled();
}

void ChaosCrowd::clear()
{
    if (m_clients.empty())
        return;
    beginResetModel();
    for (const Entry &entry : m_clients)
        entry.client->deleteLater();
    m_clients.clear();
    endResetModel();
    m_pace.stop();
    m_sampler.stop();
    m_publisher.reset();
    Q_EMIT changed();
    Q_EMIT sampled();
}

void ChaosCrowd::mark()
{
    m_marked = m_clock.elapsed();
    each([](ChaosClient &client) { client.mark(); });
}

void ChaosCrowd::sleep(bool asleep)
{
    each([asleep](ChaosClient &client) { client.sleep(asleep); });
}

int ChaosCrowd::openCount() const
{
    return int(std::count_if(
        m_clients.begin(), m_clients.end(), [](const Entry &entry) { return entry.figures.open; }));
}

int ChaosCrowd::peak(const QString &prefix, qint64 windowMs) const
{
    std::vector<qint64> times;
    for (const Entry &entry : m_clients) {
        if (!entry.client->wish().name.startsWith(prefix))
            continue;
        for (const qint64 at : entry.figures.attempts) {
            if (at >= m_marked)
                times.push_back(at);
        }
    }
    std::sort(times.begin(), times.end());
    size_t most = 0;
    for (size_t first = 0, last = 0; last < times.size(); ++last) {
        while (times[last] - times[first] > windowMs)
            ++first;
        most = std::max(most, last - first + 1);
    }
    return int(most);
}

ChaosClient::Figures ChaosCrowd::figuresOf(const QString &name) const
{
    const auto found = std::find_if(m_clients.begin(), m_clients.end(),
        [&](const Entry &entry) { return entry.client->wish().name == name; });
    return found == m_clients.end() ? ChaosClient::Figures() : found->client->figures();
}

void ChaosCrowd::sample()
{
    for (Entry &entry : m_clients)
        entry.figures = entry.client->figures();
    Q_EMIT dataChanged(index(0), index(count() - 1));
    Q_EMIT sampled();
}

void ChaosCrowd::publish()
{
    if (m_publisher->link().ready != inspector::LinkState::Ready::Open)
        return;
    m_publisher->send(websocket::Opcode::text,
        "{\"type\":\"publish\",\"channel\":\"" + QByteArray(kChannel) + "\",\"data\":{\"n\":"
            + QByteArray::number(++m_published) + ",\"text\":\"it goes on meanwhile\"}}");
}

QString ChaosCrowd::bookOf(const Entry &entry)
{
    const auto &figures = entry.figures;
    if (figures.wrong == 0)
        return {};
    return figures.healed > 0 ? tr("healed %n×", nullptr, int(figures.healed)) : tr("wrong");
}

int ChaosCrowd::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ChaosCrowd::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const Entry &entry = m_clients[size_t(index.row())];
    const auto &figures = entry.figures;
    const auto spanOf = [](double ms) { return ms < 0 ? u"–"_s : Format::span(ms); };
    switch (role) {
    case Name:
        return entry.client->wish().name;
    case Habits:
        return entry.client->wish().habits;
    case State:
        return figures.state;
    case Open:
        return figures.open;
    case Code:
        return figures.code ? QString::number(figures.code) : u"–"_s;
    case Lag:
        // Where nothing comes any more, that is how old the newest is.
        return spanOf(figures.lagMs < 0 ? -1 : std::max(figures.lagMs, figures.quietMs));
    case Late:
        return figures.lagMs >= 0 && std::max(figures.lagMs, figures.quietMs) > kAgedMs;
    case Missed:
        return Format::count(double(figures.missed));
    case Twice:
        return Format::count(double(figures.twice));
    case Spoilt:
        return Format::count(double(figures.spoilt));
    case Book:
        return bookOf(entry);
    case Noticed:
        return spanOf(figures.noticedMs);
    case Back:
        return spanOf(figures.backMs);
    case Delays: {
        QStringList texts;
        for (const double delay : figures.delays)
            texts << Format::fixed(delay / 1000, 1);
        return texts.isEmpty() ? u"–"_s : tr("%1 s").arg(texts.join(u" · "_s));
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> ChaosCrowd::roleNames() const
{
    return {{Name, "name"}, {Habits, "habits"}, {State, "state"}, {Open, "open"}, {Code, "code"},
        {Lag, "lag"}, {Late, "late"}, {Missed, "missed"}, {Twice, "twice"}, {Spoilt, "spoilt"},
        {Book, "book"}, {Noticed, "noticed"}, {Back, "back"}, {Delays, "delays"}};
}

} // namespace wavetape::lab
