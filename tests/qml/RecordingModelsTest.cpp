// SPDX-License-Identifier: GPL-3.0-or-later
// What the Recordings page shows, of files that a Recorder has written: whole, cut, none at all.
#include "channels/ChannelHub.h"
#include "recording/Recorder.h"
#include "recording/RecordingReader.h"
#include "recordings/RecordingFolder.h"
#include "recordings/RecordingView.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using wavetape::recordings::RecordingFolder;
using wavetape::recordings::RecordingView;

namespace {

constexpr int kPatienceMs = 30'000;
constexpr int kMessages = 300;

class RecordingModelsTest : public QObject {
    Q_OBJECT

    QString path(const QString &name) const { return m_folder->filePath(name); }

    void record(const QString &name) const
    {
        wavetape::channels::ChannelHub hub {{}};
        wavetape::recording::RecorderOptions options;
        options.file = path(name).toStdString();
        wavetape::recording::Recorder recorder(hub, options);
        QVERIFY(recorder.start());
        for (int i = 0; i < kMessages; ++i)
            hub.publishFromClient(
                i % 3 == 0 ? "chat.b" : "chat.a", std::to_string(i), {}, [] { return true; });
        recorder.finish();
    }
    // Within a record.
    void cut(const QString &name, const QString &from, double share) const
    {
        QFile whole(path(from)), part(path(name));
        QVERIFY(whole.open(QIODevice::ReadOnly) && part.open(QIODevice::WriteOnly));
        part.write(whole.readAll().left(qsizetype(double(whole.size()) * share)));
    }
    static int conditionOf(const RecordingFolder &folder, const QString &file)
    {
        return folder.conditionAt(folder.indexOfKey(file));
    }

    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void aFolderTellsOfEachFileWhatItIs()
    {
        record(u"a.mcap"_s);
        cut(u"cut.mcap"_s, u"a.mcap"_s, 0.9);
        QFile text(path(u"text.mcap"_s));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("no recording");
        text.close();
        QFile other(path(u"other.txt"_s));
        QVERIFY(other.open(QIODevice::WriteOnly));

        RecordingFolder folder;
        folder.setFolder(m_folder->path());
        QCOMPARE(folder.count(), 0); // nobody looks
        folder.setActive(true);
        QCOMPARE(folder.count(), 3);
        QTRY_COMPARE_WITH_TIMEOUT(
            conditionOf(folder, path(u"a.mcap"_s)), int(RecordingFolder::Sound), kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(
            conditionOf(folder, path(u"cut.mcap"_s)), int(RecordingFolder::Damaged), kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(conditionOf(folder, path(u"text.mcap"_s)),
            int(RecordingFolder::Unreadable), kPatienceMs);

        const QModelIndex row = folder.index(folder.indexOfKey(path(u"a.mcap"_s)));
        QCOMPARE(folder.data(row, RecordingFolder::ChannelsRole).toInt(), 2);
        QVERIFY(folder.data(row, RecordingFolder::MessagesRole).toInt() >= kMessages);
        QVERIFY(folder.data(row, RecordingFolder::SecondsRole).toDouble() >= 0);
        const QModelIndex none = folder.index(folder.indexOfKey(path(u"text.mcap"_s)));
        QVERIFY(std::isnan(folder.data(none, RecordingFolder::SecondsRole).toDouble()));
        QVERIFY(!folder.data(none, RecordingFolder::ProblemRole).toString().isEmpty());

        // The one that is being written has no end yet, and that is no fault.
        folder.setGrowing(path(u"cut.mcap"_s));
        QCOMPARE(conditionOf(folder, path(u"cut.mcap"_s)), int(RecordingFolder::Growing));
        folder.setGrowing({});
        QCOMPARE(conditionOf(folder, path(u"cut.mcap"_s)), int(RecordingFolder::Damaged));
    }

    void aFolderThatIsNotThereHoldsNothing()
    {
        RecordingFolder folder;
        folder.setActive(true);
        folder.setFolder(path(u"none"_s));
        QCOMPARE(folder.count(), 0);
        QCOMPARE(folder.problem(), QString());
        QCOMPARE(folder.keyAt(0), QString());
        QCOMPARE(folder.indexOfKey(u"x"_s), -1);
    }

    void aRecordingTellsItsChannelsAndWhenThereWasMuch()
    {
        record(u"a.mcap"_s);
        RecordingView view;
        view.setFile(path(u"a.mcap"_s));
        QVERIFY(view.isReading());
        QTRY_VERIFY_WITH_TIMEOUT(!view.isReading(), kPatienceMs);
        QVERIFY(view.isKnown());
        QVERIFY(!view.isRepairable());
        QCOMPARE(view.problem(), QString());
        QCOMPARE(view.channels().size(), 2);
        const QVariantMap first = view.channels().constFirst().toMap();
        QCOMPARE(first[u"name"_s].toString(), u"chat.a"_s);
        QCOMPARE(first[u"messages"_s].toInt(), kMessages * 2 / 3);
        QCOMPARE(view.density().size(), RecordingView::kColumns);
        QCOMPARE(*std::max_element(view.density().cbegin(), view.density().cend()), 1.0);
        view.setFile({});
        QVERIFY(!view.isKnown() && !view.isReading() && view.channels().isEmpty());
    }

    void whatWasCutIsRepairedIntoAnotherFile()
    {
        record(u"a.mcap"_s);
        cut(u"cut.mcap"_s, u"a.mcap"_s, 0.9);
        RecordingView view;
        view.setFile(path(u"cut.mcap"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!view.isReading(), kPatienceMs);
        QVERIFY(view.isRepairable());
        QVERIFY(!view.problem().isEmpty());
        view.repair();
        const QString repaired = path(u"cut-repaired.mcap"_s);
        QTRY_VERIFY_WITH_TIMEOUT(view.outcome().contains(u"cut-repaired.mcap"_s), kPatienceMs);
        const auto reader = wavetape::recording::RecordingReader::open(repaired.toStdString());
        QVERIFY(reader);
        QVERIFY((*reader)->contents().finished);
        QCOMPARE((*reader)->contents().damagedPlaces, 0u);
    }

    void whatIsNoRecordingIsSaid()
    {
        RecordingView view;
        view.setFile(path(u"none.mcap"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!view.isReading(), kPatienceMs);
        QVERIFY(!view.isKnown() && !view.isRepairable());
        QVERIFY(view.problem().contains(u"No such file"_s));
        view.repair();
        QTRY_VERIFY_WITH_TIMEOUT(view.outcome().contains(u"No such file"_s), kPatienceMs);
    }
};

} // namespace

QTEST_GUILESS_MAIN(RecordingModelsTest)
#include "RecordingModelsTest.moc"
