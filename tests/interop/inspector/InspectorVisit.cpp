// SPDX-License-Identifier: GPL-3.0-or-later
// inspector-visit URL PROTOCOLS COUNT [--proto FILE MESSAGE] [TEXT…]: the Inspector without a
// window. Opens URL, says each TEXT as soon as one more message has come (the first at once; "-"
// says nothing; \0 in it is a byte 0), and once COUNT messages have come prints the log's messages
// as the frame's view shows them, a JSON object each: {"out", "binary", "as", "decoded", "text"}.
// inspector-visit --har FILE COUNT: the same of what FILE holds.
// Exit 1: they did not come.
#include "inspector/InspectorSession.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <csignal>
#include <cstdio>

using namespace wavetape::inspector;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLookMs = 20;
constexpr int kPatienceMs = 20'000;

class Visit {
public:
    explicit Visit(QStringList words)
        : m_count(words.takeFirst().toInt())
    {
        if (words.value(0) == u"--proto"_s) {
            m_session.frame()->loadSchema(words[1]);
            m_session.frame()->setSchemaMessage(words[2]);
            words.remove(0, 3);
        }
        m_texts = words.replaceInStrings(u"\\0"_s, QString(QChar(0)));
    }
    InspectorSession &session() { return m_session; }

    /// Says what is due; true once everything has come.
    bool look()
    {
        m_session.log()->setRows(LogView::kMostRows);
        m_session.log()->refresh();
        const auto lines = static_cast<int>(m_session.log()->held());
        int came = 0;
        for (int number = 0; number < lines; ++number) {
            const auto line = read(number);
            came += line && !(*line)[u"out"_s].toBool();
        }
        if (m_session.readyState() != 1)
            return came >= m_count;
        for (; m_said <= came && m_said < m_texts.size(); ++m_said) {
            if (m_texts[m_said] != u"-")
                m_session.send(InspectorSession::Text, m_texts[m_said]);
        }
        return came >= m_count && m_said >= m_texts.size();
    }
    void print()
    {
        for (int number = 0; number < int(m_session.log()->held()); ++number) {
            if (const auto line = read(number))
                std::printf(
                    "%s\n", QJsonDocument(*line).toJson(QJsonDocument::Compact).constData());
        }
    }

private:
    std::optional<QJsonObject> read(int number)
    {
        m_session.log()->setCurrent(number);
        const FrameDetail &frame = *m_session.frame();
        const QString form = m_session.lineAs(number, u"line"_s);
        const auto kind = QJsonDocument::fromJson(form.toUtf8()).object()[u"kind"_s].toString();
        if (kind != u"text" && kind != u"binary")
            return std::nullopt;
        return QJsonObject {
            {u"out"_s, QJsonDocument::fromJson(form.toUtf8()).object()[u"direction"_s] == u"out"_s},
            {u"binary"_s, kind == u"binary"}, {u"as"_s, frame.decodedAs()},
            {u"decoded"_s, frame.decoded()}, {u"text"_s, frame.text()}};
    }

    InspectorSession m_session;
    const int m_count;
    QStringList m_texts;
    int m_said = 0;
};

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    QCoreApplication app(argc, argv);
    QStringList words = QCoreApplication::arguments();
    if (words.size() < 4)
        return 2;
    Visit visit(words.mid(3));
    if (words[1] == u"--har"_s) {
        visit.session().importHar(words[2]);
    } else {
        visit.session().setProperty("url", words[1]);
        visit.session().setProperty("protocols", words[2]);
        visit.session().open();
    }
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, [&] {
        if (!visit.look())
            return;
        visit.print();
        QCoreApplication::quit();
    });
    look.start(kLookMs);
    QTimer::singleShot(kPatienceMs, &app, [&visit] {
        visit.print();
        QCoreApplication::exit(1);
    });
    return QCoreApplication::exec();
}
