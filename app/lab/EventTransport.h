// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/AnswerBody.h"
#include "inspector/EventStream.h"
#include "lab/TransportClient.h"

#include <optional>

namespace wavetape::lab {

// The channel by server-sent events: one answer that does not end. Comes back with its last id.
class EventTransport : public TransportClient {
    Q_OBJECT
public:
    explicit EventTransport(const Plan &plan);

private:
    void onConnected() override;
    void onBytes(const QByteArray &bytes) override;

    QByteArray m_head;
    std::optional<inspector::AnswerBody> m_body; // from the head's end on
    inspector::EventStream m_stream;
};

} // namespace wavetape::lab
