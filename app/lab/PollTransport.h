// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/AnswerBody.h"
#include "lab/TransportClient.h"

#include <optional>

namespace wavetape::lab {

// The channel by polls: one that is held until there is something and asked again at once, or one
// every so often for the newest.
class PollTransport : public TransportClient {
    Q_OBJECT
public:
    PollTransport(const Plan &plan, bool held);

private:
    void onConnected() override;
    void onBytes(const QByteArray &bytes) override;
    void onEnded() override;
    void ask();
    void takeAnswer();

    const bool m_held;
    QByteArray m_since; // as the server gave it; empty: from now on
    QByteArray m_head;
    std::optional<inspector::AnswerBody> m_body;
    bool m_asked = false; // an answer is due
    QTimer m_next;
    QTimer m_patience; // while an answer is due, where it has an end
};

} // namespace wavetape::lab
