#!/bin/sh
# SPDX-License-Identifier: MIT
# Three prices by server-sent events; curl ends when nobody reads on.
curl --silent --no-buffer "http://127.0.0.1:8080/sse?channels=ticker.AAPL" |
    sed --unbuffered --quiet 's/^data:.*"price":\([0-9.]*\).*/ticker.AAPL \1/p' |
    head --lines=3
