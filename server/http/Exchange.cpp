// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Exchange.h"

#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/ServerContext.h"
#include "security/Redact.h"
#include "security/SafeText.h"
#include "sessions/LongPoll.h"

namespace wavetape::http {

Answer::Answer() = default;
Answer::Answer(Answer &&) noexcept = default;
Answer &Answer::operator=(Answer &&) noexcept = default;
Answer::~Answer() = default;

void noteRefused(
    net::Connection &connection, int status, std::string_view reason, std::string_view path)
{
    connection.thread().stats().refused.add(1);
    net::ConnectionEvent event;
    event.kind = net::ConnectionEvent::Kind::refused;
    event.id = connection.id();
    event.address = connection.peer().toString();
    event.path = security::validUtf8(security::redactUrl(path));
    event.code = static_cast<uint16_t>(status);
    event.reason = reason;
    event.by = "server";
    connection.context().observer.onConnectionEvent(std::move(event));
}

Answer refuse(const Exchange &exchange, int status, std::string_view sentence)
{
    noteRefused(exchange.connection, status, sentence, exchange.request.path);
    Answer answer = plain(Response::refusal(status, sentence));
    answer.close = true;
    return answer;
}

Answer refuseLogin(const Exchange &exchange, const security::Authenticator::Refusal &refusal,
    std::string_view sentence)
{
    if (refusal.waitMs == 0)
        return refuse(exchange, 401, sentence);
    Answer answer = refusal.full
        ? refuse(exchange, 503, "The server remembers as many used tokens as it may.")
        : refuse(exchange, 429, "Too many failed logins from this address.");
    answer.response.headers = {{"Retry-After", std::to_string((refusal.waitMs + 999) / 1000)}};
    return answer;
}

Answer plain(Response response)
{
    Answer answer;
    answer.response = std::move(response);
    return answer;
}

} // namespace wavetape::http
