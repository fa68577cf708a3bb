// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/HistoryAnswer.h"

#include "protocol/Reply.h"

#include <vector>

namespace wavetape::sessions {

using protocol::ErrorCode;

tl::expected<std::string, protocol::CommandError> historyAnswer(const channels::Channel &channel,
    const std::optional<protocol::StreamPosition> &since, size_t limit, std::string_view id,
    size_t &told)
{
    const auto failed = [&](ErrorCode code, const char *message, const char *path) {
        return tl::unexpected(protocol::CommandError {code, message, path, std::string(id)});
    };
    if (channel.spec().binary)
        return failed(ErrorCode::badRequest,
            "the history of a binary channel cannot be told as JSON", "/channel");
    const channels::Channel::Page page
        = since ? channel.read(since->seq + 1, limit, ~0ull) : channel.readNewest(limit);
    if (since
        && (since->epoch != page.position.epoch
            || (page.publications.empty() && since->seq < page.position.seq)))
        return failed(
            ErrorCode::cannotRecover, "history does not reach back to that position", "/since");
    std::vector<std::string_view> publications;
    for (const channels::PublicationRef &publication : page.publications)
        publications.push_back(publication->message->payload());
    told = publications.size();
    const bool more
        = since && !page.publications.empty() && page.publications.back()->seq < page.position.seq;
    std::string text;
    protocol::appendHistory(text, id, channel.name(), page.position.epoch, publications, more);
    return text;
}

} // namespace wavetape::sessions
