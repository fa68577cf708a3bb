// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/ChaosLab.h"

#include "viewmodels/Format.h"

#include <algorithm>

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using viewmodels::Format;
using Return = ChaosClient::Return;

namespace {
constexpr int kArriveMs = 1500; // until the clients are there
constexpr int kStormers = 12; // of each kind in a storm
constexpr int kAwayMs = 4000;
constexpr int kWindowMs = 100;
constexpr int kQuickMs = 1000, kSlowMs = 3000; // heartbeats
const QString kBook = u"book.AAPL"_s;

QString spanOr(double ms, const QString &none)
{
    return ms < 0 ? none : Format::span(ms);
}
} // namespace

const std::vector<ChaosLab::Story> &ChaosLab::table()
{
    // clang-format off
    static const std::vector<Story> stories {
        {QT_TR_NOOP("Blackhole"), QT_TR_NOOP("Nothing comes any more, and no end either. Only who asks notices: after one to two of its heartbeats."), &ChaosLab::planBlackhole, &ChaosLab::seenDetection},
        {QT_TR_NOOP("Reconnect storm"), QT_TR_NOOP("Everybody is cut at once. Who waits by a fixed schedule comes back all at once; a drawn delay spreads them out."), &ChaosLab::planStorm, &ChaosLab::seenStorm},
        {QT_TR_NOOP("Broken book"), QT_TR_NOOP("Changes of an order book are lost. One client finds the hole and asks for the book anew, the other shows a wrong one."), &ChaosLab::planBook, &ChaosLab::seenBook},
        {QT_TR_NOOP("Restart"), QT_TR_NOOP("1012: come back. Who says where it stopped gets what came meanwhile; who does not has a hole."), &ChaosLab::planRestart, &ChaosLab::seenRestart},
        {QT_TR_NOOP("Muted pongs"), QT_TR_NOOP("Data comes, but no pong. Who counts on pongs gives up a connection that still works; who counts any data as life stays."), &ChaosLab::planMutedPongs, &ChaosLab::seenDetection},
        {QT_TR_NOOP("Half-open"), QT_TR_NOOP("What the client sends is lost, what it is sent comes. Data alone proves nothing: only a ping that is not answered shows it."), &ChaosLab::planHalfOpen, &ChaosLab::seenDetection},
        {QT_TR_NOOP("Sleep"), QT_TR_NOOP("A lid is shut for six seconds. What waited meanwhile comes at once, and is old: show its age, or skip it."), &ChaosLab::planSleep, &ChaosLab::seenSleep},
    };
    // clang-format on
    return stories;
}

ChaosLab::ChaosLab(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ChaosLab::next);
}

// Faults of a window that is gone would be nobody's.
ChaosLab::~ChaosLab()
{
    if (m_running)
        stop();
}

void ChaosLab::setDashboard(viewmodels::Dashboard *dashboard)
{
    m_dashboard = dashboard;
    m_faults.setDashboard(dashboard);
    Q_EMIT changed();
}

void ChaosLab::setServer(const QString &url)
{
    m_server = url;
    m_crowd.setServer(url);
    Q_EMIT changed();
}

void ChaosLab::setActive(bool active)
{
    m_active = active;
    m_faults.setActive(active);
    Q_EMIT changed();
}

QVariantList ChaosLab::stories() const
{
    QVariantList list;
    for (const Story &story : table())
        list.append(QVariantMap {{u"name"_s, tr(story.name)}, {u"moral"_s, tr(story.moral)}});
    return list;
}

void ChaosLab::guest(ChaosClient::Wish wish)
{
    wish.named = m_faults.isSupported();
    m_crowd.add(wish);
}

void ChaosLab::addClient()
{
    guest({.name = u"lab-%1"_s.arg(++m_guests),
        .habits = tr("ping every %1, drawn delays").arg(Format::span(kSlowMs)),
        .heartbeatMs = kSlowMs});
}

void ChaosLab::at(int ms, const QString &says, std::function<void()> does)
{
    m_steps.push_back({ms, says, std::move(does)});
}

void ChaosLab::put(const QString &type, double amount, bool upstream, const QJsonObject &when,
    const QString &channel)
{
    QJsonObject match {{u"connection"_s, u"lab-*"_s}};
    if (!channel.isEmpty())
        match.insert(u"channel"_s, channel);
    QJsonObject more {{u"match"_s, match}};
    if (!when.isEmpty())
        more.insert(u"when"_s, when);
    m_faults.put(type, amount, more, upstream);
}

void ChaosLab::run(int story)
{
    if (story < 0 || size_t(story) >= table().size() || m_server.isEmpty())
        return;
    stop();
    m_faults.takeAll();
    m_crowd.clear();
    m_steps.clear();
    m_story = story;
    m_step = 0;
    m_running = true;
    m_progress = tr("The clients connect.");
    (this->*table()[size_t(story)].plan)();
    m_since.start();
    m_timer.start(m_steps.front().atMs);
    Q_EMIT changed();
}

void ChaosLab::stop()
{
    m_timer.stop();
    if (!m_running)
        return;
    m_running = false;
    m_faults.takeAll();
    m_progress = tr("Stopped.");
    Q_EMIT changed();
}

void ChaosLab::clear()
{
    stop();
    m_crowd.clear();
}

void ChaosLab::next()
{
    const Step &step = m_steps[m_step++];
    m_progress = step.says;
    step.does();
    if (m_step < m_steps.size()) {
        m_timer.start(std::max(0, m_steps[m_step].atMs - int(m_since.elapsed())));
    } else {
        m_running = false;
        m_progress = (this->*table()[size_t(m_story)].seen)();
    }
    Q_EMIT changed();
}

void ChaosLab::planBlackhole()
{
    guest({.name = u"lab-quick"_s,
        .habits = tr("ping every %1").arg(Format::span(kQuickMs)),
        .heartbeatMs = kQuickMs});
    guest({.name = u"lab-slow"_s,
        .habits = tr("ping every %1").arg(Format::span(kSlowMs)),
        .heartbeatMs = kSlowMs});
    guest({.name = u"lab-trusting"_s, .habits = tr("sends no pings")});
    at(kArriveMs, tr("Silence: who notices?"), [this] {
        m_crowd.mark();
        put(u"blackhole"_s);
    });
    at(kArriveMs + 2 * kSlowMs + 1000, {}, [this] { m_faults.take(u"blackhole"_s); });
}

QString ChaosLab::seenDetection() const
{
    QStringList parts;
    for (int row = 0; row < m_crowd.count(); ++row) {
        const QModelIndex index = m_crowd.index(row);
        const QString name = index.data(ChaosCrowd::Name).toString();
        parts << tr("%1 (%2): %3")
                     .arg(name, index.data(ChaosCrowd::Habits).toString(),
                         spanOr(m_crowd.figuresOf(name).noticedMs, tr("never")));
    }
    return tr("Noticed after – %1").arg(parts.join(u"; "_s));
}

void ChaosLab::planStorm()
{
    for (int i = 1; i <= kStormers; ++i) {
        guest({.name = u"lab-fixed-%1"_s.arg(i),
            .habits = tr("0.5, 1, 2, 4 s"),
            .comesBack = Return::Steady});
        guest({.name = u"lab-drawn-%1"_s.arg(i), .habits = tr("drawn delays")});
    }
    at(kArriveMs, tr("Everybody is cut, and nobody is let in for %1.").arg(Format::span(kAwayMs)),
        [this] {
            m_crowd.mark();
            put(u"handshake"_s, 503);
            put(u"ws_cut"_s);
        });
    at(kArriveMs + kAwayMs, tr("The server is back."), [this] {
        m_faults.take(u"ws_cut"_s);
        m_faults.take(u"handshake"_s);
    });
    at(kArriveMs + 2 * kAwayMs, {}, [] {});
}

QString ChaosLab::seenStorm() const
{
    return tr("The most attempts within %1: %2 of %4 with a fixed schedule, %3 of %4 with drawn "
              "delays.")
        .arg(Format::span(kWindowMs))
        .arg(m_crowd.peak(u"lab-fixed"_s, kWindowMs))
        .arg(m_crowd.peak(u"lab-drawn"_s, kWindowMs))
        .arg(kStormers);
}

void ChaosLab::planBook()
{
    guest({.name = u"lab-healing"_s,
        .habits = tr("checks its book, asks for it anew"),
        .channel = kBook});
    guest({.name = u"lab-careless"_s,
        .habits = tr("takes what comes"),
        .channel = kBook,
        .heals = false});
    at(kArriveMs, tr("Of every 20 changes of the book 2 are left out."), [this] {
        m_crowd.mark();
        put(u"msg_gap"_s, 2, false, {{u"every"_s, 20}}, kBook);
    });
    at(kArriveMs + 6000, {}, [this] { m_faults.take(u"msg_gap"_s); });
}

QString ChaosLab::seenBook() const
{
    const auto healing = m_crowd.figuresOf(u"lab-healing"_s);
    if (healing.wrong == 0)
        return tr("The book did not change: is the market open?");
    return tr("The one that checks found its book broken %1× and has a right one again; the other "
              "shows a wrong one.")
        .arg(healing.wrong);
}

void ChaosLab::planRestart()
{
    guest({.name = u"lab-resuming"_s, .habits = tr("says where it stopped")});
    guest({.name = u"lab-forgetful"_s, .habits = tr("begins anew"), .resumes = false});
    at(kArriveMs, tr("1012, and nobody is let in for %1.").arg(Format::span(kSlowMs)), [this] {
        m_crowd.mark();
        put(u"handshake"_s, 503);
        put(u"ws_close"_s, 1012);
    });
    at(kArriveMs + kSlowMs, tr("The server is back."), [this] {
        m_faults.take(u"ws_close"_s);
        m_faults.take(u"handshake"_s);
    });
    at(kArriveMs + kSlowMs + 5000, {}, [] {});
}

QString ChaosLab::seenRestart() const
{
    const auto resuming = m_crowd.figuresOf(u"lab-resuming"_s);
    const auto forgetful = m_crowd.figuresOf(u"lab-forgetful"_s);
    return tr("Missed: %1 by who said where it stopped, %2 by who did not.")
        .arg(Format::count(double(resuming.missed)), Format::count(double(forgetful.missed)));
}

void ChaosLab::planMutedPongs()
{
    guest({.name = u"lab-strict"_s,
        .habits = tr("ping every %1").arg(Format::span(kQuickMs)),
        .heartbeatMs = kQuickMs});
    guest({.name = u"lab-lenient"_s, .habits = tr("any data is a sign of life")});
    at(kArriveMs, tr("Pings are not answered any more."), [this] {
        m_crowd.mark();
        put(u"ws_mute_pong"_s);
    });
    at(kArriveMs + 5 * kQuickMs, {}, [this] { m_faults.take(u"ws_mute_pong"_s); });
}

void ChaosLab::planHalfOpen()
{
    guest({.name = u"lab-asking"_s,
        .habits = tr("ping every %1").arg(Format::span(kQuickMs)),
        .heartbeatMs = kQuickMs});
    guest({.name = u"lab-listening"_s, .habits = tr("any data is a sign of life")});
    at(kArriveMs, tr("What the clients send does not arrive any more."), [this] {
        m_crowd.mark();
        put(u"timeout"_s, 0, true);
    });
    at(kArriveMs + 5 * kQuickMs, {}, [this] { m_faults.take(u"timeout"_s); });
}

void ChaosLab::planSleep()
{
    guest({.name = u"lab-laptop"_s, .habits = tr("its lid is shut")});
    at(kArriveMs, tr("The lid is shut."), [this] {
        m_crowd.mark();
        m_crowd.sleep(true);
    });
    at(kArriveMs + 6000, tr("It is open again."), [this] { m_crowd.sleep(false); });
    at(kArriveMs + 8000, {}, [] {});
}

QString ChaosLab::seenSleep() const
{
    const auto figures = m_crowd.figuresOf(u"lab-laptop"_s);
    return tr("Awake it got all that had waited: %1 missed. The oldest was six seconds old.")
        .arg(Format::count(double(figures.missed)));
}

} // namespace wavetape::lab
