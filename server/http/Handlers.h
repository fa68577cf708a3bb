// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/Exchange.h"

namespace wavetape::http {

// What the rows of Routes.cpp lead to. Each on the connection's I/O thread.

// WebAssetHandlers.cpp
Answer asset(Exchange &exchange);
Answer favicon(Exchange &exchange);
Answer description(Exchange &exchange);
Answer folder(Exchange &exchange);

// OperationsHandlers.cpp
Answer healthz(Exchange &exchange);
Answer readyz(Exchange &exchange);
Answer version(Exchange &exchange);
Answer metrics(Exchange &exchange);
Answer wholeServer(Exchange &exchange);

// LoginHandlers.cpp
Answer issueToken(Exchange &exchange);
Answer session(Exchange &exchange);

// ChannelHandlers.cpp
Answer channelList(Exchange &exchange);
Answer snapshot(Exchange &exchange);
Answer history(Exchange &exchange);
Answer publish(Exchange &exchange);

// MarketHandlers.cpp
Answer symbols(Exchange &exchange);
Answer candles(Exchange &exchange);

// StreamHandlers.cpp
Answer eventStream(Exchange &exchange);
Answer longPoll(Exchange &exchange);
Answer poll(Exchange &exchange);

// SocketHandlers.cpp: the 101 and the session that fits.
Answer channelSocket(Exchange &exchange);
Answer bareSocket(Exchange &exchange);
Answer streamSocket(Exchange &exchange);
Answer echoSocket(Exchange &exchange);
Answer echoTextSocket(Exchange &exchange);
Answer broadcastSocket(Exchange &exchange);

// FaultApi.cpp: the control port of faults.
Answer faultVersion(Exchange &exchange);
Answer faultProxies(Exchange &exchange);
Answer faultProxy(Exchange &exchange);
Answer faultPopulate(Exchange &exchange);
Answer faultReset(Exchange &exchange);
Answer faultLog(Exchange &exchange);

// DialectHandlers.cpp: other people's protocols, each with a switch.
Answer centrifugeSocket(Exchange &exchange);
Answer binanceSocket(Exchange &exchange);
Answer binanceStreams(Exchange &exchange);
Answer foxgloveSocket(Exchange &exchange);
Answer socketIoSocket(Exchange &exchange);
Answer socketIoPoll(Exchange &exchange);

// BinanceHandlers.cpp: its REST interface.
Answer binanceMarket(Exchange &exchange);
Answer yjsSocket(Exchange &exchange);

} // namespace wavetape::http
