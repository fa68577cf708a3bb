// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace wavetape {

// SIGTERM and SIGINT as a Qt signal. Made before the first thread, so that no thread is
// interrupted; SIGPIPE is ignored from then on. connectNotifier() needs the application object.
class TerminationSignals : public QObject {
    Q_OBJECT
public:
    TerminationSignals();
    ~TerminationSignals() override;
    void connectNotifier();

Q_SIGNALS:
    void received();

private:
    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace wavetape
