// SPDX-License-Identifier: GPL-3.0-or-later
// The script of every demo but the shared text, which brings an editor.
import { Auction } from './Auction.js';
import { Chat } from './Chat.js';
import { Cursors } from './Cursors.js';
import { Notices } from './Notices.js';
import { Scores } from './Scores.js';
import { Social } from './Social.js';
import { Ticker } from './Ticker.js';
import { startDemo } from './startDemo.js';

const kDemos = { auction: Auction, chat: Chat, cursors: Cursors, notices: Notices, scores: Scores, social: Social, ticker: Ticker };

startDemo(kDemos[document.body.dataset.demo]);
