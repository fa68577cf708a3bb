// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QThreadPool>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <atomic>
#include <memory>

namespace wavetape::recordings {

// One recording: its channels, how much of it is when, and what happened. Read in a thread beside.
// GUI thread.
class RecordingView : public QObject {
    Q_OBJECT
    QML_ELEMENT
    // "": none is chosen.
    Q_PROPERTY(QString file READ file WRITE setFile NOTIFY changed)
    Q_PROPERTY(bool reading READ isReading NOTIFY changed)
    Q_PROPERTY(bool known READ isKnown NOTIFY changed)
    // What is wrong with it, in a sentence; "": nothing.
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    // A repaired copy would be better.
    Q_PROPERTY(bool repairable READ isRepairable NOTIFY changed)
    // What came of the last repair.
    Q_PROPERTY(QString outcome READ outcome NOTIFY changed)
    Q_PROPERTY(double startMs READ startMs NOTIFY changed) // since 1970
    Q_PROPERTY(double seconds READ seconds NOTIFY changed)
    Q_PROPERTY(double messages READ messages NOTIFY changed)
    // [{name, kind, messages}], in order of name.
    Q_PROPERTY(QVariantList channels READ channels NOTIFY changed)
    // Of kColumns equal parts of its time, as a share of the largest.
    Q_PROPERTY(QList<double> density READ density NOTIFY changed)
    // [{seconds, channel, text}]
    Q_PROPERTY(QVariantList events READ events NOTIFY changed)
    // `events` are those of its beginning: there are more than can be shown.
    Q_PROPERTY(bool cut READ isCut NOTIFY changed)
public:
    static constexpr int kColumns = 96;
    static constexpr int kMostChannels = 1000;

    explicit RecordingView(QObject *parent = nullptr);
    ~RecordingView() override;

    QString file() const { return m_file; }
    void setFile(const QString &file);
    bool isReading() const { return m_reading; }
    bool isKnown() const { return m_content.known; }
    QString problem() const { return m_content.problem; }
    bool isRepairable() const { return m_content.repairable; }
    QString outcome() const { return m_outcome; }
    double startMs() const { return m_content.startMs; }
    double seconds() const { return m_content.seconds; }
    double messages() const { return m_content.messages; }
    QVariantList channels() const { return m_content.channels; }
    QList<double> density() const { return m_content.density; }
    QVariantList events() const { return m_content.events; }
    bool isCut() const { return m_content.cut; }

    // Reads it again.
    Q_INVOKABLE void reload();
    // Copies what is whole into a new file beside it.
    Q_INVOKABLE void repair();

Q_SIGNALS:
    void changed();

private:
    struct Content {
        bool known = false, repairable = false, cut = false;
        QString problem;
        double startMs = 0, seconds = 0, messages = 0;
        QVariantList channels, events;
        QList<double> density;
    };
    using Turn = std::shared_ptr<std::atomic<bool>>; // false: nobody wants it any more
    static Content read(const QString &file, const Turn &wanted);

    QString m_file, m_outcome;
    bool m_reading = false;
    Content m_content;
    Turn m_turn;
    QThreadPool m_reader;
};

} // namespace wavetape::recordings
