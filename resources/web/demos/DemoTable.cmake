# SPDX-License-Identifier: GPL-3.0-or-later
# The demos in their order, for the pages of the browser and the views of the window (qml/pages/demos). Whoever includes this has said what
# becomes of each: wavetape_demo(NAME TITLE CHANNELS SAYS MORE), where MORE is what only a page has room to say.
wavetape_demo(chat "Chat" "chat.lobby" "Who is here, what they say, and who is typing." "")
wavetape_demo(cursors "Cursors" "game.cursors.*" "Everybody's pointer over one area; a slow reader is sent the newest place of each."
    "At 60 places a second, or as few as you read.")
wavetape_demo(notices "Notifications" "notices.desk" "A notice goes to everybody, and all see who has read it." "")
wavetape_demo(social "Social feed" "social.feed" "New posts come by themselves, older ones from the channel's history." "A page at a time.")
wavetape_demo(ticker "Ticker" "ticker.*" "Every symbol's price, as often as you want it." "What comes between is never sent.")
wavetape_demo(auction "Auction" "auction.lamp" "The server's clock says which bid was in time." "A late one leaves the others ten seconds more.")
wavetape_demo(scores "Sports scores" "scores.*" "The whole score once, then what changes." "A slow reader has the newest of each part.")
wavetape_demo(text "Shared text" "doc.demo" "One text that everybody writes at once, by Yjs." "With y-websocket as npm has it, and CodeMirror as the editor.")
