// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/Deflate.h"
#include "websocket/HeaderList.h"

namespace wavetape::websocket {

namespace {

constexpr std::string_view kName = "permessage-deflate";

/// The parameters of one element as they stand there.
struct Element {
    bool serverNoContextTakeover = false;
    bool clientNoContextTakeover = false;
    std::optional<std::uint8_t> serverMaxWindowBits;
    bool clientMaxWindowBits = false; ///< present, with or without a value
    std::optional<std::uint8_t> clientMaxWindowBitsValue;
};

/// RFC 7692 section 7.1.2: a decimal from 8 to 15 without leading zeros.
std::optional<std::uint8_t> windowBits(const std::string &text)
{
    if (text.size() == 1 && (text[0] == '8' || text[0] == '9')) {
        return static_cast<std::uint8_t>(text[0] - '0');
    }
    if (text.size() == 2 && text[0] == '1' && text[1] >= '0' && text[1] <= '5') {
        return static_cast<std::uint8_t>(10 + text[1] - '0');
    }
    return std::nullopt;
}

bool setOnce(bool &flag, bool hasValue)
{
    const bool valid = !flag && !hasValue;
    flag = true;
    return valid;
}

/// Nothing if a parameter is unknown, doubled or has a wrong value.
std::optional<Element> readElement(const Extension &extension, bool isOffer)
{
    Element element;
    for (const auto &[name, value] : extension.parameters) {
        if (name == "server_no_context_takeover") {
            if (!setOnce(element.serverNoContextTakeover, value.has_value())) {
                return std::nullopt;
            }
        } else if (name == "client_no_context_takeover") {
            if (!setOnce(element.clientNoContextTakeover, value.has_value())) {
                return std::nullopt;
            }
        } else if (name == "server_max_window_bits") {
            if (element.serverMaxWindowBits || !value) {
                return std::nullopt;
            }
            element.serverMaxWindowBits = windowBits(*value);
            if (!element.serverMaxWindowBits) {
                return std::nullopt;
            }
        } else if (name == "client_max_window_bits") {
            // Only an offer may leave the value out: "I could do with fewer".
            if (element.clientMaxWindowBits || (!value && !isOffer)) {
                return std::nullopt;
            }
            element.clientMaxWindowBits = true;
            if (value) {
                element.clientMaxWindowBitsValue = windowBits(*value);
                if (!element.clientMaxWindowBitsValue) {
                    return std::nullopt;
                }
            }
        } else {
            return std::nullopt;
        }
    }
    return element;
}

DeflateParams paramsOf(const Element &element)
{
    return {element.serverNoContextTakeover, element.clientNoContextTakeover,
        element.serverMaxWindowBits.value_or(15), element.clientMaxWindowBitsValue.value_or(15)};
}

} // namespace

std::optional<DeflateParams> negotiateDeflate(std::string_view offers, std::string &responseValue)
{
    const auto extensions = parseExtensions(offers);
    if (!extensions) {
        return std::nullopt;
    }
    for (const Extension &extension : *extensions) {
        if (extension.name != kName) {
            continue;
        }
        const std::optional<Element> offer = readElement(extension, true);
        if (!offer) {
            continue;
        }
        responseValue = kName;
        if (offer->serverNoContextTakeover) {
            responseValue += "; server_no_context_takeover";
        }
        if (offer->clientNoContextTakeover) {
            responseValue += "; client_no_context_takeover";
        }
        if (offer->serverMaxWindowBits) {
            responseValue
                += "; server_max_window_bits=" + std::to_string(*offer->serverMaxWindowBits);
        }
        if (offer->clientMaxWindowBitsValue) {
            responseValue
                += "; client_max_window_bits=" + std::to_string(*offer->clientMaxWindowBitsValue);
        }
        return paramsOf(*offer);
    }
    return std::nullopt;
}

std::optional<DeflateParams> checkDeflateResponse(std::string_view offer, std::string_view response)
{
    const auto offered = parseExtensions(offer);
    const auto answered = parseExtensions(response);
    if (!offered || offered->size() != 1 || offered->front().name != kName || !answered
        || answered->size() != 1 || answered->front().name != kName) {
        return std::nullopt;
    }
    const std::optional<Element> ours = readElement(offered->front(), true);
    const std::optional<Element> theirs = readElement(answered->front(), false);
    if (!ours || !theirs) {
        return std::nullopt;
    }
    if (ours->serverNoContextTakeover && !theirs->serverNoContextTakeover) {
        return std::nullopt;
    }
    if (ours->serverMaxWindowBits
        && theirs->serverMaxWindowBits.value_or(15) > *ours->serverMaxWindowBits) {
        return std::nullopt;
    }
    if (theirs->clientMaxWindowBits && !ours->clientMaxWindowBits) {
        return std::nullopt;
    }
    DeflateParams params = paramsOf(*theirs);
    // What the client said about itself holds even if the server does not repeat it.
    params.clientNoContextTakeover |= ours->clientNoContextTakeover;
    return params;
}

} // namespace wavetape::websocket
