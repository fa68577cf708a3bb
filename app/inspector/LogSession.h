// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/FrameDetail.h"
#include "inspector/LogView.h"
#include "inspector/MessageLog.h"

#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>

class QThread;

namespace wavetape::inspector {

// A log that grows, what of it is shown and chosen, and what it is written as: what all that the
// Inspector looks at has in common. GUI thread.
class LogSession : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("An InspectorSession or a ProxySession is one")
    Q_PROPERTY(QString exported READ exported NOTIFY exportedChanged)
    Q_PROPERTY(bool exporting READ isExporting NOTIFY exportedChanged)
    Q_PROPERTY(double perSecond READ perSecond NOTIFY rateChanged)
    Q_PROPERTY(wavetape::inspector::LogView *log READ log CONSTANT)
    Q_PROPERTY(wavetape::inspector::FrameDetail *frame READ frame CONSTANT)
public:
    ~LogSession() override;

    QString exported() const { return m_exported; }
    bool isExporting() const { return m_export != nullptr; }
    double perSecond() const { return m_perSecond; } // lines
    LogView *log() { return &m_view; }
    FrameDetail *frame() { return &m_frame; }

    // A line of the log as it is copied: "text", "json" (what of it is JSON, indented), "hex" or
    // "line" (as it is exported).
    Q_INVOKABLE QString lineAs(double number, const QString &form) const;
    // The line that others are compared with from now on (FrameDetail's diff); below 0: none.
    Q_INVOKABLE void compareWith(double number);
    Q_INVOKABLE void clearLog();
    // As NDJSON, HAR or pcapng (LogExport.h), as a scenario (.toml) or a recording (.mcap,
    // SessionStory.h), by the ending. A bare ending: a new file in the folder of documents.
    Q_INVOKABLE void exportLog(const QString &path);
    // The WebSockets of a HAR become lines of the log (HarImport.h).
    Q_INVOKABLE void importHar(const QString &path);

Q_SIGNALS:
    void exportedChanged();
    void rateChanged();

protected:
    explicit LogSession(QObject *parent);

    const std::shared_ptr<MessageLog> &lines() const { return m_log; }
    // There are new lines: they are shown soon.
    void showLines();
    // Right before they are.
    virtual void onShown() { }
    // What was agreed on by whom the log is about.
    virtual WireTraits traits() const = 0;
    virtual bool isSecure() const { return false; }
    // The address that a scenario of it is for; "": a server of its own.
    virtual QString scenarioTarget() const { return {}; }

private:
    // `work` in a thread beside; what it returns is what came of it.
    void work(const QString &begun, std::function<QString()> work);

    std::shared_ptr<MessageLog> m_log;
    LogView m_view;
    FrameDetail m_frame;
    QString m_exported;
    QTimer m_tick, m_rate;
    uint64_t m_rateEnd = 0;
    double m_perSecond = 0;
    std::unique_ptr<QThread> m_export;
};

} // namespace wavetape::inspector
