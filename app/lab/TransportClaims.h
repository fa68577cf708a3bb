// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/TransportFigures.h"

#include <QCoreApplication>
#include <QVariantList>

namespace wavetape::lab {

// What guides say of the transports, each beside what was measured and one sentence on why the two
// differ. GUI thread.
class TransportClaims {
    Q_DECLARE_TR_FUNCTIONS(wavetape::lab::TransportClaims)
public:
    // What the figures of a run say; of the Float32 feed the ratios are remembered.
    void take(const TransportFigures &socket, const TransportFigures &events,
        const TransportFigures &longPoll, const TransportFigures &shortPoll);
    void clear();
    // [{claim, guide, measured, why}]; `measured` is "–" where nothing was yet.
    QVariantList rows() const;

private:
    double m_requestOverhead = -1; // bytes of a poll besides its events
    double m_frameOverhead = -1; // bytes of a frame besides its event
    double m_overheadRatio = -1; // of a long poll's event to a frame's
    double m_wholeRatio = -1; // the same with the events themselves
    double m_base64 = -1, m_text = -1; // bytes of a float by SSE, as JSON text; 1: as it is
};

} // namespace wavetape::lab
