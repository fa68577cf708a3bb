<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>AcceptKeyView</name>
    <message>
        <source>Sec-WebSocket-Key: 16 random bytes in base64</source>
        <translation>Sec-WebSocket-Key: 16 zufällige Bytes in Base64</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Zufällig</translation>
    </message>
    <message>
        <source>16 bytes: valid</source>
        <translation>16 Bytes: gültig</translation>
    </message>
    <message>
        <source>not the base64 form of 16 bytes: a server answers 400</source>
        <translation>keine 16 Bytes in Base64: ein Server antwortet mit 400</translation>
    </message>
    <message>
        <source>1. The key and the protocol&apos;s own GUID behind it</source>
        <translation>1. Der Schlüssel, dahinter die feste GUID</translation>
    </message>
    <message>
        <source>2. Its SHA-1, 20 bytes</source>
        <translation>2. Davon SHA-1, 20 Bytes</translation>
    </message>
    <message>
        <source>3. That in base64: Sec-WebSocket-Accept</source>
        <translation>3. Das in Base64: Sec-WebSocket-Accept</translation>
    </message>
</context>
<context>
    <name>AddressPanel</name>
    <message>
        <source>Remote server</source>
        <translation>Entfernter Server</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>Adressen</translation>
    </message>
    <message>
        <source>Serve TLS as well</source>
        <translation>Auch TLS anbieten</translation>
    </message>
    <message>
        <source>Makes a certificate for this machine and opens port 8443, or the next that is free; nobody is disconnected</source>
        <translation>Erzeugt ein Zertifikat für diesen Rechner und öffnet Port 8443 oder den nächsten freien; niemand wird getrennt</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>plain: no TLS</source>
        <translation>unverschlüsselt: kein TLS</translation>
    </message>
    <message>
        <source>QR code</source>
        <translation>QR-Code</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>%1 kopieren</translation>
    </message>
    <message>
        <source>SHA-256 of its certificate: %1</source>
        <translation>SHA-256 des Zertifikats: %1</translation>
    </message>
    <message>
        <source>Copy the SHA-256</source>
        <translation>SHA-256 kopieren</translation>
    </message>
    <message>
        <source>This window looks at a server that runs elsewhere; its settings are made there.</source>
        <translation>Dieses Fenster zeigt einen Server, der anderswo läuft; seine Einstellungen werden dort vorgenommen.</translation>
    </message>
    <message>
        <source>Only programs on this machine reach it. To let others in, listen on another address with TLS and tokens: without them the server refuses to start.</source>
        <translation>Nur Programme auf diesem Rechner erreichen ihn. Sollen andere Zutritt haben, muss er an einer anderen Adresse lauschen, mit TLS und Token: ohne sie startet der Server nicht.</translation>
    </message>
    <message>
        <source>Others on the network reach it.</source>
        <translation>Andere Rechner im Netz erreichen ihn.</translation>
    </message>
</context>
<context>
    <name>AllowList</name>
    <message>
        <source>asking</source>
        <translation>fragt an</translation>
    </message>
    <message>
        <source>%1: let in</source>
        <translation>%1: zugelassen</translation>
    </message>
    <message>
        <source>%1: refused, %2</source>
        <translation>%1: abgelehnt, %2</translation>
    </message>
    <message>
        <source>Parts of %1</source>
        <translation>Teile von %1</translation>
    </message>
    <message>
        <source>One more of %1</source>
        <translation>Noch ein Eintrag für %1</translation>
    </message>
    <message>
        <source>Add to %1</source>
        <translation>Zu %1 hinzufügen</translation>
    </message>
    <message>
        <source>Try it: a handshake as the server is now</source>
        <translation>Ausprobieren: ein Handshake mit dem Server, wie er jetzt ist</translation>
    </message>
</context>
<context>
    <name>AttachPanel</name>
    <message>
        <source>Look at another server</source>
        <translation>Einen anderen Server ansehen</translation>
    </message>
    <message>
        <source>attached</source>
        <translation>angekoppelt</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>nicht erreicht</translation>
    </message>
    <message>
        <source>Address of a server</source>
        <translation>Adresse eines Servers</translation>
    </message>
    <message>
        <source>ws:// or wss:// address</source>
        <translation>Adresse mit ws:// oder wss://</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>Ankoppeln</translation>
    </message>
    <message>
        <source>Admin token</source>
        <translation>Admin-Token</translation>
    </message>
    <message>
        <source>its admin token</source>
        <translation>sein Admin-Token</translation>
    </message>
    <message>
        <source>Detach</source>
        <translation>Abkoppeln</translation>
    </message>
    <message>
        <source>Detach: look at this program&apos;s own server again</source>
        <translation>Abkoppeln: wieder den Server dieses Programms ansehen</translation>
    </message>
    <message>
        <source>This program&apos;s own server goes on meanwhile.</source>
        <translation>Der Server dieses Programms läuft inzwischen weiter.</translation>
    </message>
    <message>
        <source>This program runs no server of its own.</source>
        <translation>Dieses Programm betreibt keinen eigenen Server.</translation>
    </message>
    <message>
        <source>Neither address nor token is kept.</source>
        <translation>Weder Adresse noch Token werden gespeichert.</translation>
    </message>
</context>
<context>
    <name>AuctionMarks</name>
    <message>
        <source>auction after %1</source>
        <translation>Auktion nach %1</translation>
    </message>
    <message>
        <source>auction</source>
        <translation>Auktion</translation>
    </message>
</context>
<context>
    <name>AuctionView</name>
    <message>
        <source>Your bid in dollars</source>
        <translation>Ihr Gebot in Dollar</translation>
    </message>
    <message>
        <source>Bid</source>
        <translation>Bieten</translation>
    </message>
    <message>
        <source>Fill in %1</source>
        <translation>%1 einsetzen</translation>
    </message>
    <message>
        <source>The least that is taken now</source>
        <translation>Das Mindeste, das jetzt angenommen wird</translation>
    </message>
    <message>
        <source>Bids, newest first</source>
        <translation>Gebote, das neueste zuerst</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Nobody has bid yet</source>
        <translation>Noch hat niemand geboten</translation>
    </message>
    <message>
        <source>The newest eight bids stand here, each with its number.</source>
        <translation>Hier stehen die acht neuesten Gebote, jedes mit seiner Nummer.</translation>
    </message>
    <message>
        <source>There is no auction on this server</source>
        <translation>Auf diesem Server gibt es keine Auktion</translation>
    </message>
    <message>
        <source>No auction has been told of yet</source>
        <translation>Noch wurde keine Auktion gemeldet</translation>
    </message>
    <message>
        <source>It belongs to the server&apos;s own feed: with --feed none, and in a cluster, there is none.</source>
        <translation>Sie gehört zum eigenen Feed des Servers: mit --feed none und im Cluster gibt es keine.</translation>
    </message>
    <message>
        <source>A round begins when somebody looks.</source>
        <translation>Eine Runde beginnt, wenn jemand zusieht.</translation>
    </message>
</context>
<context>
    <name>BackpressureTab</name>
    <message>
        <source>A new reader</source>
        <translation>Ein neuer Leser</translation>
    </message>
    <message>
        <source>Feed</source>
        <translation>Feed</translation>
    </message>
    <message>
        <source>Speed of reading</source>
        <translation>Lesegeschwindigkeit</translation>
    </message>
    <message>
        <source>fast</source>
        <translation>schnell</translation>
    </message>
    <message>
        <source>1 Mbit/s</source>
        <translation>1 Mbit/s</translation>
    </message>
    <message>
        <source>64 kbit/s</source>
        <translation>64 kbit/s</translation>
    </message>
    <message>
        <source>stalled</source>
        <translation>steht</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Strategie</translation>
    </message>
    <message>
        <source>Add a reader</source>
        <translation>Leser hinzufügen</translation>
    </message>
    <message>
        <source>The usual four</source>
        <translation>Die üblichen vier</translation>
    </message>
    <message>
        <source>Remove all</source>
        <translation>Alle entfernen</translation>
    </message>
    <message>
        <source>An unbounded queue holds %1</source>
        <translation>Eine unbegrenzte Warteschlange hält %1</translation>
    </message>
    <message>
        <source>A queue without a bound, empty by now</source>
        <translation>Eine unbegrenzte Warteschlange, inzwischen leer</translation>
    </message>
    <message>
        <source>What is queued is never dropped and nobody is closed until memory ends. The Lab takes the reader away at 64 MB.</source>
        <translation>Was wartet, wird nie verworfen, und niemand wird getrennt, bis der Speicher ausgeht. Bei 64 MB nimmt das Labor den Leser weg.</translation>
    </message>
    <message>
        <source>Readers</source>
        <translation>Leser</translation>
    </message>
    <message>
        <source>%1, %2 queued for them</source>
        <translation>%1, für sie warten %2</translation>
    </message>
    <message>
        <source>No reader yet</source>
        <translation>Noch kein Leser</translation>
    </message>
    <message>
        <source>Add one that is slower than its feed, and see where the messages wait.</source>
        <translation>Einen Leser hinzufügen, der langsamer ist als sein Feed, und sehen, wo die Nachrichten warten.</translation>
    </message>
    <message>
        <source>Queued for these readers</source>
        <translation>Was auf diese Leser wartet</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>wartend</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>of the process with the server in it</source>
        <translation>des Prozesses mit dem Server darin</translation>
    </message>
    <message>
        <source>resident</source>
        <translation>resident</translation>
    </message>
</context>
<context>
    <name>BookLadder</name>
    <message>
        <source>Order book</source>
        <translation>Orderbuch</translation>
    </message>
    <message>
        <source>%1 % bids</source>
        <translation>%1 % Geld</translation>
    </message>
    <message>
        <source>spread %1, %2 basis points; %3 % of the best sizes are bids</source>
        <translation>Spread %1, %2 Basispunkte; %3 % der besten Mengen sind Geld</translation>
    </message>
    <message>
        <source>Spread %1 · %2 bp</source>
        <translation>Spread %1 · %2 bp</translation>
    </message>
    <message>
        <source>bid %1 %</source>
        <translation>Geld %1 %</translation>
    </message>
    <message>
        <source>ask %1 %</source>
        <translation>Brief %1 %</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>Bid</source>
        <translation>Geld</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Brief</translation>
    </message>
    <message>
        <source>Order book of %1</source>
        <translation>Orderbuch von %1</translation>
    </message>
    <message>
        <source>No book yet</source>
        <translation>Noch kein Orderbuch</translation>
    </message>
</context>
<context>
    <name>CandlePanel</name>
    <message>
        <source>Candles</source>
        <translation>Kerzen</translation>
    </message>
    <message>
        <source>paused, %1 behind</source>
        <translation>angehalten, %1 zurück</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>Intervall</translation>
    </message>
    <message>
        <source>Remove the alarm</source>
        <translation>Alarm entfernen</translation>
    </message>
    <message>
        <source>Alarm at a price</source>
        <translation>Alarm bei einem Preis</translation>
    </message>
    <message>
        <source>Volume by price</source>
        <translation>Volumen nach Preis</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Daten</translation>
    </message>
    <message>
        <source>Last %1; newest candle open %2, high %3, low %4, volume %5; in view from %6 to %7</source>
        <translation>Zuletzt %1; neueste Kerze: Eröffnung %2, Hoch %3, Tief %4, Volumen %5; sichtbar von %6 bis %7</translation>
    </message>
    <message>
        <source>Candles of %1</source>
        <translation>Kerzen von %1</translation>
    </message>
    <message>
        <source>%1   O %2  H %3  L %4  C %5  V %6</source>
        <translation>%1   E %2  H %3  T %4  S %5  V %6</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>Zurück zu jetzt</translation>
    </message>
    <message>
        <source>No candles yet</source>
        <translation>Noch keine Kerzen</translation>
    </message>
    <message>
        <source>A candle is made of trades: the first one comes with the first trade.</source>
        <translation>Kerzen entstehen aus Abschlüssen: die erste kommt mit dem ersten Abschluss.</translation>
    </message>
</context>
<context>
    <name>ChaosClientList</name>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Rückstand</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Verpasst</translation>
    </message>
    <message>
        <source>Twice</source>
        <translation>Doppelt</translation>
    </message>
    <message>
        <source>Spoilt</source>
        <translation>Verdorben</translation>
    </message>
    <message>
        <source>Noticed</source>
        <translation>Bemerkt</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>%1, %2: %3. Code %4, lag %5, missed %6, twice %7, spoilt %8</source>
        <translation>%1, %2: %3. Code %4, Rückstand %5, verpasst %6, doppelt %7, verdorben %8</translation>
    </message>
    <message>
        <source>; book %1, noticed after %2, back after %3, waited %4</source>
        <translation>; Orderbuch %1, bemerkt nach %2, zurück nach %3, gewartet %4</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>Waited</source>
        <translation>Gewartet</translation>
    </message>
</context>
<context>
    <name>ChaosTab</name>
    <message>
        <source>Stories</source>
        <translation>Geschichten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>A story brings its clients and its faults, and tells what was seen. Nobody else is hit.</source>
        <translation>Eine Geschichte bringt ihre Clients und ihre Störungen mit und erzählt, was zu sehen war. Sonst wird niemand getroffen.</translation>
    </message>
    <message>
        <source>This server makes no faults for others</source>
        <translation>Dieser Server stört niemand anderen</translation>
    </message>
    <message>
        <source>It was started without --faults.</source>
        <translation>Er wurde ohne --faults gestartet.</translation>
    </message>
    <message numerus="yes">
        <source>%n faults were put there by others</source>
        <translation>
            <numerusform>%n Störung kommt von anderen</numerusform>
            <numerusform>%n Störungen kommen von anderen</numerusform>
        </translation>
    </message>
    <message>
        <source>By the control port, or another window.</source>
        <translation>Vom Steuerport oder aus einem anderen Fenster.</translation>
    </message>
    <message>
        <source>Faults</source>
        <translation>Störungen</translation>
    </message>
    <message>
        <source>%1 on</source>
        <translation>%1 an</translation>
    </message>
    <message>
        <source>Take all away</source>
        <translation>Alle wegnehmen</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>%1 of %2 open</source>
        <translation>%1 von %2 offen</translation>
    </message>
    <message>
        <source>Add a client</source>
        <translation>Client hinzufügen</translation>
    </message>
    <message>
        <source>Remove all</source>
        <translation>Alle entfernen</translation>
    </message>
    <message>
        <source>No client yet</source>
        <translation>Noch kein Client</translation>
    </message>
    <message>
        <source>Add some and have them a bad day, or choose a story.</source>
        <translation>Einige hinzufügen und ihnen einen schlechten Tag bereiten, oder eine Geschichte wählen.</translation>
    </message>
</context>
<context>
    <name>ChartMarks</name>
    <message>
        <source>%1 ↑</source>
        <translation>%1 ↑</translation>
    </message>
    <message>
        <source>%1 s ago: %2</source>
        <translation>vor %1 s: %2</translation>
    </message>
</context>
<context>
    <name>ChartPanel</name>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Daten</translation>
    </message>
    <message>
        <source>The first figures come within a second.</source>
        <translation>Die ersten Werte kommen in der nächsten Sekunde.</translation>
    </message>
</context>
<context>
    <name>ChatView</name>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>%1 at %2: %3</source>
        <translation>%1 um %2: %3</translation>
    </message>
    <message>
        <source>Nobody has said anything yet</source>
        <translation>Noch hat niemand etwas gesagt</translation>
    </message>
    <message>
        <source>What is said here is read in every browser and every window on this server.</source>
        <translation>Was hier gesagt wird, liest jeder Browser und jedes Fenster an diesem Server.</translation>
    </message>
    <message>
        <source>Say something</source>
        <translation>Etwas sagen</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
</context>
<context>
    <name>ChipList</name>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
</context>
<context>
    <name>ChoiceList</name>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>Als JSON kopieren</translation>
    </message>
    <message>
        <source>Copy the table as CSV</source>
        <translation>Tabelle als CSV kopieren</translation>
    </message>
</context>
<context>
    <name>CloseCodeList</name>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>What it says, how it comes about</source>
        <translation>Was er sagt, wie es dazu kommt</translation>
    </message>
    <message>
        <source>Our end saw</source>
        <translation>Unser Ende sah</translation>
    </message>
    <message>
        <source>The other end saw</source>
        <translation>Das andere Ende sah</translation>
    </message>
    <message>
        <source>Close codes</source>
        <translation>Close-Codes</translation>
    </message>
    <message>
        <source>%1 %2. %3 Our end: %4. The other end: %5</source>
        <translation>%1 %2. %3 Unser Ende: %4. Das andere Ende: %5</translation>
    </message>
    <message>
        <source>not provoked yet</source>
        <translation>noch nicht ausgelöst</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>ungesendet</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Provoke</source>
        <translation>Auslösen</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Provoke %1</source>
        <translation>%1 auslösen</translation>
    </message>
</context>
<context>
    <name>CloseCodesTab</name>
    <message>
        <source>Close codes</source>
        <translation>Close-Codes</translation>
    </message>
    <message>
        <source>%1 under way</source>
        <translation>%1 läuft gerade</translation>
    </message>
    <message>
        <source>provoked for real, seen from both ends</source>
        <translation>wirklich ausgelöst, von beiden Enden gesehen</translation>
    </message>
    <message>
        <source>%1 of %2 as meant</source>
        <translation>%1 von %2 wie gedacht</translation>
    </message>
    <message>
        <source>Provoke all</source>
        <translation>Alle auslösen</translation>
    </message>
</context>
<context>
    <name>CloseForm</name>
    <message>
        <source>Ping</source>
        <translation>Ping</translation>
    </message>
    <message>
        <source>Mute pongs</source>
        <translation>Pongs überhören</translation>
    </message>
    <message>
        <source>The server ignores its pongs; the heartbeat then ends it</source>
        <translation>Der Server überhört die Pongs; der Heartbeat beendet sie dann</translation>
    </message>
    <message>
        <source>Close code</source>
        <translation>Close-Code</translation>
    </message>
    <message>
        <source>code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Close reason</source>
        <translation>Grund des Schließens</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>%1 never travels on the wire</source>
        <translation>%1 wird nie übertragen</translation>
    </message>
</context>
<context>
    <name>CloseGallery</name>
    <message>
        <source>Done; nobody comes back.</source>
        <translation>Erledigt; niemand kommt wieder.</translation>
    </message>
    <message>
        <source>We close with it, the server answers.</source>
        <translation>Wir schließen damit, der Server antwortet.</translation>
    </message>
    <message>
        <source>A page was left or a server goes away.</source>
        <translation>Eine Seite wurde verlassen, oder ein Server geht.</translation>
    </message>
    <message>
        <source>We close with it, as a browser does for a page that is left.</source>
        <translation>Wir schließen damit, wie es ein Browser für eine verlassene Seite tut.</translation>
    </message>
    <message>
        <source>The protocol was broken.</source>
        <translation>Das Protokoll wurde verletzt.</translation>
    </message>
    <message>
        <source>We send a frame without a mask.</source>
        <translation>Wir senden einen Frame ohne Maske.</translation>
    </message>
    <message>
        <source>A kind of data that is not taken.</source>
        <translation>Eine Art von Daten, die nicht angenommen wird.</translation>
    </message>
    <message>
        <source>We send bytes to an endpoint for text.</source>
        <translation>Wir senden Bytes an einen Endpunkt für Text.</translation>
    </message>
    <message>
        <source>No code was given; never on the wire.</source>
        <translation>Kein Code wurde genannt; wird nie übertragen.</translation>
    </message>
    <message>
        <source>We send a close frame without a payload.</source>
        <translation>Wir senden einen Close-Frame ohne Nutzdaten.</translation>
    </message>
    <message>
        <source>No close frame came; never on the wire.</source>
        <translation>Kein Close-Frame kam; wird nie übertragen.</translation>
    </message>
    <message>
        <source>The server cuts the TCP connection.</source>
        <translation>Der Server kappt die TCP-Verbindung.</translation>
    </message>
    <message>
        <source>Text that is not UTF-8.</source>
        <translation>Text, der kein UTF-8 ist.</translation>
    </message>
    <message>
        <source>We send Latin-1 as text.</source>
        <translation>Wir senden Latin-1 als Text.</translation>
    </message>
    <message>
        <source>A rule of the server was broken.</source>
        <translation>Eine Regel des Servers wurde verletzt.</translation>
    </message>
    <message>
        <source>We send ten messages that are no requests, without a subprotocol.</source>
        <translation>Wir senden zehn Nachrichten, die keine Anfragen sind, ohne Subprotokoll.</translation>
    </message>
    <message>
        <source>A message that is too big.</source>
        <translation>Eine Nachricht, die zu groß ist.</translation>
    </message>
    <message>
        <source>We send a header that claims 16 MiB.</source>
        <translation>Wir senden einen Header, der 16 MiB ankündigt.</translation>
    </message>
    <message>
        <source>The client needed an extension and did not get it.</source>
        <translation>Der Client brauchte eine Erweiterung und bekam sie nicht.</translation>
    </message>
    <message>
        <source>We close with it: only clients do.</source>
        <translation>Wir schließen damit: das tun nur Clients.</translation>
    </message>
    <message>
        <source>The server failed; come back.</source>
        <translation>Der Server versagte; wiederkommen.</translation>
    </message>
    <message>
        <source>The server&apos;s admin closes with it.</source>
        <translation>Der Admin des Servers schließt damit.</translation>
    </message>
    <message>
        <source>The server restarts; come back.</source>
        <translation>Der Server startet neu; wiederkommen.</translation>
    </message>
    <message>
        <source>The server&apos;s admin closes with it, as a drain does for everybody.</source>
        <translation>Der Admin des Servers schließt damit, wie beim Leeren für alle.</translation>
    </message>
    <message>
        <source>Overloaded; try later.</source>
        <translation>Überlastet; später versuchen.</translation>
    </message>
    <message>
        <source>We send more than 100 messages a second to a bare endpoint.</source>
        <translation>Wir senden mehr als 100 Nachrichten je Sekunde an einen Endpunkt ohne Protokoll.</translation>
    </message>
    <message>
        <source>A gateway got nonsense from behind it.</source>
        <translation>Ein Gateway bekam von hinten Unsinn.</translation>
    </message>
    <message>
        <source>A small gateway on loopback says it: our server is none.</source>
        <translation>Ein kleines Gateway auf Loopback sagt es: unser Server ist keines.</translation>
    </message>
    <message>
        <source>The TLS handshake failed; never on the wire.</source>
        <translation>Der TLS-Handshake misslang; wird nie übertragen.</translation>
    </message>
    <message>
        <source>We speak TLS to a port that speaks none.</source>
        <translation>Wir sprechen TLS mit einem Port, der keines spricht.</translation>
    </message>
    <message>
        <source>3000 to 3999: libraries and frameworks.</source>
        <translation>3000 bis 3999: Bibliotheken und Frameworks.</translation>
    </message>
    <message>
        <source>We close with it.</source>
        <translation>Wir schließen damit.</translation>
    </message>
    <message>
        <source>The reader was too slow; come back.</source>
        <translation>Der Leser war zu langsam; wiederkommen.</translation>
    </message>
    <message>
        <source>We subscribe to every wave with the policy disconnect and read a quarter of it.</source>
        <translation>Wir abonnieren alle Wellen mit der Strategie disconnect und lesen ein Viertel davon.</translation>
    </message>
    <message>
        <source>Too many messages; come back.</source>
        <translation>Zu viele Nachrichten; wiederkommen.</translation>
    </message>
    <message>
        <source>We send more than 100 messages a second.</source>
        <translation>Wir senden mehr als 100 Nachrichten je Sekunde.</translation>
    </message>
    <message>
        <source>Chaos was asked for; come back.</source>
        <translation>Chaos war gewünscht; wiederkommen.</translation>
    </message>
    <message>
        <source>Too many bad messages.</source>
        <translation>Zu viele schlechte Nachrichten.</translation>
    </message>
    <message>
        <source>We send ten messages that are no requests.</source>
        <translation>Wir senden zehn Nachrichten, die keine Anfragen sind.</translation>
    </message>
    <message>
        <source>No valid token in time.</source>
        <translation>Kein gültiges Token rechtzeitig.</translation>
    </message>
    <message>
        <source>We say nothing to a second server that wants a token within 1.5 s.</source>
        <translation>Wir schweigen gegenüber einem zweiten Server, der binnen 1,5 s ein Token will.</translation>
    </message>
    <message>
        <source>Not allowed.</source>
        <translation>Nicht erlaubt.</translation>
    </message>
</context>
<context>
    <name>ClusterFacts</name>
    <message>
        <source>Broker</source>
        <translation>Broker</translation>
    </message>
    <message>
        <source>up</source>
        <translation>da</translation>
    </message>
    <message>
        <source>away</source>
        <translation>weg</translation>
    </message>
    <message>
        <source>Lost so far</source>
        <translation>Bisher verloren</translation>
    </message>
    <message>
        <source>Channels in step</source>
        <translation>Kanäle im Gleichlauf</translation>
    </message>
    <message>
        <source>Leads the feed</source>
        <translation>Führt den Feed</translation>
    </message>
    <message>
        <source>nobody that is known</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>This node</source>
        <translation>Dieser Knoten</translation>
    </message>
    <message>
        <source>Lease, from each beat</source>
        <translation>Pacht, ab jedem Schlag</translation>
    </message>
    <message>
        <source>Beats of this feed</source>
        <translation>Schläge dieses Feeds</translation>
    </message>
    <message>
        <source>Changes of the leader</source>
        <translation>Wechsel der Führung</translation>
    </message>
</context>
<context>
    <name>ClusterPage</name>
    <message>
        <source>The broker is away</source>
        <translation>Der Broker ist weg</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Draining %1</source>
        <translation>%1 wird geleert</translation>
    </message>
    <message>
        <source>Everybody on %1 must go: again</source>
        <translation>Alle auf %1 müssen gehen: noch einmal</translation>
    </message>
    <message>
        <source>Drain %1</source>
        <translation>%1 leeren</translation>
    </message>
    <message>
        <source>The way over the broker</source>
        <translation>Der Weg über den Broker</translation>
    </message>
    <message>
        <source>as node %1 measures it</source>
        <translation>wie Knoten %1 ihn misst</translation>
    </message>
    <message>
        <source>there and back</source>
        <translation>hin und zurück</translation>
    </message>
    <message>
        <source>publication, p50</source>
        <translation>Veröffentlichung, p50</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Daten</translation>
    </message>
    <message>
        <source>The node asks the broker every two seconds.</source>
        <translation>Der Knoten fragt den Broker alle zwei Sekunden.</translation>
    </message>
    <message>
        <source>Broker and lease</source>
        <translation>Broker und Pacht</translation>
    </message>
    <message>
        <source>This server is on no cluster</source>
        <translation>Dieser Server ist in keinem Cluster</translation>
    </message>
    <message>
        <source>This is told to administrators</source>
        <translation>Das erfahren Administratoren</translation>
    </message>
    <message>
        <source>Servers that are started with the same --cluster redis://…, the same --cluster-key FILE and a --node NAME each share clients, what they publish and the feed. Then this page shows the nodes, who leads the feed, and how long the way over the broker is.</source>
        <translation>Server, die mit demselben --cluster redis://…, derselben --cluster-key FILE und je einem --node NAME gestartet werden, teilen sich Clients, was diese veröffentlichen, und den Feed. Dann zeigt diese Seite die Knoten, wer den Feed führt und wie lang der Weg über den Broker ist.</translation>
    </message>
    <message>
        <source>Attach with the admin token, on the Server page.</source>
        <translation>Auf der Seite Server mit dem Admin-Token verbinden.</translation>
    </message>
    <message>
        <source>The first figures come within a second.</source>
        <translation>Die ersten Werte kommen in der nächsten Sekunde.</translation>
    </message>
    <message>
        <source>%1. What clients publish is refused until it is back; readers keep what is here.</source>
        <translation>%1. Was Clients veröffentlichen, wird abgelehnt, bis er zurück ist; Leser behalten, was hier ist.</translation>
    </message>
    <message>
        <source>This window&apos;s own server ends with the window; choose another node to drain that one</source>
        <translation>Der eigene Server dieses Fensters endet mit dem Fenster; zum Leeren einen anderen Knoten wählen</translation>
    </message>
    <message>
        <source>The clients of the node that is chosen are told to go to another one; nobody else is let in there</source>
        <translation>Den Clients des gewählten Knotens wird gesagt, zu einem anderen zu gehen; sonst wird dort niemand mehr eingelassen</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Go to %1</source>
        <translation>Zu %1</translation>
    </message>
    <message>
        <source>Go to %1: %2</source>
        <translation>Zu %1: %2</translation>
    </message>
    <message>
        <source>Help: keys of the window, and what its words mean</source>
        <translation>Hilfe: Tasten des Fensters, und was seine Wörter bedeuten</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>Design: dunkel</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>Design: hell</translation>
    </message>
    <message>
        <source>Theme: as the system</source>
        <translation>Design: wie das System</translation>
    </message>
    <message>
        <source>Language: English, from the next start</source>
        <translation>Sprache: Englisch, ab dem nächsten Start</translation>
    </message>
    <message>
        <source>Language: German, from the next start</source>
        <translation>Sprache: Deutsch, ab dem nächsten Start</translation>
    </message>
    <message>
        <source>Language: as the system, from the next start</source>
        <translation>Sprache: wie das System, ab dem nächsten Start</translation>
    </message>
    <message>
        <source>Motion: on</source>
        <translation>Bewegung: an</translation>
    </message>
    <message>
        <source>Motion: reduced</source>
        <translation>Bewegung: reduziert</translation>
    </message>
    <message>
        <source>Market: go on</source>
        <translation>Markt: weiter</translation>
    </message>
    <message>
        <source>Market: pause</source>
        <translation>Markt: anhalten</translation>
    </message>
    <message>
        <source>Copy the address for a browser</source>
        <translation>Adresse für einen Browser kopieren</translation>
    </message>
    <message>
        <source>Connect now</source>
        <translation>Jetzt verbinden</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 zeigen</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>Markt</translation>
    </message>
    <message>
        <source>Show or hide the signal %1</source>
        <translation>Signal %1 zeigen oder ausblenden</translation>
    </message>
    <message>
        <source>Streams</source>
        <translation>Streams</translation>
    </message>
    <message>
        <source>Setting %1</source>
        <translation>Einstellung %1</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>Was soll geschehen?</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Nothing is called that. Pages, tabs, settings, signals, symbols and snippets are found.</source>
        <translation>Nichts heißt so. Gefunden werden Seiten, Tabs, Einstellungen, Signale, Symbole und Codebeispiele.</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
</context>
<context>
    <name>ComposePanel</name>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Written as</source>
        <translation>Geschrieben als</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>Hex</translation>
    </message>
    <message>
        <source>Floats</source>
        <translation>Floats</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Formatieren</translation>
    </message>
    <message>
        <source>Format the JSON</source>
        <translation>JSON formatieren</translation>
    </message>
    <message>
        <source>Minify</source>
        <translation>Verkürzen</translation>
    </message>
    <message>
        <source>Take the spaces out of the JSON</source>
        <translation>Leerraum aus dem JSON nehmen</translation>
    </message>
    <message>
        <source>Variables: what {{name}} stands for</source>
        <translation>Variablen: wofür {{name}} steht</translation>
    </message>
    <message>
        <source>Keep this message (values of token, secret and password are left out)</source>
        <translation>Diese Nachricht aufheben (Werte von token, secret und password bleiben weg)</translation>
    </message>
    <message>
        <source>A file to send as one binary message</source>
        <translation>Eine Datei, die als eine binäre Nachricht gesendet wird</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>Variablen</translation>
    </message>
    <message>
        <source>symbol = AAPL, a line each, for {{symbol}}. There are {{now}}, {{time}}, {{uuid}}, {{count}} and {{random}}, too.</source>
        <translation>symbol = AAPL, eine je Zeile, für {{symbol}}. Außerdem gibt es {{now}}, {{time}}, {{uuid}}, {{count}} und {{random}}.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Text or JSON. Ctrl+Enter sends it.</source>
        <translation>Text oder JSON. Strg+Eingabe sendet.</translation>
    </message>
    <message>
        <source>Hex, such as 01 ff 0a</source>
        <translation>Hex, etwa 01 ff 0a</translation>
    </message>
    <message>
        <source>Numbers, such as 1.5, 2.7, 3.14: sent as little-endian Float32</source>
        <translation>Zahlen, etwa 1.5, 2.7, 3.14: gesendet als Float32, Little Endian</translation>
    </message>
    <message>
        <source>Path of a file to send as one binary message</source>
        <translation>Pfad einer Datei, die als eine binäre Nachricht gesendet wird</translation>
    </message>
    <message>
        <source>Ping</source>
        <translation>Ping</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen …</translation>
    </message>
    <message>
        <source>Close code</source>
        <translation>Close-Code</translation>
    </message>
    <message>
        <source>code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Close reason</source>
        <translation>Grund des Schließens</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ConflationBadge</name>
    <message>
        <source>Only the newest price of each symbol is sent: this window reads slower than the feed, or was given a rate</source>
        <translation>Nur der neueste Preis jedes Symbols wird gesendet: dieses Fenster liest langsamer als der Feed, oder seine Rate ist begrenzt</translation>
    </message>
    <message>
        <source>conflated %1</source>
        <translation>zusammengefasst %1</translation>
    </message>
</context>
<context>
    <name>ConnectBar</name>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>ws://, wss://, or http:// of events and polls</source>
        <translation>ws://, wss:// oder für Events und Polls http://</translation>
    </message>
    <message>
        <source>Recent addresses</source>
        <translation>Letzte Adressen</translation>
    </message>
    <message>
        <source>Down, in the address</source>
        <translation>Ab, in der Adresse</translation>
    </message>
    <message>
        <source>Subprotocols</source>
        <translation>Subprotokolle</translation>
    </message>
    <message>
        <source>subprotocols</source>
        <translation>Subprotokolle</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cut TCP</source>
        <translation>TCP kappen</translation>
    </message>
    <message>
        <source>Ends the connection with a reset: both ends see 1006</source>
        <translation>Beendet die Verbindung mit einem Reset: beide Enden sehen 1006</translation>
    </message>
    <message>
        <source>Another connection, in a tab</source>
        <translation>Noch eine Verbindung, in einem Tab</translation>
    </message>
    <message>
        <source>Fewer options</source>
        <translation>Weniger Optionen</translation>
    </message>
    <message>
        <source>Headers, cookies, token, TLS, proxy</source>
        <translation>Header, Cookies, Token, TLS, Proxy</translation>
    </message>
    <message>
        <source>waiting for: %1</source>
        <translation>wartet auf: %1</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>bufferedAmount %1</source>
        <translation>bufferedAmount %1</translation>
    </message>
    <message>
        <source>What is inspected</source>
        <translation>Was untersucht wird</translation>
    </message>
    <message>
        <source>Fault proxy</source>
        <translation>Fehler-Proxy</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
</context>
<context>
    <name>ConnectOptions</name>
    <message>
        <source>Headers</source>
        <translation>Header</translation>
    </message>
    <message>
        <source>Headers, one per line, such as
Origin: http://localhost:8080</source>
        <translation>Header, einer je Zeile, etwa
Origin: http://localhost:8080</translation>
    </message>
    <message>
        <source>Cookies</source>
        <translation>Cookies</translation>
    </message>
    <message>
        <source>cookies: a=1; b=2</source>
        <translation>Cookies: a=1; b=2</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Token goes into</source>
        <translation>Token kommt in</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Header</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>Query</translation>
    </message>
    <message>
        <source>Subprotocol</source>
        <translation>Subprotokoll</translation>
    </message>
    <message>
        <source>HTTP proxy</source>
        <translation>HTTP-Proxy</translation>
    </message>
    <message>
        <source>HTTP proxy (CONNECT): host:port</source>
        <translation>HTTP-Proxy (CONNECT): Host:Port</translation>
    </message>
    <message>
        <source>Offer permessage-deflate</source>
        <translation>permessage-deflate anbieten</translation>
    </message>
    <message>
        <source>Accept an untrusted certificate</source>
        <translation>Nicht vertrauenswürdiges Zertifikat annehmen</translation>
    </message>
    <message>
        <source>Ping every 20 s, end without a pong</source>
        <translation>Alle 20 s ein Ping, ohne Pong beenden</translation>
    </message>
</context>
<context>
    <name>ConnectionList</name>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>this window</source>
        <translation>dieses Fenster</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Via</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Dialect</source>
        <translation>Dialekt</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>RTT</source>
        <translation>RTT</translation>
    </message>
    <message>
        <source>Out/s</source>
        <translation>Ges./s</translation>
    </message>
    <message>
        <source>In/s</source>
        <translation>Empf./s</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschl.</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>Ch.</source>
        <translation>Kan.</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Strategie</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
</context>
<context>
    <name>ConnectionPhases</name>
    <message>
        <source>opening</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>closing</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>to come</source>
        <translation>später</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
</context>
<context>
    <name>ConnectionsPage</name>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>%1 too slow</source>
        <translation>%1 zu langsam</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 connected, and this window</source>
        <translation>%1 verbunden, dazu dieses Fenster</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>No connection matches</source>
        <translation>Keine Verbindung passt</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Daten</translation>
    </message>
    <message>
        <source>The list comes with the server&apos;s next second.</source>
        <translation>Die Liste kommt mit der nächsten Sekunde des Servers.</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>code, who closed, clean or not</source>
        <translation>Code, wer schloss, sauber oder nicht</translation>
    </message>
    <message>
        <source>None has ended yet</source>
        <translation>Noch keine ist beendet</translation>
    </message>
</context>
<context>
    <name>ContextMenu</name>
    <message>
        <source>What can be done here</source>
        <translation>Was hier möglich ist</translation>
    </message>
</context>
<context>
    <name>CursorsView</name>
    <message>
        <source>%1 Hz</source>
        <translation>%1 Hz</translation>
    </message>
    <message>
        <source>Move the pointer here; arrow keys work too</source>
        <translation>Bewegen Sie den Zeiger hierher; Pfeiltasten gehen auch</translation>
    </message>
    <message>
        <source>Nobody&apos;s pointer is here</source>
        <translation>Kein Zeiger ist hier</translation>
    </message>
    <message>
        <source>Move yours over this area, here and in a browser.</source>
        <translation>Bewegen Sie Ihren über diese Fläche, hier und in einem Browser.</translation>
    </message>
</context>
<context>
    <name>DataTable</name>
    <message>
        <source>Left and right sort by another column, R turns the order round.</source>
        <translation>Links und Rechts sortieren nach einer anderen Spalte, R kehrt die Reihenfolge um.</translation>
    </message>
</context>
<context>
    <name>DemoTabs</name>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Who is here, what they say, and who is typing.</source>
        <translation>Wer da ist, was gesagt wird und wer gerade schreibt.</translation>
    </message>
    <message>
        <source>Cursors</source>
        <translation>Zeiger</translation>
    </message>
    <message>
        <source>Everybody&apos;s pointer over one area; a slow reader is sent the newest place of each.</source>
        <translation>Die Zeiger aller über einer Fläche; ein langsamer Leser bekommt von jedem den neuesten Ort.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Mitteilungen</translation>
    </message>
    <message>
        <source>A notice goes to everybody, and all see who has read it.</source>
        <translation>Eine Mitteilung geht an alle, und alle sehen, wer sie gelesen hat.</translation>
    </message>
    <message>
        <source>Social feed</source>
        <translation>Beiträge</translation>
    </message>
    <message>
        <source>New posts come by themselves, older ones from the channel&apos;s history.</source>
        <translation>Neue Beiträge kommen von selbst, ältere aus dem Verlauf des Kanals.</translation>
    </message>
    <message>
        <source>Ticker</source>
        <translation>Ticker</translation>
    </message>
    <message>
        <source>Every symbol&apos;s price, as often as you want it.</source>
        <translation>Der Preis jedes Symbols, so oft Sie ihn wollen.</translation>
    </message>
    <message>
        <source>Auction</source>
        <translation>Auktion</translation>
    </message>
    <message>
        <source>The server&apos;s clock says which bid was in time.</source>
        <translation>Die Uhr des Servers sagt, welches Gebot rechtzeitig kam.</translation>
    </message>
    <message>
        <source>Sports scores</source>
        <translation>Spielstände</translation>
    </message>
    <message>
        <source>The whole score once, then what changes.</source>
        <translation>Einmal der ganze Stand, dann was sich ändert.</translation>
    </message>
    <message>
        <source>Shared text</source>
        <translation>Gemeinsamer Text</translation>
    </message>
    <message>
        <source>One text that everybody writes at once, by Yjs.</source>
        <translation>Ein Text, den alle zugleich schreiben, mit Yjs.</translation>
    </message>
</context>
<context>
    <name>DemoView</name>
    <message>
        <source>The server does not let this window read it</source>
        <translation>Der Server lässt dieses Fenster das nicht lesen</translation>
    </message>
</context>
<context>
    <name>DemosPage</name>
    <message>
        <source>Demos</source>
        <translation>Demos</translation>
    </message>
    <message>
        <source>You are</source>
        <translation>Sie sind</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Ihr Name</translation>
    </message>
    <message>
        <source>Open in a browser</source>
        <translation>Im Browser öffnen</translation>
    </message>
    <message>
        <source>Open %1 in a browser</source>
        <translation>%1 im Browser öffnen</translation>
    </message>
    <message>
        <source>Copy the address of %1</source>
        <translation>Adresse von %1 kopieren</translation>
    </message>
</context>
<context>
    <name>DepthPanel</name>
    <message>
        <source>Depth</source>
        <translation>Markttiefe</translation>
    </message>
    <message>
        <source>spread %1</source>
        <translation>Spread %1</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Daten</translation>
    </message>
    <message>
        <source>Middle %1, spread %2; bids are %3 % of what waits between %4 and %5</source>
        <translation>Mitte %1, Spread %2; %3 % von dem, was zwischen %4 und %5 wartet, sind Geld</translation>
    </message>
    <message>
        <source>Depth of %1</source>
        <translation>Markttiefe von %1</translation>
    </message>
    <message>
        <source>bids down to %1: %2</source>
        <translation>Geld bis hinab zu %1: %2</translation>
    </message>
    <message>
        <source>asks up to %1: %2</source>
        <translation>Brief bis hinauf zu %1: %2</translation>
    </message>
    <message>
        <source>No book yet</source>
        <translation>Noch kein Orderbuch</translation>
    </message>
</context>
<context>
    <name>DetailPanel</name>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>this window</source>
        <translation>dieses Fenster</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>Einzelheiten schließen</translation>
    </message>
    <message>
        <source>Messages per second, both ways</source>
        <translation>Nachrichten je Sekunde, beide Richtungen</translation>
    </message>
    <message>
        <source>out</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>in</source>
        <translation>empfangen</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>wartend</translation>
    </message>
    <message>
        <source>bufferedAmount</source>
        <translation>bufferedAmount</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Choose a connection</source>
        <translation>Eine Verbindung wählen</translation>
    </message>
    <message>
        <source>Its handshake, subscriptions, queue and what can be done to it show here.</source>
        <translation>Hier erscheinen ihr Handshake, ihre Abonnements, ihre Warteschlange und was sich mit ihr tun lässt.</translation>
    </message>
</context>
<context>
    <name>DiffView</name>
    <message>
        <source>%1: the same</source>
        <translation>%1: gleich</translation>
    </message>
    <message>
        <source>%1: −%2 +%3 lines</source>
        <translation>%1: −%2 +%3 Zeilen</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
</context>
<context>
    <name>EndedList</name>
    <message>
        <source>Ended connections</source>
        <translation>Beendete Verbindungen</translation>
    </message>
    <message>
        <source>%1 %2 ended with %3 %4, closed by %5, %6</source>
        <translation>%1 %2 beendet mit %3 %4, geschlossen von %5, %6</translation>
    </message>
    <message>
        <source>clean</source>
        <translation>sauber</translation>
    </message>
    <message>
        <source>not clean</source>
        <translation>unsauber</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>von %1</translation>
    </message>
</context>
<context>
    <name>EventFeed</name>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>Show the connection</source>
        <translation>Verbindung zeigen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>joined</source>
        <translation>gekommen</translation>
    </message>
    <message>
        <source>left</source>
        <translation>gegangen</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>after %1</source>
        <translation>nach %1</translation>
    </message>
</context>
<context>
    <name>ExportForm</name>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
    <message>
        <source>Save the samples in view</source>
        <translation>Sichtbare Abtastwerte speichern</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>Signal</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
</context>
<context>
    <name>FaultAim</name>
    <message>
        <source>Whom they hit</source>
        <translation>Wen sie treffen</translation>
    </message>
    <message>
        <source>everybody else</source>
        <translation>alle anderen</translation>
    </message>
    <message>
        <source>the Lab&apos;s clients</source>
        <translation>die Clients des Labors</translation>
    </message>
    <message>
        <source>this window</source>
        <translation>dieses Fenster</translation>
    </message>
    <message>
        <source>Which clients</source>
        <translation>Welche Clients</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>long poll</source>
        <translation>Long Poll</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>after 3 s</source>
        <translation>nach 3 s</translation>
    </message>
    <message>
        <source>every 10th</source>
        <translation>jede 10.</translation>
    </message>
    <message>
        <source>Which channels</source>
        <translation>Welche Kanäle</translation>
    </message>
    <message>
        <source>channel, book.*</source>
        <translation>Kanal, book.*</translation>
    </message>
    <message>
        <source>How likely</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>FaultList</name>
    <message>
        <source>Faults</source>
        <translation>Störungen</translation>
    </message>
    <message>
        <source>%1 %2, %3. %4</source>
        <translation>%1 %2, %3. %4</translation>
    </message>
    <message>
        <source>on: %1</source>
        <translation>an: %1</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>%1: how much</source>
        <translation>%1: wie viel</translation>
    </message>
    <message>
        <source>%1: which</source>
        <translation>%1: welche</translation>
    </message>
</context>
<context>
    <name>FileList</name>
    <message>
        <source>being recorded</source>
        <translation>wird aufgezeichnet</translation>
    </message>
    <message>
        <source>whole</source>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>is read</source>
        <translation>wird gelesen</translation>
    </message>
    <message>
        <source>without its end</source>
        <translation>ohne ihr Ende</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>no recording</source>
        <translation>keine Aufzeichnung</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>is replayed</source>
        <translation>wird wiedergegeben</translation>
    </message>
    <message>
        <source>%1 · %2 messages on %3 channels</source>
        <translation>%1 · %2 Nachrichten auf %3 Kanälen</translation>
    </message>
</context>
<context>
    <name>FirstMinute</name>
    <message>
        <source>A WebSocket server with live data runs inside this window</source>
        <translation>In diesem Fenster läuft ein WebSocket-Server mit Live-Daten</translation>
    </message>
    <message>
        <source>nobody has connected yet</source>
        <translation>noch hat sich niemand verbunden</translation>
    </message>
    <message>
        <source>It makes a simulated market and waves, sends them to whoever subscribes, and shows here what that costs: who reads, who is too slow, what waits and what is lost.</source>
        <translation>Er erzeugt einen simulierten Markt und Wellen, sendet sie an alle, die sie abonnieren, und zeigt hier, was das kostet: wer liest, wer zu langsam ist, was wartet und was verloren geht.</translation>
    </message>
    <message>
        <source>Open in a browser</source>
        <translation>Im Browser öffnen</translation>
    </message>
    <message>
        <source>Copy the address %1</source>
        <translation>Adresse %1 kopieren</translation>
    </message>
    <message>
        <source>Copy a snippet</source>
        <translation>Codebeispiel kopieren</translation>
    </message>
    <message>
        <source>Add slow readers</source>
        <translation>Langsame Leser hinzufügen</translation>
    </message>
    <message>
        <source>Programs in five languages</source>
        <translation>Programme in fünf Sprachen</translation>
    </message>
</context>
<context>
    <name>FrameList</name>
    <message>
        <source>Frames</source>
        <translation>Frames</translation>
    </message>
    <message>
        <source>%1 came too fast to be told</source>
        <translation>%1 kamen zu schnell, um gezeigt zu werden</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>Beobachten</translation>
    </message>
    <message>
        <source>Stop watching its frames</source>
        <translation>Ihre Frames nicht mehr beobachten</translation>
    </message>
    <message>
        <source>Watch its frames</source>
        <translation>Ihre Frames beobachten</translation>
    </message>
    <message>
        <source>A window cannot watch its own frames: each would be told by another.</source>
        <translation>Ein Fenster kann seine eigenen Frames nicht beobachten: jeder würde von einem weiteren gemeldet.</translation>
    </message>
    <message>
        <source>Watching. The next frame shows here.</source>
        <translation>Wird beobachtet. Der nächste Frame erscheint hier.</translation>
    </message>
    <message>
        <source>Not recorded. Watch to copy them from now on; what carries a token is left out.</source>
        <translation>Nicht aufgezeichnet. Beobachten kopiert sie von jetzt an; was ein Token trägt, bleibt weg.</translation>
    </message>
    <message>
        <source>Frames, newest first</source>
        <translation>Frames, der neueste zuerst</translation>
    </message>
    <message>
        <source>%1, %2 %3, %4, %5: %6</source>
        <translation>%1, %2 %3, %4, %5: %6</translation>
    </message>
    <message>
        <source>received</source>
        <translation>empfangen</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>Nutzdaten</translation>
    </message>
</context>
<context>
    <name>FrameView</name>
    <message>
        <source>No line is chosen</source>
        <translation>Keine Zeile gewählt</translation>
    </message>
    <message>
        <source>Choose one in the log: with the pointer, or with the arrow keys.</source>
        <translation>Im Log eine wählen: mit dem Zeiger oder den Pfeiltasten.</translation>
    </message>
    <message>
        <source>Payload as</source>
        <translation>Nutzdaten als</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>Hex</translation>
    </message>
    <message>
        <source>Float32</source>
        <translation>Float32</translation>
    </message>
    <message>
        <source>Diff</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Copy the value</source>
        <translation>Wert kopieren</translation>
    </message>
    <message>
        <source>Watch as column</source>
        <translation>Als Spalte beobachten</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>Nutzdaten</translation>
    </message>
    <message>
        <source>This is not JSON.</source>
        <translation>Das ist kein JSON.</translation>
    </message>
    <message>
        <source>No payload.</source>
        <translation>Keine Nutzdaten.</translation>
    </message>
    <message>
        <source>No text.</source>
        <translation>Kein Text.</translation>
    </message>
    <message>
        <source>A plot needs eight bytes at least, in steps of four.</source>
        <translation>Eine Kurve braucht mindestens acht Bytes, in Schritten von vier.</translation>
    </message>
    <message>
        <source>Payload as a curve</source>
        <translation>Nutzdaten als Kurve</translation>
    </message>
    <message>
        <source>Decoded</source>
        <translation>Dekodiert</translation>
    </message>
    <message>
        <source>A .proto file</source>
        <translation>Eine .proto-Datei</translation>
    </message>
    <message>
        <source>Message…</source>
        <translation>Nachricht…</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>Open a .proto…</source>
        <translation>.proto öffnen…</translation>
    </message>
    <message>
        <source>Decoded payload</source>
        <translation>Dekodierte Nutzdaten</translation>
    </message>
    <message>
        <source>Neither the handshake nor the bytes tell what this is. Known here are MessagePack, CBOR, Protocol Buffers by their .proto, STOMP, Socket.IO, graphql-ws and Centrifuge.</source>
        <translation>Weder der Handshake noch die Bytes verraten, was das ist. Bekannt sind hier MessagePack, CBOR, Protocol Buffers anhand ihrer .proto, STOMP, Socket.IO, graphql-ws und Centrifuge.</translation>
    </message>
</context>
<context>
    <name>Glossary</name>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>WebSockets that are open now. This window&apos;s own is marked and not counted.</source>
        <translation>WebSockets, die jetzt offen sind. Der dieses Fensters ist markiert und zählt nicht mit.</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>WebSocket messages per second, the server&apos;s view: &quot;out&quot; is what it sent to all readers together.</source>
        <translation>WebSocket-Nachrichten je Sekunde aus Sicht des Servers: „gesendet“ ist, was er an alle Leser zusammen sendet.</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Bytes of WebSocket frames per second, headers included, before TLS.</source>
        <translation>Bytes der WebSocket-Frames je Sekunde, mit Headern, vor TLS.</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Bytes that wait in the queues of readers who take them more slowly than they come, added up over all readers.</source>
        <translation>Bytes in den Warteschlangen von Lesern, die sie langsamer abnehmen, als sie kommen; über alle Leser summiert.</translation>
    </message>
    <message>
        <source>Resident</source>
        <translation>Resident</translation>
    </message>
    <message>
        <source>Bytes of messages that the server holds in memory, each once however many readers wait for it: history and queues.</source>
        <translation>Bytes von Nachrichten, die der Server im Speicher hält, jede einmal, so viele Leser auch auf sie warten: Verlauf und Warteschlangen.</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>From a message&apos;s publication until it was handed to the socket. p99: 99 of 100 were faster.</source>
        <translation>Von der Veröffentlichung einer Nachricht bis zur Übergabe an den Socket. p99: 99 von 100 waren schneller.</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>Messages that a reader was meant to get and did not, because its queue was full. The reader is told how many.</source>
        <translation>Nachrichten, die ein Leser bekommen sollte und nicht bekam, weil seine Warteschlange voll war. Dem Leser wird gesagt, wie viele.</translation>
    </message>
    <message>
        <source>Conflated</source>
        <translation>Zusammengefasst</translation>
    </message>
    <message>
        <source>Messages that a newer one of the same key replaced while they waited. Nothing is lost that is still true.</source>
        <translation>Nachrichten, die eine neuere desselben Schlüssels ersetzte, während sie warteten. Nichts geht verloren, was noch gilt.</translation>
    </message>
    <message>
        <source>Lagged</source>
        <translation>Lagged</translation>
    </message>
    <message>
        <source>The notice in which a reader is told how many messages of a channel it lost.</source>
        <translation>Die Meldung, die einem Leser sagt, wie viele Nachrichten eines Kanals ihm fehlen.</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Strategie</translation>
    </message>
    <message>
        <source>What happens when a reader is too slow: conflate, drop the oldest or the newest, or disconnect.</source>
        <translation>Was geschieht, wenn ein Leser zu langsam ist: zusammenfassen, die ältesten oder die neuesten verwerfen oder trennen.</translation>
    </message>
    <message>
        <source>RTT</source>
        <translation>RTT</translation>
    </message>
    <message>
        <source>From a ping until its pong. What waits in the reader&apos;s queue before the ping is part of it.</source>
        <translation>Von einem Ping bis zu seinem Pong. Was in der Warteschlange des Lesers vor dem Ping wartet, zählt dazu.</translation>
    </message>
    <message>
        <source>Seen after</source>
        <translation>Gesehen nach</translation>
    </message>
    <message>
        <source>From a message&apos;s time stamp until this window had it. Replayed messages do not count; for another machine&apos;s clock the fastest counts as 0.</source>
        <translation>Vom Zeitstempel einer Nachricht, bis dieses Fenster sie hatte. Wiederholte Nachrichten zählen nicht; bei der Uhr eines anderen Rechners gilt die schnellste als 0.</translation>
    </message>
    <message>
        <source>Subscriptions</source>
        <translation>Abonnements</translation>
    </message>
    <message>
        <source>Pairs of a connection and a channel that it receives.</source>
        <translation>Paare aus einer Verbindung und einem Kanal, den sie bekommt.</translation>
    </message>
    <message>
        <source>Frame headers</source>
        <translation>Frame-Header</translation>
    </message>
    <message>
        <source>2 bytes for up to 125 bytes, 4 for up to 64 KiB, 10 beyond; from a client 4 more for the mask.</source>
        <translation>2 Bytes für bis zu 125 Bytes, 4 für bis zu 64 KiB, darüber 10; vom Client 4 mehr für die Maske.</translation>
    </message>
</context>
<context>
    <name>HandshakeBlock</name>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln Zeile</numerusform>
            <numerusform>%Ln Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>Fold %1</source>
        <translation>%1 einklappen</translation>
    </message>
    <message>
        <source>Unfold %1</source>
        <translation>%1 ausklappen</translation>
    </message>
</context>
<context>
    <name>HandshakeLab</name>
    <message>
        <source>As it should be</source>
        <translation>Wie es sein soll</translation>
    </message>
    <message>
        <source>Bad key</source>
        <translation>Falscher Schlüssel</translation>
    </message>
    <message>
        <source>Socket.IO</source>
        <translation>Socket.IO</translation>
    </message>
    <message>
        <source>Socket.IO is a protocol of its own above WebSocket; this server speaks its version 4, and a client of version 2 asks for Engine.IO 3.</source>
        <translation>Socket.IO ist ein eigenes Protokoll oberhalb von WebSocket; dieser Server spricht dessen Version 4, und ein Client der Version 2 verlangt Engine.IO 3.</translation>
    </message>
    <message>
        <source>Bad token</source>
        <translation>Falsches Token</translation>
    </message>
    <message>
        <source>Foreign Origin</source>
        <translation>Fremder Origin</translation>
    </message>
    <message>
        <source>Foreign Host</source>
        <translation>Fremder Host</translation>
    </message>
    <message>
        <source>Unknown path</source>
        <translation>Unbekannter Pfad</translation>
    </message>
    <message>
        <source>POST</source>
        <translation>POST</translation>
    </message>
    <message>
        <source>Too slow</source>
        <translation>Zu langsam</translation>
    </message>
    <message>
        <source>Sends half of it and waits: the server gives it ten seconds.</source>
        <translation>Sendet die Hälfte und wartet: der Server gibt dafür zehn Sekunden.</translation>
    </message>
    <message>
        <source>Old version</source>
        <translation>Alte Version</translation>
    </message>
    <message>
        <source>No upgrade</source>
        <translation>Kein Upgrade</translation>
    </message>
    <message>
        <source>A crowd</source>
        <translation>Andrang</translation>
    </message>
    <message>
        <source>Sends it again and again from one address, 127.0.0.9, until the limit of handshakes is reached.</source>
        <translation>Sendet ihn wieder und wieder von einer Adresse, 127.0.0.9, bis die Grenze für Handshakes erreicht ist.</translation>
    </message>
    <message>
        <source>Large header</source>
        <translation>Großer Header</translation>
    </message>
    <message>
        <source>Full server</source>
        <translation>Voller Server</translation>
    </message>
    <message>
        <source>Goes to a second server with room for one connection, which is taken.</source>
        <translation>Geht zu einem zweiten Server mit Platz für eine Verbindung, der belegt ist.</translation>
    </message>
</context>
<context>
    <name>HandshakeTab</name>
    <message>
        <source>left out</source>
        <translation>weggelassen</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Forge</source>
        <translation>Fälschen</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Origin</translation>
    </message>
    <message>
        <source>Upgrade</source>
        <translation>Upgrade</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Bearer token</source>
        <translation>Bearer-Token</translation>
    </message>
    <message>
        <source>Padding, bytes</source>
        <translation>Füllung, Bytes</translation>
    </message>
    <message>
        <source>Stop halfway and wait</source>
        <translation>Auf halbem Weg anhalten und warten</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Nothing came.</source>
        <translation>Nichts kam.</translation>
    </message>
    <message>
        <source>Nothing was sent yet</source>
        <translation>Noch wurde nichts gesendet</translation>
    </message>
    <message>
        <source>A preset sends itself; the fields can be changed and sent again.</source>
        <translation>Eine Vorlage sendet sich selbst; die Felder lassen sich ändern und erneut senden.</translation>
    </message>
</context>
<context>
    <name>HarImport</name>
    <message>
        <source>no JSON: %1, at byte %2</source>
        <translation>kein JSON: %1, bei Byte %2</translation>
    </message>
    <message>
        <source>no HAR: it has no log.entries</source>
        <translation>kein HAR: log.entries fehlt</translation>
    </message>
    <message>
        <source>there is no WebSocket in it</source>
        <translation>es enthält keinen WebSocket</translation>
    </message>
</context>
<context>
    <name>HeaderBar</name>
    <message>
        <source>connected %1</source>
        <translation>verbunden %1</translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation>verbindet …</translation>
    </message>
    <message>
        <source>retry in %1</source>
        <translation>neuer Versuch in %1</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>remote server</source>
        <translation>entfernter Server</translation>
    </message>
    <message>
        <source>received</source>
        <translation>empfangen</translation>
    </message>
    <message>
        <source>seen after</source>
        <translation>gesehen nach</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the address for a browser: %1</source>
        <translation>Adresse für einen Browser kopieren: %1</translation>
    </message>
    <message>
        <source>Copy %1 and open it in a browser</source>
        <translation>%1 kopieren und in einem Browser öffnen</translation>
    </message>
    <message>
        <source>Find and do anything</source>
        <translation>Alles finden und tun</translation>
    </message>
    <message>
        <source>Find and do anything (Ctrl+K)</source>
        <translation>Alles finden und tun (Strg+K)</translation>
    </message>
    <message>
        <source>The keys of the window, and what its words mean</source>
        <translation>Die Tasten des Fensters, und was seine Wörter bedeuten</translation>
    </message>
</context>
<context>
    <name>HeaderSizes</name>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>Frames out, by header size</source>
        <translation>Gesendete Frames nach Headergröße</translation>
    </message>
    <message>
        <source>Frames in (masked: four bytes more)</source>
        <translation>Empfangene Frames (Maske: +4 Bytes)</translation>
    </message>
    <message>
        <source>Messages out, by transport</source>
        <translation>Gesendete Nachrichten nach Transport</translation>
    </message>
</context>
<context>
    <name>HealthPanel</name>
    <message>
        <source>Server %1</source>
        <translation>Server %1</translation>
    </message>
    <message>
        <source>This server</source>
        <translation>Dieser Server</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Running for</source>
        <translation>Läuft seit</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>Wartet auf Versand</translation>
    </message>
    <message>
        <source>Dropped, conflated</source>
        <translation>Verworfen, zusammengefasst</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>CPU time</source>
        <translation>CPU-Zeit</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Channels, subscriptions</source>
        <translation>Kanäle, Abonnements</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Handshakes refused</source>
        <translation>Handshakes abgelehnt</translation>
    </message>
    <message>
        <source>Longest stall of a loop, p99</source>
        <translation>Längster Stillstand einer Schleife, p99</translation>
    </message>
    <message>
        <source>Unexplained gaps</source>
        <translation>Unerklärte Lücken</translation>
    </message>
    <message>
        <source>Feeds</source>
        <translation>Feeds</translation>
    </message>
    <message>
        <source>%1, behind by %2</source>
        <translation>%1, %2 zurück</translation>
    </message>
    <message>
        <source>Ended, by close code</source>
        <translation>Beendet, nach Close-Code</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Daten</translation>
    </message>
</context>
<context>
    <name>HeartbeatLane</name>
    <message>
        <source>given up after %1: %2</source>
        <translation>aufgegeben nach %1: %2</translation>
    </message>
    <message>
        <source>silent since its first pong</source>
        <translation>still seit seinem ersten Pong</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>noch nicht ausgeführt</translation>
    </message>
    <message>
        <source>%1: due after %2, %3</source>
        <translation>%1: fällig nach %2, %3</translation>
    </message>
    <message>
        <source>due after %1</source>
        <translation>fällig nach %1</translation>
    </message>
</context>
<context>
    <name>HeartbeatTab</name>
    <message>
        <source>Heartbeat</source>
        <translation>Heartbeat</translation>
    </message>
    <message>
        <source>a ping every %1, %2 for its pong</source>
        <translation>alle %1 ein Ping, %2 für sein Pong</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Run both</source>
        <translation>Beide ausführen</translation>
    </message>
    <message>
        <source>Each ping has a deadline of its own: who is silent is ended when that is over.</source>
        <translation>Jeder Ping hat seine eigene Frist: wer schweigt, wird beendet, wenn sie um ist.</translation>
    </message>
    <message>
        <source>One look per ping: who has not answered the last one when the next is due is ended then. Simpler, and later by nearly a ping.</source>
        <translation>Ein Blick je Ping: wer den letzten nicht beantwortet hat, wenn der nächste fällig ist, wird dann beendet. Einfacher, und um fast einen Ping später.</translation>
    </message>
    <message>
        <source>Two servers, and at each a client that answers the first ping and then falls silent, as a laptop does whose lid is shut.</source>
        <translation>Zwei Server, und an jedem ein Client, der den ersten Ping beantwortet und dann verstummt, wie ein Laptop, der zugeklappt wird.</translation>
    </message>
</context>
<context>
    <name>HeldPanel</name>
    <message>
        <source>Breakpoint</source>
        <translation>Haltepunkt</translation>
    </message>
    <message>
        <source>the next message stands still</source>
        <translation>die nächste Nachricht bleibt stehen</translation>
    </message>
    <message>
        <source>to the server</source>
        <translation>zum Server</translation>
    </message>
    <message>
        <source>to the client</source>
        <translation>zum Client</translation>
    </message>
    <message>
        <source>%1 holds a message %2</source>
        <translation>%1 hält eine Nachricht %2 an</translation>
    </message>
    <message>
        <source>Held messages</source>
        <translation>Angehaltene Nachrichten</translation>
    </message>
    <message>
        <source>Hold the next of the server&apos;s</source>
        <translation>Nächste vom Server anhalten</translation>
    </message>
    <message>
        <source>Hold the next of a client&apos;s</source>
        <translation>Nächste vom Client anhalten</translation>
    </message>
    <message>
        <source>Held message</source>
        <translation>Angehaltene Nachricht</translation>
    </message>
    <message>
        <source>Nothing stands still. Where a message does, all behind it on its connection waits, for 5 min at most.</source>
        <translation>Nichts steht still. Hinter einer angehaltenen Nachricht wartet alles auf ihrer Verbindung, höchstens 5 min.</translation>
    </message>
    <message>
        <source>It may carry a token, and is not shown.</source>
        <translation>Sie kann ein Token enthalten und wird nicht gezeigt.</translation>
    </message>
    <message>
        <source>Let it go on</source>
        <translation>Weiterlassen</translation>
    </message>
    <message>
        <source>Send on what is written</source>
        <translation>Geschriebenes weiterschicken</translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation>Auslassen</translation>
    </message>
    <message>
        <source>Save as a scenario</source>
        <translation>Als Szenario speichern</translation>
    </message>
    <message>
        <source>Server&apos;s next</source>
        <translation>Nächste vom Server</translation>
    </message>
    <message>
        <source>Client&apos;s next</source>
        <translation>Nächste vom Client</translation>
    </message>
    <message>
        <source>Send changed</source>
        <translation>Geändert weiter</translation>
    </message>
    <message>
        <source>%1 holds a message %2; its beginning is shown</source>
        <translation>%1 hält eine Nachricht %2 an; ihr Anfang ist zu sehen</translation>
    </message>
</context>
<context>
    <name>InsecureBanner</name>
    <message>
        <source>Not secured</source>
        <translation>Nicht gesichert</translation>
    </message>
    <message>
        <source>Other machines reach this server without TLS or without a token: they can read along and publish.</source>
        <translation>Andere Rechner erreichen diesen Server ohne TLS oder ohne Token: sie können mitlesen und veröffentlichen.</translation>
    </message>
</context>
<context>
    <name>InspectorPage</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Connection tabs</source>
        <translation>Tabs der Verbindungen</translation>
    </message>
    <message>
        <source>Close this tab and cut its connection</source>
        <translation>Diesen Tab schließen und seine Verbindung kappen</translation>
    </message>
</context>
<context>
    <name>InspectorTab</name>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Details of</source>
        <translation>Einzelheiten zu</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>Frame</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wieder</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Reconnect</source>
        <translation>Neuverbinden</translation>
    </message>
    <message>
        <source>Accept key</source>
        <translation>Schlüssel</translation>
    </message>
</context>
<context>
    <name>KeysHelp</name>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>find and do anything</source>
        <translation>alles finden und tun</translation>
    </message>
    <message>
        <source>this page</source>
        <translation>diese Seite</translation>
    </message>
    <message>
        <source>Ctrl+1 … %1</source>
        <translation>Strg+1 … %1</translation>
    </message>
    <message>
        <source>the pages, in the order of the rail</source>
        <translation>die Seiten in der Reihenfolge der Leiste</translation>
    </message>
    <message>
        <source>the next control, the one before</source>
        <translation>das nächste Bedienelement, das vorige</translation>
    </message>
    <message>
        <source>full screen, the page alone; again: as it was</source>
        <translation>ganzer Bildschirm, nur die Seite; noch einmal: wie zuvor</translation>
    </message>
    <message>
        <source>the filter or the search of the page</source>
        <translation>der Filter oder die Suche der Seite</translation>
    </message>
    <message>
        <source>copy the chosen row; the menu key offers other forms</source>
        <translation>die gewählte Zeile kopieren; die Menütaste bietet andere Formen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>clear a field, close what is open</source>
        <translation>ein Feld leeren, Offenes schließen</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>Up, Down, Page Up, Page Down, Home, End</source>
        <translation>Auf, Ab, Bild auf, Bild ab, Pos1, Ende</translation>
    </message>
    <message>
        <source>choose a row</source>
        <translation>eine Zeile wählen</translation>
    </message>
    <message>
        <source>Enter, Space</source>
        <translation>Eingabe, Leertaste</translation>
    </message>
    <message>
        <source>open it</source>
        <translation>sie öffnen</translation>
    </message>
    <message>
        <source>Left, Right, R</source>
        <translation>Links, Rechts, R</translation>
    </message>
    <message>
        <source>Clients: sort by another column; turn the order round</source>
        <translation>Clients: nach einer anderen Spalte sortieren; die Reihenfolge umkehren</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>Markt</translation>
    </message>
    <message>
        <source>pause, go on</source>
        <translation>anhalten, weiter</translation>
    </message>
    <message>
        <source>zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>Links, Rechts</translation>
    </message>
    <message>
        <source>scroll in time</source>
        <translation>in der Zeit blättern</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Pos1</translation>
    </message>
    <message>
        <source>back to now</source>
        <translation>zurück zu jetzt</translation>
    </message>
    <message>
        <source>Streams</source>
        <translation>Streams</translation>
    </message>
    <message>
        <source>trigger; Up and Down move its level</source>
        <translation>Trigger; Auf und Ab verschieben seine Schwelle</translation>
    </message>
    <message>
        <source>spectrum</source>
        <translation>Spektrum</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>the address</source>
        <translation>die Adresse</translation>
    </message>
    <message>
        <source>send the message</source>
        <translation>die Nachricht senden</translation>
    </message>
    <message>
        <source>the next find, the one before</source>
        <translation>der nächste Fund, der vorige</translation>
    </message>
    <message>
        <source>Keys and words</source>
        <translation>Tasten und Wörter</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
</context>
<context>
    <name>LabPage</name>
    <message>
        <source>Experiment</source>
        <translation>Experiment</translation>
    </message>
</context>
<context>
    <name>LabTabs</name>
    <message>
        <source>Backpressure</source>
        <translation>Rückstau</translation>
    </message>
    <message>
        <source>Transports</source>
        <translation>Transporte</translation>
    </message>
    <message>
        <source>Close codes</source>
        <translation>Close-Codes</translation>
    </message>
    <message>
        <source>Handshake</source>
        <translation>Handshake</translation>
    </message>
    <message>
        <source>Heartbeat</source>
        <translation>Heartbeat</translation>
    </message>
    <message>
        <source>Chaos</source>
        <translation>Chaos</translation>
    </message>
    <message>
        <source>Scenarios</source>
        <translation>Szenarien</translation>
    </message>
</context>
<context>
    <name>Languages</name>
    <message>
        <source>as the system</source>
        <translation>wie das System</translation>
    </message>
</context>
<context>
    <name>LinkBanner</name>
    <message>
        <source>Reconnecting</source>
        <translation>Verbindet wieder</translation>
    </message>
    <message>
        <source>Disconnected</source>
        <translation>Getrennt</translation>
    </message>
    <message>
        <source>code %1, %2</source>
        <translation>Code %1, %2</translation>
    </message>
    <message>
        <source>code %1</source>
        <translation>Code %1</translation>
    </message>
    <message>
        <source>attempt %1 in %2</source>
        <translation>Versuch %1 in %2</translation>
    </message>
    <message>
        <source>the page shows the last that was received</source>
        <translation>die Seite zeigt das zuletzt Empfangene</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>Port %1 nehmen</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
</context>
<context>
    <name>LinkLines</name>
    <message numerus="yes">
        <source>%Ln byte(s) of the client, not told: they may carry a token</source>
        <translation>
            <numerusform>%Ln Byte des Clients, nicht gemeldet: es kann ein Token enthalten</numerusform>
            <numerusform>%Ln Bytes des Clients, nicht gemeldet: sie können ein Token enthalten</numerusform>
        </translation>
    </message>
    <message>
        <source>A message that is too large, or whose compression began before it was looked at</source>
        <translation>Eine Nachricht, die zu groß ist oder deren Kompression begann, bevor zugesehen wurde</translation>
    </message>
</context>
<context>
    <name>LinkView</name>
    <message>
        <source>Not connected yet</source>
        <translation>Noch nicht verbunden</translation>
    </message>
    <message>
        <source>The handshake&apos;s two halves, its timing and the server&apos;s certificate stand here.</source>
        <translation>Hier stehen beide Hälften des Handshakes, sein Zeitverlauf und das Zertifikat des Servers.</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Not trusted: %1</source>
        <translation>Nicht vertrauenswürdig: %1</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Inhalt</translation>
    </message>
</context>
<context>
    <name>LogList</name>
    <message>
        <source>Copy the connection as curl</source>
        <translation>Verbindung als curl kopieren</translation>
    </message>
    <message>
        <source>Copy the connection as JavaScript</source>
        <translation>Verbindung als JavaScript kopieren</translation>
    </message>
    <message>
        <source>Watch %1 no more</source>
        <translation>%1 nicht mehr beobachten</translation>
    </message>
    <message>
        <source>Escape</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Copy as JSON</source>
        <translation>Als JSON kopieren</translation>
    </message>
    <message>
        <source>Copy as hex</source>
        <translation>Als Hex kopieren</translation>
    </message>
    <message>
        <source>Copy the line as NDJSON</source>
        <translation>Zeile als NDJSON kopieren</translation>
    </message>
    <message>
        <source>Put it into the send box</source>
        <translation>Ins Sendefeld übernehmen</translation>
    </message>
    <message>
        <source>Compare no more</source>
        <translation>Nicht mehr vergleichen</translation>
    </message>
    <message>
        <source>Compare others with this line</source>
        <translation>Andere mit dieser Zeile vergleichen</translation>
    </message>
    <message>
        <source>Lines of the log</source>
        <translation>Zeilen des Logs</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Hdr</source>
        <translation>Hdr</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>received</source>
        <translation>empfangen</translation>
    </message>
    <message>
        <source>, %1 %2</source>
        <translation>, %1 %2</translation>
    </message>
</context>
<context>
    <name>LogPanel</name>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source> lines/s</source>
        <translation> Zeilen/s</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Msg</source>
        <translation>Nachr.</translation>
    </message>
    <message>
        <source>Ctl</source>
        <translation>Steuer.</translation>
    </message>
    <message>
        <source>In</source>
        <translation>Empf.</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>Ges.</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Control</source>
        <translation>Steuerframes</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>none</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Found: %1</source>
        <translation>Gefunden: %1</translation>
    </message>
    <message>
        <source>The find before</source>
        <translation>Der vorige Fund</translation>
    </message>
    <message>
        <source>The next find</source>
        <translation>Der nächste Fund</translation>
    </message>
    <message>
        <source>Follow the newest line</source>
        <translation>Der neuesten Zeile folgen</translation>
    </message>
    <message>
        <source>Export as NDJSON</source>
        <translation>Als NDJSON exportieren</translation>
    </message>
    <message>
        <source>Clear the log</source>
        <translation>Log leeren</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Sucht …</translation>
    </message>
    <message>
        <source>No line passes the filter</source>
        <translation>Keine Zeile passt zum Filter</translation>
    </message>
    <message>
        <source>Nothing was said yet</source>
        <translation>Noch wurde nichts gesagt</translation>
    </message>
    <message>
        <source>Connect to any WebSocket: each frame, refusal and close code becomes a line here.</source>
        <translation>Mit einem beliebigen WebSocket verbinden: jeder Frame, jede Ablehnung und jeder Close-Code wird hier eine Zeile.</translation>
    </message>
    <message>
        <source>%1 shown · %2 held, %3 · %4 dropped of the oldest (bound 200,000 lines, 64 MiB)</source>
        <translation>%1 gezeigt · %2 gehalten, %3 · %4 der ältesten verworfen (Grenze 200.000 Zeilen, 64 MiB)</translation>
    </message>
    <message>
        <source>Import a HAR …</source>
        <translation>HAR importieren …</translation>
    </message>
    <message>
        <source>Export as HAR</source>
        <translation>Als HAR exportieren</translation>
    </message>
    <message>
        <source>Export for Wireshark</source>
        <translation>Für Wireshark exportieren</translation>
    </message>
    <message>
        <source>Save as a fixture</source>
        <translation>Als Fixture speichern</translation>
    </message>
    <message>
        <source>Save as a scenario</source>
        <translation>Als Szenario speichern</translation>
    </message>
    <message>
        <source>Export or import</source>
        <translation>Exportieren oder importieren</translation>
    </message>
    <message>
        <source>A HAR of any program</source>
        <translation>Ein HAR aus einem beliebigen Programm</translation>
    </message>
</context>
<context>
    <name>LoginBanner</name>
    <message>
        <source>This server wants to know who you are</source>
        <translation>Dieser Server möchte wissen, wer anfragt</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Kennwort</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>Anmelden</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>%1 – Wavetape</source>
        <translation>%1 – Wavetape</translation>
    </message>
    <message>
        <source>No connection yet</source>
        <translation>Noch keine Verbindung</translation>
    </message>
    <message>
        <source>Connecting to %1</source>
        <translation>Verbindet mit %1</translation>
    </message>
    <message>
        <source>%1 does not answer. Next attempt in %2; the address is chosen on the Server page.</source>
        <translation>%1 antwortet nicht. Nächster Versuch in %2; die Adresse wird auf der Seite Server gewählt.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
</context>
<context>
    <name>MarketPage</name>
    <message>
        <source>At the side</source>
        <translation>An der Seite</translation>
    </message>
    <message>
        <source>Book</source>
        <translation>Buch</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Markttiefe</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>Sales</translation>
    </message>
</context>
<context>
    <name>MessageDiff</name>
    <message>
        <source>… only the first %1 lines are compared</source>
        <translation>… nur die ersten %1 Zeilen werden verglichen</translation>
    </message>
</context>
<context>
    <name>MessageVariables</name>
    <message>
        <source>A variable is name = value</source>
        <translation>Eine Variable ist name = wert</translation>
    </message>
    <message>
        <source>%1 is there already</source>
        <translation>%1 gibt es schon</translation>
    </message>
</context>
<context>
    <name>MeterBar</name>
    <message>
        <source>%1 percent</source>
        <translation>%1 Prozent</translation>
    </message>
</context>
<context>
    <name>NavigationRail</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Wavetape</source>
        <translation>Wavetape</translation>
    </message>
    <message>
        <source>%1  (Ctrl+%2)</source>
        <translation>%1  (Strg+%2)</translation>
    </message>
    <message>
        <source>Theme: dark</source>
        <translation>Design: dunkel</translation>
    </message>
    <message>
        <source>Theme: light</source>
        <translation>Design: hell</translation>
    </message>
    <message>
        <source>Theme: as the system</source>
        <translation>Design: wie das System</translation>
    </message>
    <message>
        <source>Language: %1</source>
        <translation>Sprache: %1</translation>
    </message>
    <message>
        <source>Another one from the next start</source>
        <translation>Eine andere ab dem nächsten Start</translation>
    </message>
    <message>
        <source>%1, from the next start</source>
        <translation>%1, ab dem nächsten Start</translation>
    </message>
</context>
<context>
    <name>NewsPanel</name>
    <message>
        <source>News and alerts</source>
        <translation>News und Alarme</translation>
    </message>
    <message>
        <source>No news yet</source>
        <translation>Noch keine News</translation>
    </message>
</context>
<context>
    <name>NodeList</name>
    <message>
        <source>Nodes</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>here</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>draining</source>
        <translation>wird geleert</translation>
    </message>
    <message>
        <source>Feed</source>
        <translation>Feed</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>In/s</source>
        <translation>Empf./s</translation>
    </message>
    <message>
        <source>Out/s</source>
        <translation>Ges./s</translation>
    </message>
    <message>
        <source>Hop p99</source>
        <translation>Weg p99</translation>
    </message>
    <message>
        <source>Up for</source>
        <translation>Läuft seit</translation>
    </message>
</context>
<context>
    <name>NoticesView</name>
    <message>
        <source>info</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>alarm</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>%1 unread of %2</source>
        <translation>%1 von %2 ungelesen</translation>
    </message>
    <message>
        <source>Tell everybody</source>
        <translation>Allen mitteilen</translation>
    </message>
    <message>
        <source>Notify</source>
        <translation>Mitteilen</translation>
    </message>
    <message>
        <source>Notices, newest first</source>
        <translation>Mitteilungen, die neueste zuerst</translation>
    </message>
    <message>
        <source>%1 at %2: %3, %4</source>
        <translation>%1 um %2: %3, %4</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Als gelesen melden</translation>
    </message>
    <message>
        <source>Nothing to tell yet</source>
        <translation>Noch nichts mitzuteilen</translation>
    </message>
    <message>
        <source>A notice goes to everybody who is here, and to who comes later.</source>
        <translation>Eine Mitteilung geht an alle, die da sind, und an alle, die später kommen.</translation>
    </message>
</context>
<context>
    <name>OverloadBanner</name>
    <message>
        <source>More comes than this window can take</source>
        <translation>Es kommt mehr, als dieses Fenster aufnehmen kann</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) for it were lost by now. What is shown is the newest; what is missing is marked where it is.</source>
        <translation>
            <numerusform>%Ln Nachricht für es ging bisher verloren. Gezeigt wird das Neueste; was fehlt, ist an seiner Stelle markiert.</numerusform>
            <numerusform>%Ln Nachrichten für es gingen bisher verloren. Gezeigt wird das Neueste; was fehlt, ist an seiner Stelle markiert.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message>
        <source>Messages per second</source>
        <translation>Nachrichten je Sekunde</translation>
    </message>
    <message>
        <source>out</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>in</source>
        <translation>empfangen</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>subscriptions</source>
        <translation>Abonnements</translation>
    </message>
    <message>
        <source>Backpressure</source>
        <translation>Rückstau</translation>
    </message>
    <message>
        <source>dropping %1</source>
        <translation>verwirft %1</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>wartend</translation>
    </message>
    <message>
        <source>resident</source>
        <translation>resident</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>publish to send</source>
        <translation>Veröffentlichen bis Senden</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>joins and leaves, with their close codes</source>
        <translation>wer kommt und geht, mit Close-Code</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>Noch ist nichts geschehen</translation>
    </message>
    <message>
        <source>Open the address above in a browser, and its arrival shows here.</source>
        <translation>Die Adresse oben in einem Browser öffnen, und seine Ankunft erscheint hier.</translation>
    </message>
    <message>
        <source>On the wire</source>
        <translation>Auf der Leitung</translation>
    </message>
</context>
<context>
    <name>PageList</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Market</source>
        <translation>Markt</translation>
    </message>
    <message>
        <source>is it a market?</source>
        <translation>ist es ein Markt?</translation>
    </message>
    <message>
        <source>Streams</source>
        <translation>Streams</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>Labor</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>Cluster</translation>
    </message>
    <message>
        <source>Demos</source>
        <translation>Demos</translation>
    </message>
</context>
<context>
    <name>PayloadDecoder</name>
    <message>
        <source>A heartbeat.</source>
        <translation>Ein Heartbeat.</translation>
    </message>
    <message>
        <source>Binary parts that follow</source>
        <translation>Binäre Teile, die folgen</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>Namensraum</translation>
    </message>
    <message>
        <source>Acknowledgement</source>
        <translation>Bestätigung</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Event</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Operation</translation>
    </message>
    <message>
        <source>ping</source>
        <translation>Ping</translation>
    </message>
    <message>
        <source>reply</source>
        <translation>Antwort</translation>
    </message>
</context>
<context>
    <name>PayloadText</name>
    <message>
        <source>… and %1 bytes more</source>
        <translation>… und %1 weitere Bytes</translation>
    </message>
    <message>
        <source>Not JSON: %1, at byte %2</source>
        <translation>Kein JSON: %1, bei Byte %2</translation>
    </message>
</context>
<context>
    <name>PeopleRow</name>
    <message>
        <source>Who is here</source>
        <translation>Wer da ist</translation>
    </message>
    <message>
        <source>%1 (you)</source>
        <translation>%1 (Sie)</translation>
    </message>
</context>
<context>
    <name>PhaseBar</name>
    <message>
        <source>Phases: %1</source>
        <translation>Phasen: %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>PolicyForm</name>
    <message>
        <source>Policy %1</source>
        <translation>Strategie %1</translation>
    </message>
    <message>
        <source>At most so many messages per second</source>
        <translation>Höchstens so viele Nachrichten je Sekunde</translation>
    </message>
    <message>
        <source>at most … /s</source>
        <translation>höchstens … /s</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
</context>
<context>
    <name>ProofBadge</name>
    <message>
        <source>proved ×%1</source>
        <translation>geprüft ×%1</translation>
    </message>
    <message>
        <source>crc wrong ×%1</source>
        <translation>CRC falsch ×%1</translation>
    </message>
    <message>
        <source>resyncing</source>
        <translation>gleicht neu ab</translation>
    </message>
    <message>
        <source>not proved yet</source>
        <translation>ungeprüft</translation>
    </message>
    <message>
        <source>Our book&apos;s CRC-32 %1 matched the server&apos;s %2 times, failed %3 times, over %4 deltas</source>
        <translation>Die CRC-32 %1 unseres Orderbuchs stimmte %2-mal mit der des Servers überein, %3-mal nicht, bei %4 Änderungen</translation>
    </message>
    <message>
        <source>Every fiftieth delta carries a CRC-32 of the book; the next one proves ours</source>
        <translation>Jede fünfzigste Änderung trägt eine CRC-32 des Orderbuchs; die nächste prüft unseres</translation>
    </message>
</context>
<context>
    <name>ProtobufSchema</name>
    <message>
        <source>%1 cannot be read.</source>
        <translation>%1 lässt sich nicht lesen.</translation>
    </message>
</context>
<context>
    <name>ProxyBar</name>
    <message>
        <source>Fault proxy</source>
        <translation>Fehler-Proxy</translation>
    </message>
    <message>
        <source>Server behind it</source>
        <translation>Server dahinter</translation>
    </message>
    <message>
        <source>server that is looked at, as 127.0.0.1:3000</source>
        <translation>beobachteter Server, etwa 127.0.0.1:3000</translation>
    </message>
    <message>
        <source>Address for clients</source>
        <translation>Adresse für Clients</translation>
    </message>
    <message>
        <source>any free port</source>
        <translation>freier Port</translation>
    </message>
    <message>
        <source>Start a proxy</source>
        <translation>Proxy starten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Proxy %1</source>
        <translation>Proxy %1</translation>
    </message>
    <message>
        <source>clients connect to %1, which leads to %2</source>
        <translation>Clients verbinden sich mit %1, dahinter %2</translation>
    </message>
    <message>
        <source>no connection</source>
        <translation>keine Verbindung</translation>
    </message>
    <message>
        <source>newest: %1</source>
        <translation>neueste: %1</translation>
    </message>
    <message>
        <source>Connection %1</source>
        <translation>Verbindung %1</translation>
    </message>
    <message>
        <source>Always the newest</source>
        <translation>Immer die neueste</translation>
    </message>
    <message>
        <source>End it</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>The proxy is no more, and its connections end</source>
        <translation>Der Proxy verschwindet, seine Verbindungen enden</translation>
    </message>
    <message>
        <source>Another proxy</source>
        <translation>Weiterer Proxy</translation>
    </message>
    <message>
        <source>What is inspected</source>
        <translation>Was untersucht wird</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>waits for a client</source>
        <translation>wartet auf einen Client</translation>
    </message>
    <message numerus="yes">
        <source>%Ln WebSocket(s) pass</source>
        <translation>
            <numerusform>%Ln WebSocket geht hindurch</numerusform>
            <numerusform>%Ln WebSockets gehen hindurch</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy the address for clients</source>
        <translation>Adresse für Clients kopieren</translation>
    </message>
</context>
<context>
    <name>ProxyView</name>
    <message>
        <source>No fault proxy runs yet</source>
        <translation>Noch läuft kein Fehler-Proxy</translation>
    </message>
    <message>
        <source>The server is not reached</source>
        <translation>Der Server ist nicht erreichbar</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>Wird gefragt …</translation>
    </message>
    <message>
        <source>This server makes no proxies</source>
        <translation>Dieser Server macht keine Proxys</translation>
    </message>
    <message>
        <source>What its fault proxies do is seen again once the window has its connection back.</source>
        <translation>Was seine Fehler-Proxys tun, ist wieder zu sehen, sobald das Fenster seine Verbindung zurückhat.</translation>
    </message>
    <message>
        <source>It was started without --faults 127.0.0.1:8474, or the window is no administrator there.</source>
        <translation>Er wurde ohne --faults 127.0.0.1:8474 gestartet, oder das Fenster ist dort kein Administrator.</translation>
    </message>
    <message>
        <source>Nothing has passed yet</source>
        <translation>Noch kam nichts vorbei</translation>
    </message>
    <message>
        <source>This proxy tells nothing</source>
        <translation>Dieser Proxy meldet nichts</translation>
    </message>
    <message>
        <source>Connect a client to %1: what it says, and what it is told, becomes a line here.</source>
        <translation>Einen Client mit %1 verbinden: Was er sagt und was ihm gesagt wird, wird hier eine Zeile.</translation>
    </message>
    <message>
        <source>It was made without frames. With &quot;Tell what passes&quot; it begins anew: who is connected has to come back.</source>
        <translation>Er wurde ohne „frames“ angelegt. Mit „Durchgehendes melden“ beginnt er neu: Wer verbunden ist, muss wiederkommen.</translation>
    </message>
    <message>
        <source>Tell what passes</source>
        <translation>Durchgehendes melden</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Name a WebSocket server above and start one: clients that connect to the proxy&apos;s address are seen here, frame by frame, and held where you want. Programs start one by the control port of faults.</source>
        <translation>Oben einen WebSocket-Server nennen und einen starten: Clients, die sich mit der Adresse des Proxys verbinden, sind hier zu sehen, Frame für Frame, und werden auf Wunsch angehalten. Programme starten einen über den Steuer-Port für Fehler.</translation>
    </message>
</context>
<context>
    <name>RateBar</name>
    <message>
        <source>Read at</source>
        <translation>Lesen mit</translation>
    </message>
</context>
<context>
    <name>ReaderList</name>
    <message>
        <source>Readers</source>
        <translation>Leser</translation>
    </message>
    <message>
        <source>%1 reader of %2, %3, %4</source>
        <translation>%1 Leser von %2, %3, %4</translation>
    </message>
    <message>
        <source>Queue %1, highest %2; oldest waits %3, stale by %4; dropped %5, conflated %6, reads %7</source>
        <translation>Warteschlange %1, höchstens %2; das Älteste wartet %3, veraltet um %4; verworfen %5, zusammengefasst %6, liest %7</translation>
    </message>
    <message>
        <source>Policy of reader %1</source>
        <translation>Strategie von Leser %1</translation>
    </message>
    <message>
        <source>Remove reader %1</source>
        <translation>Leser %1 entfernen</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>oldest waits</source>
        <translation>Ältestes wartet</translation>
    </message>
    <message>
        <source>stale by</source>
        <translation>veraltet um</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>conflated</source>
        <translation>zusammengefasst</translation>
    </message>
    <message>
        <source>reads</source>
        <translation>liest</translation>
    </message>
</context>
<context>
    <name>ReadyStateDiagram</name>
    <message>
        <source>readyState %1 %2</source>
        <translation>readyState %1 %2</translation>
    </message>
</context>
<context>
    <name>ReconnectView</name>
    <message>
        <source>Reconnect when the connection is lost</source>
        <translation>Nach Verlust wieder verbinden</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Zeitplan</translation>
    </message>
    <message>
        <source>Exact: 1, 2, 4, 8, 16, 30 s</source>
        <translation>Genau: 1, 2, 4, 8, 16, 30 s</translation>
    </message>
    <message>
        <source>Full jitter</source>
        <translation>Voll gestreut</translation>
    </message>
    <message>
        <source>Each wait is drawn between 0 and its ceiling, so that a crowd does not come back in one instant.</source>
        <translation>Jede Wartezeit wird zwischen 0 und ihrer Obergrenze ausgelost, damit nicht alle im selben Augenblick wiederkommen.</translation>
    </message>
    <message>
        <source>Base 1 s, doubled, at most 30 s, ten tries: 181 s in all.</source>
        <translation>Beginnt mit 1 s, verdoppelt sich, höchstens 30 s, zehn Versuche: zusammen 181 s.</translation>
    </message>
    <message>
        <source>Try %1: %2, %3</source>
        <translation>Versuch %1: %2, %3</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>open again</source>
        <translation>wieder offen</translation>
    </message>
    <message>
        <source>%1, failed</source>
        <translation>%1, misslungen</translation>
    </message>
    <message>
        <source>Gave up after ten tries and %1 of waiting.</source>
        <translation>Aufgegeben nach zehn Versuchen und %1 Wartezeit.</translation>
    </message>
    <message>
        <source>Off: a lost connection stays lost.</source>
        <translation>Aus: eine verlorene Verbindung bleibt verloren.</translation>
    </message>
    <message>
        <source>Try %1 of 10 is next.</source>
        <translation>Versuch %1 von 10 ist der nächste.</translation>
    </message>
    <message>
        <source>No retry after 1000 or after one&apos;s own close; the count starts anew once it is open.</source>
        <translation>Kein Versuch nach 1000 oder nach eigenem Schließen; offen beginnt die Zählung von vorn.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
</context>
<context>
    <name>RecordBar</name>
    <message>
        <source>cannot be written: %1</source>
        <translation>lässt sich nicht schreiben: %1</translation>
    </message>
    <message>
        <source>Every channel but those of the server itself, with the state of each every 10 s.</source>
        <translation>Jeder Kanal außer denen des Servers selbst, mit dem Zustand eines jeden alle 10 s.</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>End the recording</source>
        <translation>Aufnahme beenden</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnen</translation>
    </message>
    <message>
        <source>%1 messages</source>
        <translation>%1 Nachrichten</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>%1 verworfen</translation>
    </message>
</context>
<context>
    <name>RecordingPanel</name>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>%1 · %2 messages · %3 channels</source>
        <translation>%1 · %2 Nachrichten · %3 Kanäle</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>Make a repaired copy</source>
        <translation>Eine reparierte Kopie anlegen</translation>
    </message>
    <message>
        <source>Back to the live feeds</source>
        <translation>Zurück zu den Live-Feeds</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Wiedergeben</translation>
    </message>
    <message>
        <source>What happened, of its beginning</source>
        <translation>Was geschah, nur der Anfang</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>at %1, %2: %3</source>
        <translation>bei %1, %2: %3</translation>
    </message>
    <message>
        <source>is read …</source>
        <translation>wird gelesen …</translation>
    </message>
    <message>
        <source>no news, alerts or halts</source>
        <translation>keine News, Alarme oder Aussetzungen</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Channels of the recording</source>
        <translation>Kanäle der Aufzeichnung</translation>
    </message>
    <message>
        <source>%1: %2 messages</source>
        <translation>%1: %2 Nachrichten</translation>
    </message>
    <message>
        <source>Choose a recording</source>
        <translation>Eine Aufzeichnung wählen</translation>
    </message>
    <message>
        <source>It is read …</source>
        <translation>Sie wird gelesen …</translation>
    </message>
    <message>
        <source>It cannot be read</source>
        <translation>Sie lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>Its channels, its timeline and what happened are shown here; it is replayed to every client, in place of the live feeds.</source>
        <translation>Hier stehen ihre Kanäle, ihre Zeitleiste und was geschah; wiedergegeben wird sie an alle Clients, anstelle der Live-Feeds.</translation>
    </message>
</context>
<context>
    <name>RecordingsPage</name>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>No recordings yet</source>
        <translation>Noch keine Aufzeichnungen</translation>
    </message>
    <message>
        <source>What this server publishes is recorded at the press of the button above, or with --record FILE.</source>
        <translation>Was dieser Server veröffentlicht, wird per Knopf oben aufgezeichnet, oder mit --record FILE.</translation>
    </message>
</context>
<context>
    <name>ReferencePage</name>
    <message>
        <source>Topics</source>
        <translation>Themen</translation>
    </message>
</context>
<context>
    <name>ReferenceTexts</name>
    <message>
        <source>Close codes</source>
        <translation>Close-Codes</translation>
    </message>
    <message>
        <source>RFC 6455 7.4, and what Wavetape adds</source>
        <translation>RFC 6455 7.4, und was Wavetape hinzufügt</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Come back?</source>
        <translation>Wiederkommen?</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>normal</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>The purpose is fulfilled.</source>
        <translation>Der Zweck ist erfüllt.</translation>
    </message>
    <message>
        <source>going away</source>
        <translation>geht weg</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>A page was left, a window closed, a server shuts down.</source>
        <translation>Eine Seite wurde verlassen, ein Fenster geschlossen, ein Server fährt herunter.</translation>
    </message>
    <message>
        <source>protocol error</source>
        <translation>Protokollfehler</translation>
    </message>
    <message>
        <source>A frame broke the rules: unmasked from a client, a reserved bit, a bad opcode.</source>
        <translation>Ein Frame brach die Regeln: unmaskiert von einem Client, ein reserviertes Bit, ein falscher Opcode.</translation>
    </message>
    <message>
        <source>unsupported data</source>
        <translation>nicht unterstützte Daten</translation>
    </message>
    <message>
        <source>Binary where only text is taken, such as on /echo/text.</source>
        <translation>Binär, wo nur Text angenommen wird, etwa an /echo/text.</translation>
    </message>
    <message>
        <source>no status</source>
        <translation>kein Status</translation>
    </message>
    <message>
        <source>Never sent: a close frame came without a code.</source>
        <translation>Nie gesendet: ein Close-Frame kam ohne Code.</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translation>abnormal</translation>
    </message>
    <message>
        <source>Never sent: the connection ended without a close frame.</source>
        <translation>Nie gesendet: die Verbindung endete ohne Close-Frame.</translation>
    </message>
    <message>
        <source>invalid data</source>
        <translation>ungültige Daten</translation>
    </message>
    <message>
        <source>Text that is not UTF-8.</source>
        <translation>Text, der kein UTF-8 ist.</translation>
    </message>
    <message>
        <source>policy violation</source>
        <translation>Regelverstoß</translation>
    </message>
    <message>
        <source>A general refusal. Some guides file large messages here; the RFC has 1009 for them.</source>
        <translation>Eine allgemeine Ablehnung. Manche Anleitungen führen große Nachrichten hier; der RFC hat dafür 1009.</translation>
    </message>
    <message>
        <source>too big</source>
        <translation>zu groß</translation>
    </message>
    <message>
        <source>A message above the limit, fragments counted together.</source>
        <translation>Eine Nachricht über der Grenze, Fragmente zusammengezählt.</translation>
    </message>
    <message>
        <source>extension missing</source>
        <translation>Erweiterung fehlt</translation>
    </message>
    <message>
        <source>A client needed an extension that the server did not offer.</source>
        <translation>Ein Client brauchte eine Erweiterung, die der Server nicht anbot.</translation>
    </message>
    <message>
        <source>internal error</source>
        <translation>interner Fehler</translation>
    </message>
    <message>
        <source>The server met something it did not expect.</source>
        <translation>Der Server traf auf etwas Unerwartetes.</translation>
    </message>
    <message>
        <source>service restart</source>
        <translation>Neustart des Dienstes</translation>
    </message>
    <message>
        <source>The server restarts; clients come back spread over a moment.</source>
        <translation>Der Server startet neu; Clients kommen über einen Moment verteilt wieder.</translation>
    </message>
    <message>
        <source>try again later</source>
        <translation>später versuchen</translation>
    </message>
    <message>
        <source>Overload. Plain clients get it in place of 43xx too.</source>
        <translation>Überlast. Einfache Clients bekommen ihn auch anstelle von 43xx.</translation>
    </message>
    <message>
        <source>TLS failure</source>
        <translation>TLS misslungen</translation>
    </message>
    <message>
        <source>Never sent: the TLS handshake failed.</source>
        <translation>Nie gesendet: der TLS-Handshake misslang.</translation>
    </message>
    <message>
        <source>slow consumer</source>
        <translation>langsamer Leser</translation>
    </message>
    <message>
        <source>The queue passed its hard mark, or nothing was taken for 10 s.</source>
        <translation>Die Warteschlange überschritt ihre harte Grenze, oder 10 s lang wurde nichts abgenommen.</translation>
    </message>
    <message>
        <source>rate limited</source>
        <translation>Rate überschritten</translation>
    </message>
    <message>
        <source>Too many messages per second, again and again.</source>
        <translation>Zu viele Nachrichten je Sekunde, immer wieder.</translation>
    </message>
    <message>
        <source>chaos</source>
        <translation>Chaos</translation>
    </message>
    <message>
        <source>Somebody provoked it in the Lab.</source>
        <translation>Jemand hat ihn im Labor ausgelöst.</translation>
    </message>
    <message>
        <source>too many errors</source>
        <translation>zu viele Fehler</translation>
    </message>
    <message>
        <source>Ten bad messages within 10 s.</source>
        <translation>Zehn schlechte Nachrichten binnen 10 s.</translation>
    </message>
    <message>
        <source>not authenticated</source>
        <translation>nicht angemeldet</translation>
    </message>
    <message>
        <source>No valid token within 10 s, or it expired.</source>
        <translation>Kein gültiges Token binnen 10 s, oder es lief ab.</translation>
    </message>
    <message>
        <source>forbidden</source>
        <translation>verboten</translation>
    </message>
    <message>
        <source>The token does not give the right.</source>
        <translation>Das Token gibt das Recht nicht.</translation>
    </message>
    <message>
        <source>HTTP statuses</source>
        <translation>HTTP-Status</translation>
    </message>
    <message>
        <source>what a handshake may be answered with, always with one plain sentence</source>
        <translation>womit ein Handshake beantwortet werden kann, immer mit einem verständlichen Satz</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Switching Protocols</source>
        <translation>Switching Protocols</translation>
    </message>
    <message>
        <source>The connection is a WebSocket from here on.</source>
        <translation>Von hier an ist die Verbindung ein WebSocket.</translation>
    </message>
    <message>
        <source>Bad Request</source>
        <translation>Bad Request</translation>
    </message>
    <message>
        <source>Malformed, a key that is not 16 bytes in Base64, Host missing or doubled, a Socket.IO client.</source>
        <translation>Fehlerhaft, ein Schlüssel, der keine 16 Bytes in Base64 ist, Host fehlt oder kommt doppelt, ein Socket.IO-Client.</translation>
    </message>
    <message>
        <source>Unauthorized</source>
        <translation>Unauthorized</translation>
    </message>
    <message>
        <source>A token is missing, wrong or expired.</source>
        <translation>Ein Token fehlt, ist falsch oder abgelaufen.</translation>
    </message>
    <message>
        <source>Forbidden</source>
        <translation>Forbidden</translation>
    </message>
    <message>
        <source>Origin, Host or Sec-Fetch-Site is not allowed.</source>
        <translation>Origin, Host oder Sec-Fetch-Site ist nicht erlaubt.</translation>
    </message>
    <message>
        <source>Not Found</source>
        <translation>Not Found</translation>
    </message>
    <message>
        <source>No such path or channel.</source>
        <translation>Es gibt den Pfad oder Kanal nicht.</translation>
    </message>
    <message>
        <source>Method Not Allowed</source>
        <translation>Method Not Allowed</translation>
    </message>
    <message>
        <source>Allow says which methods are.</source>
        <translation>Allow sagt, welche Methoden erlaubt sind.</translation>
    </message>
    <message>
        <source>Request Timeout</source>
        <translation>Request Timeout</translation>
    </message>
    <message>
        <source>The header block was not complete within 10 s.</source>
        <translation>Der Header war nach 10 s nicht vollständig.</translation>
    </message>
    <message>
        <source>Upgrade Required</source>
        <translation>Upgrade Required</translation>
    </message>
    <message>
        <source>No upgrade, or another version than 13: the answer names it.</source>
        <translation>Kein Upgrade oder eine andere Version als 13: die Antwort nennt sie.</translation>
    </message>
    <message>
        <source>Too Many Requests</source>
        <translation>Too Many Requests</translation>
    </message>
    <message>
        <source>Too many connections or handshakes of one address; Retry-After says when.</source>
        <translation>Zu viele Verbindungen oder Handshakes einer Adresse; Retry-After sagt, wann wieder.</translation>
    </message>
    <message>
        <source>Request Header Fields Too Large</source>
        <translation>Request Header Fields Too Large</translation>
    </message>
    <message>
        <source>More than 16 KiB of header.</source>
        <translation>Mehr als 16 KiB Header.</translation>
    </message>
    <message>
        <source>Service Unavailable</source>
        <translation>Service Unavailable</translation>
    </message>
    <message>
        <source>Full, or about to stop; Retry-After says when.</source>
        <translation>Voll oder im Begriff anzuhalten; Retry-After sagt, wann wieder.</translation>
    </message>
    <message>
        <source>Ready states</source>
        <translation>Ready-States</translation>
    </message>
    <message>
        <source>WebSocket.readyState in a browser</source>
        <translation>WebSocket.readyState in einem Browser</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>The handshake is under way; send() throws.</source>
        <translation>Der Handshake läuft; send() wirft einen Fehler.</translation>
    </message>
    <message>
        <source>Both sides may send at any time.</source>
        <translation>Beide Seiten können jederzeit senden.</translation>
    </message>
    <message>
        <source>close() was called or a close frame came; what is sent is dropped.</source>
        <translation>close() wurde aufgerufen oder ein Close-Frame kam; Gesendetes wird verworfen.</translation>
    </message>
    <message>
        <source>Ended, or never opened. An object is not used twice: make a new one.</source>
        <translation>Beendet oder nie geöffnet. Ein Objekt wird nicht zweimal benutzt: ein neues anlegen.</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Frames</translation>
    </message>
    <message>
        <source>RFC 6455 5.2; a client masks, which costs four bytes</source>
        <translation>RFC 6455 5.2; ein Client maskiert, das kostet vier Bytes</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Bytes or value</source>
        <translation>Bytes oder Wert</translation>
    </message>
    <message>
        <source>text, binary</source>
        <translation>text, binary</translation>
    </message>
    <message>
        <source>A message, or its first fragment. FIN marks the last one.</source>
        <translation>Eine Nachricht oder ihr erstes Fragment. FIN markiert das letzte.</translation>
    </message>
    <message>
        <source>continuation</source>
        <translation>continuation</translation>
    </message>
    <message>
        <source>The next fragment of a message.</source>
        <translation>Das nächste Fragment einer Nachricht.</translation>
    </message>
    <message>
        <source>close</source>
        <translation>close</translation>
    </message>
    <message>
        <source>Two bytes of code and a reason of at most 123 bytes; answered with the same.</source>
        <translation>Zwei Bytes Code und ein Grund von höchstens 123 Bytes; mit demselben beantwortet.</translation>
    </message>
    <message>
        <source>ping, pong</source>
        <translation>ping, pong</translation>
    </message>
    <message>
        <source>At most 125 bytes, never fragmented; a pong repeats the ping&apos;s payload.</source>
        <translation>Höchstens 125 Bytes, nie fragmentiert; ein Pong wiederholt die Nutzdaten des Pings.</translation>
    </message>
    <message>
        <source>header, out</source>
        <translation>Header, gesendet</translation>
    </message>
    <message>
        <source>For payloads up to 125, up to 65,535 and above.</source>
        <translation>Für Nutzdaten bis 125, bis 65.535 und darüber.</translation>
    </message>
    <message>
        <source>header, in</source>
        <translation>Header, empfangen</translation>
    </message>
    <message>
        <source>The same with the mask.</source>
        <translation>Dasselbe mit der Maske.</translation>
    </message>
    <message>
        <source>deflate</source>
        <translation>deflate</translation>
    </message>
    <message>
        <source>Set on compressed messages where permessage-deflate was agreed on; else 1002.</source>
        <translation>Gesetzt bei komprimierten Nachrichten, wo permessage-deflate vereinbart ist; sonst 1002.</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>text frames are JSON; full schemas in asyncapi.yaml</source>
        <translation>Text-Frames sind JSON; alle Schemas in asyncapi.yaml</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>(keine)</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>numbers of `error` messages; ten within 10 s end the connection</source>
        <translation>Nummern der Nachrichten `error`; zehn binnen 10 s beenden die Verbindung</translation>
    </message>
    <message>
        <source>internal</source>
        <translation>intern</translation>
    </message>
    <message>
        <source>Temporary.</source>
        <translation>Vorübergehend.</translation>
    </message>
    <message>
        <source>authentication required</source>
        <translation>Anmeldung nötig</translation>
    </message>
    <message>
        <source>The channel or action needs a token.</source>
        <translation>Kanal oder Aktion verlangen ein Token.</translation>
    </message>
    <message>
        <source>bad token</source>
        <translation>falsches Token</translation>
    </message>
    <message>
        <source>Wrong, or not meant for this server.</source>
        <translation>Falsch oder nicht für diesen Server.</translation>
    </message>
    <message>
        <source>Publishing to a channel of the server, or without the right.</source>
        <translation>Veröffentlichen in einem Kanal des Servers oder ohne das Recht.</translation>
    </message>
    <message>
        <source>unknown channel</source>
        <translation>unbekannter Kanal</translation>
    </message>
    <message>
        <source>A name under a prefix of the server that does not exist.</source>
        <translation>Ein Name unter einem Präfix des Servers, den es nicht gibt.</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>kein JSON</translation>
    </message>
    <message>
        <source>The text is not valid JSON; nothing of it happened.</source>
        <translation>Der Text ist kein gültiges JSON; nichts davon geschah.</translation>
    </message>
    <message>
        <source>bad request</source>
        <translation>schlechte Anfrage</translation>
    </message>
    <message>
        <source>`path` says where.</source>
        <translation>`path` sagt, wo.</translation>
    </message>
    <message>
        <source>unknown type</source>
        <translation>unbekannter Typ</translation>
    </message>
    <message>
        <source>No such request.</source>
        <translation>So eine Anfrage gibt es nicht.</translation>
    </message>
    <message>
        <source>token expired</source>
        <translation>Token abgelaufen</translation>
    </message>
    <message>
        <source>Temporary: fetch a new one.</source>
        <translation>Vorübergehend: ein neues holen.</translation>
    </message>
    <message>
        <source>too many channels</source>
        <translation>zu viele Kanäle</translation>
    </message>
    <message>
        <source>More than the connection may subscribe or make.</source>
        <translation>Mehr, als die Verbindung abonnieren oder anlegen darf.</translation>
    </message>
    <message>
        <source>Temporary; the message was dropped.</source>
        <translation>Vorübergehend; die Nachricht wurde verworfen.</translation>
    </message>
    <message>
        <source>cannot recover</source>
        <translation>nicht wiederherstellbar</translation>
    </message>
    <message>
        <source>`since` is not possible here.</source>
        <translation>`since` ist hier nicht möglich.</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>zu groß</translation>
    </message>
    <message>
        <source>A publish of more than the message limit less 4 KiB.</source>
        <translation>Ein Veröffentlichen über der Nachrichtengrenze abzüglich 4 KiB.</translation>
    </message>
    <message>
        <source>not subscribed</source>
        <translation>nicht abonniert</translation>
    </message>
    <message>
        <source>Nothing to unsubscribe.</source>
        <translation>Nichts abzubestellen.</translation>
    </message>
    <message>
        <source>unavailable</source>
        <translation>nicht verfügbar</translation>
    </message>
    <message>
        <source>Temporary: a broker cannot be reached.</source>
        <translation>Vorübergehend: ein Broker ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>second binary channel</source>
        <translation>zweiter binärer Kanal</translation>
    </message>
    <message>
        <source>A plain connection takes one: its frames carry no channel.</source>
        <translation>Eine einfache Verbindung nimmt einen: ihre Frames nennen keinen Kanal.</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>of this server, as its welcome named them</source>
        <translation>dieses Servers, wie sein Willkommen sie nannte</translation>
    </message>
    <message>
        <source>A message from a client, fragments together; beyond: 1009.</source>
        <translation>Eine Nachricht eines Clients, Fragmente zusammen; darüber: 1009.</translation>
    </message>
    <message>
        <source>Frames of one message.</source>
        <translation>Frames einer Nachricht.</translation>
    </message>
    <message>
        <source>From one connection; beyond: error 111.</source>
        <translation>Von einer Verbindung; darüber: Fehler 111.</translation>
    </message>
    <message>
        <source>Messages at once.</source>
        <translation>Nachrichten auf einmal.</translation>
    </message>
    <message>
        <source>Subscriptions of one connection.</source>
        <translation>Abonnements einer Verbindung.</translation>
    </message>
    <message>
        <source>Nesting of a request.</source>
        <translation>Verschachtelung einer Anfrage.</translation>
    </message>
    <message>
        <source>Errors within 10 s; beyond: closed with 4400.</source>
        <translation>Fehler binnen 10 s; darüber: geschlossen mit 4400.</translation>
    </message>
    <message>
        <source>Waiting bytes; below: caught up.</source>
        <translation>Wartende Bytes; darunter: aufgeholt.</translation>
    </message>
    <message>
        <source>Waiting bytes; above: lagging.</source>
        <translation>Wartende Bytes; darüber: im Rückstand.</translation>
    </message>
    <message>
        <source>Waiting bytes; beyond: closed with 4308.</source>
        <translation>Wartende Bytes; darüber: geschlossen mit 4308.</translation>
    </message>
    <message>
        <source>The protocol</source>
        <translation>Das Protokoll</translation>
    </message>
    <message>
        <source>RFC 6455, December 2011</source>
        <translation>RFC 6455, Dezember 2011</translation>
    </message>
    <message>
        <source>Fact</source>
        <translation>Tatsache</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>RFC 6455 (2011); compression: RFC 7692 (2015). In browsers since 2012; guides say more than 95 % have it.</source>
        <translation>RFC 6455 (2011); Kompression: RFC 7692 (2015). Seit 2012 in Browsern; Anleitungen sagen, mehr als 95 % können es.</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>GET with Upgrade: websocket, Connection: Upgrade, Sec-WebSocket-Version: 13 and a random key; answered with 101.</source>
        <translation>GET mit Upgrade: websocket, Connection: Upgrade, Sec-WebSocket-Version: 13 und einem zufälligen Schlüssel; beantwortet mit 101.</translation>
    </message>
    <message>
        <source>Accept key</source>
        <translation>Accept-Schlüssel</translation>
    </message>
    <message>
        <source>Base64 of the SHA-1 of the key followed by 258EAFA5-E914-47DA-95CA-C5AB0DC85B11.</source>
        <translation>Base64 des SHA-1 aus dem Schlüssel, gefolgt von 258EAFA5-E914-47DA-95CA-C5AB0DC85B11.</translation>
    </message>
    <message>
        <source>Example</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Ports</translation>
    </message>
    <message>
        <source>80 for ws, 443 for wss; one TCP connection as long as it lasts. Here 8080 and 8443.</source>
        <translation>80 für ws, 443 für wss; eine TCP-Verbindung, solange sie dauert. Hier 8080 und 8443.</translation>
    </message>
    <message>
        <source>Three phases</source>
        <translation>Drei Phasen</translation>
    </message>
    <message>
        <source>Opening handshake, data both ways, closing handshake.</source>
        <translation>Handshake zum Öffnen, Daten in beide Richtungen, Handshake zum Schließen.</translation>
    </message>
    <message>
        <source>Masking</source>
        <translation>Maskierung</translation>
    </message>
    <message>
        <source>Every frame of a client is masked with four random bytes, so that no proxy can be led astray.</source>
        <translation>Jeder Frame eines Clients wird mit vier zufälligen Bytes maskiert, damit sich kein Proxy irreführen lässt.</translation>
    </message>
    <message>
        <source>Heartbeat</source>
        <translation>Heartbeat</translation>
    </message>
    <message>
        <source>A ping after 30 s of silence; without a pong within 10 s the connection is ended.</source>
        <translation>Ein Ping nach 30 s Stille; ohne Pong binnen 10 s wird die Verbindung beendet.</translation>
    </message>
    <message>
        <source>Reconnecting</source>
        <translation>Wiederverbinden</translation>
    </message>
    <message>
        <source>After 1, 2, 4, 8, 16, 30, 30 … s, spread at random (full jitter); not after 1000.</source>
        <translation>Nach 1, 2, 4, 8, 16, 30, 30 … s, zufällig verteilt (voll gestreut); nicht nach 1000.</translation>
    </message>
    <message>
        <source>Header sizes</source>
        <translation>Headergrößen</translation>
    </message>
    <message>
        <source>2 to 14 bytes. That a message costs 2 to 6 bytes holds for payloads of up to 125 bytes.</source>
        <translation>2 bis 14 Bytes. Dass eine Nachricht 2 bis 6 Bytes kostet, gilt für Nutzdaten bis 125 Bytes.</translation>
    </message>
    <message>
        <source>Socket.IO</source>
        <translation>Socket.IO</translation>
    </message>
    <message>
        <source>A protocol of its own on top: its clients cannot talk to a plain WebSocket server.</source>
        <translation>Ein eigenes Protokoll darüber: seine Clients können nicht mit einem reinen WebSocket-Server sprechen.</translation>
    </message>
    <message>
        <source>Snippets</source>
        <translation>Codebeispiele</translation>
    </message>
</context>
<context>
    <name>ReplayStrip</name>
    <message>
        <source>waits for readers</source>
        <translation>wartet auf Leser</translation>
    </message>
    <message>
        <source>plays</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>at its end</source>
        <translation>am Ende</translation>
    </message>
    <message>
        <source>%1×</source>
        <translation>%1×</translation>
    </message>
    <message>
        <source>max</source>
        <translation>max.</translation>
    </message>
    <message>
        <source>Replay of %1: %2, at %3 of %4</source>
        <translation>Wiedergabe von %1: %2, bei %3 von %4</translation>
    </message>
    <message>
        <source>Pause the replay</source>
        <translation>Wiedergabe anhalten</translation>
    </message>
    <message>
        <source>Play the replay</source>
        <translation>Wiedergabe starten</translation>
    </message>
    <message>
        <source>Publish the next message, then pause</source>
        <translation>Nächste Nachricht veröffentlichen, dann anhalten</translation>
    </message>
    <message>
        <source>Place in the recording: %1 of %2</source>
        <translation>Stelle in der Aufzeichnung: %1 von %2</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>Play from here on</source>
        <translation>Ab hier wiedergeben</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Play up to here</source>
        <translation>Bis hier wiedergeben</translation>
    </message>
    <message>
        <source>Play all of it</source>
        <translation>Alles wiedergeben</translation>
    </message>
    <message>
        <source>Begins again at its end</source>
        <translation>Beginnt am Ende von vorn</translation>
    </message>
    <message>
        <source>Begin again at its end</source>
        <translation>Am Ende von vorn beginnen</translation>
    </message>
    <message>
        <source>Speed of the replay</source>
        <translation>Tempo der Wiedergabe</translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Simulated time</source>
        <translation>Simulierte Zeit</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Startwerte</translation>
    </message>
    <message>
        <source>seed 1</source>
        <translation>Startwert 1</translation>
    </message>
    <message>
        <source>seeds 1 to 3</source>
        <translation>Startwerte 1 bis 3</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>simulating, %1 %</source>
        <translation>simuliert, %1 %</translation>
    </message>
    <message>
        <source>%1 of %2 within their bands</source>
        <translation>%1 von %2 innerhalb ihrer Bänder</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Tatsachen</translation>
    </message>
    <message>
        <source>Facts of the market</source>
        <translation>Tatsachen über den Markt</translation>
    </message>
    <message>
        <source>Simulating</source>
        <translation>Simuliert</translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>Noch nicht gemessen</translation>
    </message>
    <message>
        <source>Measure simulates some hours of the market on a thread of its own: a quarter of a minute for four hours of one seed.</source>
        <translation>Messen simuliert einige Stunden des Marktes in einem eigenen Thread: eine Viertelminute für vier Stunden eines Startwerts.</translation>
    </message>
    <message>
        <source>Returns of a minute</source>
        <translation>Minutenrenditen</translation>
    </message>
    <message>
        <source>dashed: normal law</source>
        <translation>gestrichelt: normal</translation>
    </message>
    <message>
        <source>Memory of moves</source>
        <translation>Bewegungen</translation>
    </message>
    <message>
        <source>acf of |r| by minutes</source>
        <translation>ACF von |r|</translation>
    </message>
    <message>
        <source>Memory of sides</source>
        <translation>Kauf, Verkauf</translation>
    </message>
    <message>
        <source>acf of signs by trades</source>
        <translation>ACF der Seiten</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>Spread</translation>
    </message>
    <message>
        <source>share of time by ticks</source>
        <translation>Anteil der Zeit nach Ticks</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Markttiefe</translation>
    </message>
    <message>
        <source>shares by level</source>
        <translation>Stück nach Stufen</translation>
    </message>
    <message>
        <source>The day</source>
        <translation>Der Tag</translation>
    </message>
    <message>
        <source>shares by minute</source>
        <translation>Stück nach Minuten</translation>
    </message>
</context>
<context>
    <name>SampleFile</name>
    <message>
        <source>There is nothing to save.</source>
        <translation>Es gibt nichts zu speichern.</translation>
    </message>
    <message>
        <source>The file has no name.</source>
        <translation>Die Datei hat keinen Namen.</translation>
    </message>
    <message>
        <source>Cannot write %1: %2</source>
        <translation>%1 lässt sich nicht schreiben: %2</translation>
    </message>
</context>
<context>
    <name>SavedList</name>
    <message>
        <source>Kept messages</source>
        <translation>Aufgehobene Nachrichten</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 verwenden</translation>
    </message>
</context>
<context>
    <name>SayBar</name>
    <message>
        <source>on its way …</source>
        <translation>unterwegs …</translation>
    </message>
</context>
<context>
    <name>ScenarioTimeline</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>After %1: %2</source>
        <translation>Nach %1: %2</translation>
    </message>
    <message>
        <source>%1: %2 of %3 open</source>
        <translation>%1: %2 von %3 offen</translation>
    </message>
    <message>
        <source>%1 of %2 open</source>
        <translation>%1 von %2 offen</translation>
    </message>
</context>
<context>
    <name>ScenariosTab</name>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>held</source>
        <translation>erfüllt</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>not put to the test</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>A scenario</source>
        <translation>Ein Szenario</translation>
    </message>
    <message>
        <source>Scenarios</source>
        <translation>Szenarien</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Scenarios that ship</source>
        <translation>Mitgelieferte Szenarien</translation>
    </message>
    <message>
        <source>A run</source>
        <translation>Ein Lauf</translation>
    </message>
    <message>
        <source>its twin</source>
        <translation>sein Zwilling</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Erfüllt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Not valid</source>
        <translation>Ungültig</translation>
    </message>
    <message>
        <source>Every expectation held, after %1.</source>
        <translation>Jede Erwartung erfüllt, nach %1.</translation>
    </message>
    <message>
        <source>Expectations</source>
        <translation>Erwartungen</translation>
    </message>
    <message>
        <source>%1: %2. %3</source>
        <translation>%1: %2. %3</translation>
    </message>
    <message>
        <source>This file cannot be run</source>
        <translation>Diese Datei lässt sich nicht ausführen</translation>
    </message>
    <message>
        <source>No scenario yet</source>
        <translation>Noch kein Szenario</translation>
    </message>
    <message>
        <source>Choose one, or open a file of your own. It runs on a server of its own.</source>
        <translation>Eines wählen oder eine eigene Datei öffnen. Es läuft auf einem eigenen Server.</translation>
    </message>
</context>
<context>
    <name>ScopePanel</name>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>−%1 µs</source>
        <translation>−%1 µs</translation>
    </message>
    <message>
        <source>−%1 ms</source>
        <translation>−%1 ms</translation>
    </message>
    <message>
        <source>−%1 s</source>
        <translation>−%1 s</translation>
    </message>
    <message>
        <source>Oscilloscope</source>
        <translation>Oszilloskop</translation>
    </message>
    <message>
        <source>%1 · %2 samples per pixel</source>
        <translation>%1 · %2 Abtastwerte je Pixel</translation>
    </message>
    <message>
        <source>paused, %1 behind</source>
        <translation>angehalten, %1 zurück</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Anordnung</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Überlagert</translation>
    </message>
    <message>
        <source>Lanes</source>
        <translation>Getrennt</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Zeitfenster</translation>
    </message>
    <message>
        <source>Trigger: on, at %1</source>
        <translation>Trigger: an, bei %1</translation>
    </message>
    <message>
        <source>Trigger: hold the picture at a rising edge</source>
        <translation>Trigger: das Bild an einer steigenden Flanke halten</translation>
    </message>
    <message>
        <source>Density: on</source>
        <translation>Dichte: an</translation>
    </message>
    <message>
        <source>Density: shade by how often the signal was there</source>
        <translation>Dichte: tönen, wie oft das Signal dort war</translation>
    </message>
    <message>
        <source>Hide the spectrum</source>
        <translation>Spektrum ausblenden</translation>
    </message>
    <message>
        <source>Show the spectrum</source>
        <translation>Spektrum zeigen</translation>
    </message>
    <message>
        <source>Save the samples in view</source>
        <translation>Sichtbare Abtastwerte speichern</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>%1 at %2, peak to peak %3, rms %4</source>
        <translation>%1 mit %2, Spitze–Spitze %3, Effektivwert %4</translation>
    </message>
    <message>
        <source>%1 across</source>
        <translation>%1 breit</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message numerus="yes">
        <source>%Ln block(s) lost</source>
        <translation>
            <numerusform>%Ln Block verloren</numerusform>
            <numerusform>%Ln Blöcke verloren</numerusform>
        </translation>
    </message>
    <message>
        <source>Oscilloscope: %1</source>
        <translation>Oszilloskop: %1</translation>
    </message>
    <message>
        <source>triggered</source>
        <translation>getriggert</translation>
    </message>
    <message>
        <source>waiting for an edge</source>
        <translation>wartet auf eine Flanke</translation>
    </message>
    <message>
        <source>No signal chosen</source>
        <translation>Kein Signal gewählt</translation>
    </message>
    <message>
        <source>Choose up to %1 signals at the right.</source>
        <translation>Rechts bis zu %1 Signale wählen.</translation>
    </message>
    <message>
        <source>Waiting for samples</source>
        <translation>Wartet auf Abtastwerte</translation>
    </message>
    <message>
        <source>Waves are made only while someone listens: the first block is on its way.</source>
        <translation>Wellen entstehen nur, während jemand zuhört: der erste Block ist unterwegs.</translation>
    </message>
</context>
<context>
    <name>ScopeReadings</name>
    <message>
        <source>%1 … %2</source>
        <translation>%1 … %2</translation>
    </message>
</context>
<context>
    <name>ScoresView</name>
    <message>
        <source>1 Hz</source>
        <translation>1 Hz</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>invented</source>
        <translation>erfunden</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>Spielstände</translation>
    </message>
    <message>
        <source>No game has been told of</source>
        <translation>Kein Spiel wurde gemeldet</translation>
    </message>
    <message>
        <source>They belong to the server&apos;s own feed: with --feed none, and in a cluster, there are none.</source>
        <translation>Sie gehören zum eigenen Feed des Servers: mit --feed none und im Cluster gibt es keine.</translation>
    </message>
</context>
<context>
    <name>SessionStory</name>
    <message>
        <source>A session of the Inspector at %1</source>
        <translation>Eine Sitzung des Inspektors an %1</translation>
    </message>
    <message>
        <source>Sends what was sent there, at the same times; %1 messages came.</source>
        <translation>Sendet, was dort gesendet wurde, zu denselben Zeiten; %1 Nachrichten kamen.</translation>
    </message>
    <message>
        <source>no WebSocket was opened in this log</source>
        <translation>in diesem Log wurde kein WebSocket geöffnet</translation>
    </message>
</context>
<context>
    <name>SessionStrip</name>
    <message>
        <source>Market time %1</source>
        <translation>Marktzeit %1</translation>
    </message>
    <message>
        <source>%1 · %2 left</source>
        <translation>%1 · noch %2</translation>
    </message>
    <message>
        <source>%1 halted</source>
        <translation>%1 ausgesetzt</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>%1 up, %2 down</source>
        <translation>%1 auf, %2 ab</translation>
    </message>
    <message>
        <source>Hide the news</source>
        <translation>News ausblenden</translation>
    </message>
    <message>
        <source>News and alerts</source>
        <translation>News und Alarme</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>simuliert</translation>
    </message>
    <message>
        <source>Back to the market</source>
        <translation>Zurück zum Markt</translation>
    </message>
    <message>
        <source>Is it a market?</source>
        <translation>Ist es ein Markt?</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>%1: %2, refused %3</source>
        <translation>%1: %2, abgelehnt %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 · refused %2</source>
        <translation>%1 · abgelehnt %2</translation>
    </message>
    <message>
        <source>Slide %1</source>
        <translation>%1 schieben</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>default: %1</source>
        <translation>Standard: %1</translation>
    </message>
    <message>
        <source>default: none</source>
        <translation>Standard: keiner</translation>
    </message>
    <message>
        <source>Set %1 to its default, %2</source>
        <translation>%1 auf den Standard setzen, %2</translation>
    </message>
    <message>
        <source>%1
Takes %2. Default: %3</source>
        <translation>%1
Erlaubt: %2. Standard: %3</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Nothing to apply</source>
        <translation>Nichts anzuwenden</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Apply %1</source>
        <translation>%1 anwenden</translation>
    </message>
    <message>
        <source>Apply and restart, ends nobody&apos;s connection</source>
        <translation>Anwenden und neu starten, beendet niemandes Verbindung</translation>
    </message>
    <message numerus="yes">
        <source>Apply and restart, ends %Ln connection(s)</source>
        <translation>
            <numerusform>Anwenden und neu starten, beendet %Ln Verbindung</numerusform>
            <numerusform>Anwenden und neu starten, beendet %Ln Verbindungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln not at the default</source>
        <translation>
            <numerusform>%Ln geändert</numerusform>
            <numerusform>%Ln geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>all at their defaults</source>
        <translation>alle am Standard</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Einstellung suchen</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>general</source>
        <translation>allgemein</translation>
    </message>
    <message>
        <source>No such setting</source>
        <translation>Keine solche Einstellung</translation>
    </message>
    <message>
        <source>This server runs elsewhere</source>
        <translation>Dieser Server läuft anderswo</translation>
    </message>
    <message>
        <source>Its settings are made where it was started.</source>
        <translation>Seine Einstellungen werden dort vorgenommen, wo er gestartet wurde.</translation>
    </message>
    <message>
        <source>Window language</source>
        <translation>Fenstersprache</translation>
    </message>
    <message>
        <source>from the next start</source>
        <translation>ab dem nächsten Start</translation>
    </message>
</context>
<context>
    <name>ShareBars</name>
    <message>
        <source>%1: %2, %3 %</source>
        <translation>%1: %2, %3 %</translation>
    </message>
</context>
<context>
    <name>SignalList</name>
    <message>
        <source>Signals</source>
        <translation>Signale</translation>
    </message>
    <message>
        <source>%1 of %2 traces</source>
        <translation>%1 von %2 Kurven</translation>
    </message>
    <message>
        <source>%1, drawn %2 times as high</source>
        <translation>%1, %2-mal so hoch gezeichnet</translation>
    </message>
    <message>
        <source>client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>generator</source>
        <translation>Generator</translation>
    </message>
    <message>
        <source>drawn ×%1</source>
        <translation>Höhe ×%1</translation>
    </message>
    <message>
        <source>Draw %1 lower</source>
        <translation>%1 niedriger zeichnen</translation>
    </message>
    <message>
        <source>Draw %1 higher</source>
        <translation>%1 höher zeichnen</translation>
    </message>
    <message>
        <source>rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>p–p</source>
        <translation>S–S</translation>
    </message>
    <message>
        <source>arriving</source>
        <translation>kommt an</translation>
    </message>
    <message>
        <source>rms</source>
        <translation>eff.</translation>
    </message>
    <message>
        <source>No streams yet</source>
        <translation>Noch keine Streams</translation>
    </message>
    <message>
        <source>The server&apos;s generators and what clients send as Float32 show here.</source>
        <translation>Hier erscheinen die Generatoren des Servers und was Clients als Float32 senden.</translation>
    </message>
</context>
<context>
    <name>SnippetList</name>
    <message>
        <source>Browser</source>
        <translation>Browser</translation>
    </message>
</context>
<context>
    <name>SnippetPanel</name>
    <message>
        <source>Snippets</source>
        <translation>Codebeispiele</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Program in %1</source>
        <translation>Programm in %1</translation>
    </message>
</context>
<context>
    <name>SocialView</name>
    <message>
        <source>What is new?</source>
        <translation>Was gibt es Neues?</translation>
    </message>
    <message>
        <source>Post</source>
        <translation>Beitragen</translation>
    </message>
    <message>
        <source>Posts, newest first</source>
        <translation>Beiträge, der neueste zuerst</translation>
    </message>
    <message>
        <source>%1 at %2: %3</source>
        <translation>%1 um %2: %3</translation>
    </message>
    <message>
        <source>Older posts</source>
        <translation>Ältere Beiträge</translation>
    </message>
    <message>
        <source>Nobody has posted yet</source>
        <translation>Noch hat niemand etwas beigetragen</translation>
    </message>
    <message>
        <source>A post comes to everybody; who comes later pages back to the first.</source>
        <translation>Ein Beitrag kommt zu allen; wer später kommt, blättert bis zum ersten zurück.</translation>
    </message>
</context>
<context>
    <name>SpectrumPanel</name>
    <message>
        <source>Spectrum</source>
        <translation>Spektrum</translation>
    </message>
    <message>
        <source>highest %1 at %2 dB (0 dB: a sine of amplitude 1) · %3 per bin</source>
        <translation>am höchsten %1: %2 dB (0 dB: Sinus, Amplitude 1) · %3 je Linie</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Linie</translation>
    </message>
    <message>
        <source>Waterfall</source>
        <translation>Wasserfall</translation>
    </message>
    <message>
        <source>Signal of the spectrum</source>
        <translation>Signal des Spektrums</translation>
    </message>
    <message>
        <source>Signal of the spectrum: %1</source>
        <translation>Signal des Spektrums: %1</translation>
    </message>
    <message>
        <source>Frequencies</source>
        <translation>Frequenzen</translation>
    </message>
    <message>
        <source>decades</source>
        <translation>Dekaden</translation>
    </message>
    <message>
        <source>Samples per spectrum</source>
        <translation>Abtastwerte je Spektrum</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Daten</translation>
    </message>
    <message>
        <source>Strongest at %1 with %2 dB, of 0 to %3</source>
        <translation>Am stärksten bei %1 mit %2 dB, von 0 bis %3</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>Spectrum of %1</source>
        <translation>Spektrum von %1</translation>
    </message>
    <message>
        <source>%1, %2 dB</source>
        <translation>%1, %2 dB</translation>
    </message>
    <message>
        <source>Waterfall of %1</source>
        <translation>Wasserfall von %1</translation>
    </message>
    <message>
        <source>The last %1 of the spectrum. %2</source>
        <translation>Die letzten %1 des Spektrums. %2</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>−%1</source>
        <translation>−%1</translation>
    </message>
    <message>
        <source>Waiting for samples</source>
        <translation>Wartet auf Abtastwerte</translation>
    </message>
    <message>
        <source>highest %1 at %2 dB · %3 per bin</source>
        <translation>am höchsten %1: %2 dB · %3 je Linie</translation>
    </message>
</context>
<context>
    <name>StatTiles</name>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>%1 so far</source>
        <translation>bisher %1</translation>
    </message>
    <message>
        <source>Messages out</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>empfangen %1</translation>
    </message>
    <message>
        <source>Bytes out</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>in %1/s</source>
        <translation>empfangen %1/s</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>resident %1</source>
        <translation>resident %1</translation>
    </message>
    <message>
        <source>Latency p99</source>
        <translation>Latenz p99</translation>
    </message>
    <message>
        <source>p50 %1</source>
        <translation>p50 %1</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>%1 conflated</source>
        <translation>%1 zusammengefasst</translation>
    </message>
</context>
<context>
    <name>SubscriptionList</name>
    <message>
        <source>Subscriptions</source>
        <translation>Abonnements</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>zugestellt</translation>
    </message>
    <message>
        <source>conflated</source>
        <translation>zusammengefasst</translation>
    </message>
    <message>
        <source>dropped</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>%1, %2, delivered %3, conflated %4, dropped %5; change its policy</source>
        <translation>%1, %2, zugestellt %3, zusammengefasst %4, verworfen %5; Strategie ändern</translation>
    </message>
</context>
<context>
    <name>SymbolHeader</name>
    <message>
        <source>halted</source>
        <translation>ausgesetzt</translation>
    </message>
    <message>
        <source>auction</source>
        <translation>Auktion</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Eröffnung</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Tief</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volumen</translation>
    </message>
</context>
<context>
    <name>TextInputField</name>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
</context>
<context>
    <name>TextView</name>
    <message>
        <source>The text is read and written in a browser</source>
        <translation>Gelesen und geschrieben wird der Text im Browser</translation>
    </message>
    <message>
        <source>What its updates mean is known to Yjs, a library of JavaScript; the server keeps them without reading the text, and so does this window. It sees who is in the room, and how much the room holds.</source>
        <translation>Was seine Änderungen bedeuten, weiß Yjs, eine JavaScript-Bibliothek; der Server bewahrt sie auf, ohne den Text zu lesen, und dieses Fenster auch. Es sieht, wer im Raum ist und wie viel der Raum enthält.</translation>
    </message>
    <message>
        <source>Write in a browser</source>
        <translation>Im Browser schreiben</translation>
    </message>
    <message>
        <source>The room cannot be read: %1</source>
        <translation>Der Raum ist nicht zu lesen: %1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln update(s), %1</source>
        <translation>
            <numerusform>%Ln Änderung, %1</numerusform>
            <numerusform>%Ln Änderungen, %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Asking the room …</source>
        <translation>Der Raum wird gefragt …</translation>
    </message>
    <message>
        <source>Who is here</source>
        <translation>Wer da ist</translation>
    </message>
    <message>
        <source>Nobody is in the room.</source>
        <translation>Niemand ist im Raum.</translation>
    </message>
</context>
<context>
    <name>TickerView</name>
    <message>
        <source>1 Hz</source>
        <translation>1 Hz</translation>
    </message>
    <message>
        <source>5 Hz</source>
        <translation>5 Hz</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>simuliert</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>No price has come yet</source>
        <translation>Noch kam kein Preis</translation>
    </message>
    <message>
        <source>A server without a market has none.</source>
        <translation>Ein Server ohne Markt hat keine.</translation>
    </message>
</context>
<context>
    <name>Tile</name>
    <message>
        <source>not known yet</source>
        <translation>noch nicht bekannt</translation>
    </message>
    <message>
        <source>In the last minute between %1 and %2</source>
        <translation>In der letzten Minute zwischen %1 und %2</translation>
    </message>
</context>
<context>
    <name>TimeChart</name>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Tell me above %1</source>
        <translation>Über %1 melden</translation>
    </message>
    <message>
        <source>Tell me no more above %1</source>
        <translation>Über %1 nicht mehr melden</translation>
    </message>
    <message>
        <source>Copy as picture</source>
        <translation>Als Bild kopieren</translation>
    </message>
    <message>
        <source>Save as PNG</source>
        <translation>Als PNG speichern</translation>
    </message>
    <message>
        <source>saved as %1</source>
        <translation>gespeichert als %1</translation>
    </message>
    <message>
        <source>%1 could not be written</source>
        <translation>%1 ließ sich nicht schreiben</translation>
    </message>
    <message>
        <source>Copy the values as CSV</source>
        <translation>Werte als CSV kopieren</translation>
    </message>
    <message>
        <source>%1 now %2, highest %3</source>
        <translation>%1 jetzt %2, am höchsten %3</translation>
    </message>
    <message>
        <source>%1; in the last %2</source>
        <translation>%1; in den letzten %2</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>Noch keine Daten</translation>
    </message>
    <message>
        <source>−%1 min</source>
        <translation>−%1 min</translation>
    </message>
    <message>
        <source>−%1 s</source>
        <translation>−%1 s</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>told above %1</source>
        <translation>gemeldet über %1</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>TimelineBars</name>
    <message>
        <source>Timeline: %1, %2 events</source>
        <translation>Zeitleiste: %1, %2 Ereignisse</translation>
    </message>
</context>
<context>
    <name>TradeList</name>
    <message>
        <source>Time and sales</source>
        <translation>Times &amp; Sales</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>%1 verloren</translation>
    </message>
    <message>
        <source>%1 % bought · %2/s</source>
        <translation>%1 % gekauft · %2/s</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>Trades of %1</source>
        <translation>Abschlüsse von %1</translation>
    </message>
    <message>
        <source>No trade yet</source>
        <translation>Noch kein Abschluss</translation>
    </message>
    <message>
        <source>%1 % bought</source>
        <translation>%1 % gekauft</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>long poll</source>
        <translation>Long Poll</translation>
    </message>
    <message>
        <source>poll</source>
        <translation>Poll</translation>
    </message>
</context>
<context>
    <name>TransportAdvice</name>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1/min</source>
        <translation>%1/min</translation>
    </message>
    <message>
        <source>%1/h</source>
        <translation>%1/h</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>server to client</source>
        <translation>Server zu Client</translation>
    </message>
    <message>
        <source>both ways</source>
        <translation>beide Richtungen</translation>
    </message>
    <message>
        <source>client to server</source>
        <translation>Client zu Server</translation>
    </message>
    <message>
        <source>binary</source>
        <translation>binär</translation>
    </message>
    <message>
        <source>Proxies</source>
        <translation>Proxys</translation>
    </message>
    <message>
        <source>no proxy</source>
        <translation>kein Proxy</translation>
    </message>
    <message>
        <source>blocks upgrades</source>
        <translation>sperrt Upgrades</translation>
    </message>
    <message>
        <source>holds answers</source>
        <translation>hält Antworten zurück</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Latency that will do</source>
        <translation>Latenz, die genügt</translation>
    </message>
</context>
<context>
    <name>TransportClaimList</name>
    <message>
        <source>Claim, and why it differs</source>
        <translation>Behauptung, und warum es anders ist</translation>
    </message>
    <message>
        <source>guides</source>
        <translation>Anleitungen</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>gemessen</translation>
    </message>
    <message>
        <source>%1: guides say %2, measured %3. %4</source>
        <translation>%1: Anleitungen sagen %2, gemessen %3. %4</translation>
    </message>
</context>
<context>
    <name>TransportPanel</name>
    <message>
        <source>%1 per event, %2 of it overhead; %3</source>
        <translation>%1 je Event, davon Overhead %2; %3</translation>
    </message>
    <message>
        <source>%1 per event</source>
        <translation>%1 je Event</translation>
    </message>
    <message>
        <source>Advise</source>
        <translation>Beraten</translation>
    </message>
    <message>
        <source>What was measured here, into the adviser</source>
        <translation>Das hier Gemessene an den Berater geben</translation>
    </message>
    <message>
        <source>of it overhead %1</source>
        <translation>davon Overhead %1</translation>
    </message>
    <message>
        <source>latency %1</source>
        <translation>Latenz %1</translation>
    </message>
    <message>
        <source>/ event</source>
        <translation>/ Event</translation>
    </message>
</context>
<context>
    <name>TransportTabs</name>
    <message>
        <source>A browser has six connections to a host by HTTP/1.1.</source>
        <translation>Ein Browser hat über HTTP/1.1 sechs Verbindungen zu einem Host.</translation>
    </message>
    <message>
        <source>%1 open, %2 waits: no error, no event, until a tab closes.</source>
        <translation>%1 offen, %2 wartet: kein Fehler, kein Event, bis ein Tab schließt.</translation>
    </message>
    <message>
        <source>%1 open, nobody waits.</source>
        <translation>%1 offen, niemand wartet.</translation>
    </message>
    <message>
        <source>Tabs</source>
        <translation>Tabs</translation>
    </message>
    <message>
        <source>EventSource</source>
        <translation>EventSource</translation>
    </message>
    <message>
        <source>WebSocket</source>
        <translation>WebSocket</translation>
    </message>
    <message>
        <source>Close all</source>
        <translation>Alle schließen</translation>
    </message>
    <message>
        <source>Open 7 tabs</source>
        <translation>7 Tabs öffnen</translation>
    </message>
    <message>
        <source>%1: %2, events: %3</source>
        <translation>%1: %2, Events: %3</translation>
    </message>
    <message>
        <source>Close %1</source>
        <translation>%1 schließen</translation>
    </message>
    <message>
        <source>Real sockets; the rule is a browser&apos;s, kept by this window. By HTTP/2 all seven share one connection.</source>
        <translation>Echte Sockets; die Regel ist die eines Browsers, hier hält sie dieses Fenster ein. Über HTTP/2 teilen sich alle sieben eine Verbindung.</translation>
    </message>
</context>
<context>
    <name>TransportsTab</name>
    <message>
        <source>What is measured</source>
        <translation>Was gemessen wird</translation>
    </message>
    <message>
        <source>Feed</source>
        <translation>Feed</translation>
    </message>
    <message>
        <source>50 events/s</source>
        <translation>50 Events/s</translation>
    </message>
    <message>
        <source>1 in 10 s</source>
        <translation>1 in 10 s</translation>
    </message>
    <message>
        <source>trades</source>
        <translation>Abschlüsse</translation>
    </message>
    <message>
        <source>Float32</source>
        <translation>Float32</translation>
    </message>
    <message>
        <source>Polls</source>
        <translation>Polls</translation>
    </message>
    <message>
        <source>keep-alive</source>
        <translation>Keep-alive</translation>
    </message>
    <message>
        <source>close</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>On the way</source>
        <translation>Auf dem Weg</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>buffering proxy</source>
        <translation>puffernder Proxy</translation>
    </message>
    <message>
        <source>header forgotten</source>
        <translation>Header vergessen</translation>
    </message>
    <message>
        <source>idle cut</source>
        <translation>Stille gekappt</translation>
    </message>
    <message>
        <source>heartbeat muted</source>
        <translation>Heartbeat stumm</translation>
    </message>
    <message>
        <source>one way</source>
        <translation>Einbahn</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>Adviser, tabs</source>
        <translation>Berater, Tabs</translation>
    </message>
    <message>
        <source>Guides</source>
        <translation>Anleitungen</translation>
    </message>
    <message>
        <source>%1 for %2</source>
        <translation>%1 seit %2</translation>
    </message>
    <message>
        <source>%1, bytes as counted on each socket</source>
        <translation>%1, Bytes auf jedem Socket gezählt</translation>
    </message>
    <message>
        <source>What guides say</source>
        <translation>Was Anleitungen sagen</translation>
    </message>
    <message>
        <source>Adviser</source>
        <translation>Berater</translation>
    </message>
    <message>
        <source>what is needed, and what suits it</source>
        <translation>was gebraucht wird, und was dazu passt</translation>
    </message>
    <message>
        <source>The seventh tab</source>
        <translation>Der siebte Tab</translation>
    </message>
</context>
<context>
    <name>WatchlistPanel</name>
    <message>
        <source>Watchlist</source>
        <translation>Watchlist</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Find a symbol</source>
        <translation>Symbol suchen</translation>
    </message>
    <message>
        <source>No such symbol</source>
        <translation>Kein solches Symbol</translation>
    </message>
    <message>
        <source>No prices yet</source>
        <translation>Noch keine Preise</translation>
    </message>
    <message>
        <source>The market&apos;s channels appear as soon as its feed runs.</source>
        <translation>Die Kanäle des Marktes erscheinen, sobald sein Feed läuft.</translation>
    </message>
</context>
<context>
    <name>WavePanel</name>
    <message>
        <source>Rate of a wave</source>
        <translation>Rate einer Welle</translation>
    </message>
    <message>
        <source>changed while it runs</source>
        <translation>im Lauf geändert</translation>
    </message>
    <message>
        <source>Wave</source>
        <translation>Welle</translation>
    </message>
    <message>
        <source>Samples a second</source>
        <translation>Abtastwerte je Sekunde</translation>
    </message>
    <message>
        <source>samples a second, such as 96k</source>
        <translation>Abtastwerte je Sekunde, etwa 96k</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Setzen</translation>
    </message>
    <message>
        <source>Set the rate of this wave</source>
        <translation>Rate dieser Welle setzen</translation>
    </message>
    <message>
        <source>From 1 to 10 M; all begin with the setting wave_rate.</source>
        <translation>Von 1 bis 10 M; alle beginnen mit der Einstellung wave_rate.</translation>
    </message>
</context>
<context>
    <name>WordHelp</name>
    <message>
        <source>What this means: %1</source>
        <translation>Was das bedeutet: %1</translation>
    </message>
</context>
<context>
    <name>wavetape::Application</name>
    <message>
        <source>Alerts are shown in this window alone, not by the desktop: %1</source>
        <translation>Alarme erscheinen nur in diesem Fenster, nicht auf dem Desktop: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>--connect has a user and --token-file a token: only one can be sent</source>
        <translation>--connect hat einen Benutzer und --token-file ein Token: nur eines von beiden kann gesendet werden</translation>
    </message>
    <message>
        <source>the window could not be made</source>
        <translation>das Fenster ließ sich nicht anlegen</translation>
    </message>
    <message>
        <source>%1 could not be made</source>
        <translation>%1 ließ sich nicht anlegen</translation>
    </message>
</context>
<context>
    <name>wavetape::DesktopNotifier</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>wavetape::ScreenshotRun</name>
    <message>
        <source>%1 could not be written</source>
        <translation>%1 ließ sich nicht schreiben</translation>
    </message>
</context>
<context>
    <name>wavetape::client::SessionLogin</name>
    <message>
        <source> Try again in %1 s.</source>
        <translation> In %1 s erneut versuchen.</translation>
    </message>
</context>
<context>
    <name>wavetape::demos::AuctionLot</name>
    <message>
        <source>%1 was not taken: %2</source>
        <translation>%1 wurde nicht angenommen: %2</translation>
    </message>
    <message>
        <source>somebody</source>
        <translation>jemand</translation>
    </message>
    <message>
        <source>Round %1, about to begin</source>
        <translation>Runde %1, beginnt gleich</translation>
    </message>
    <message>
        <source>Round %1, open</source>
        <translation>Runde %1, offen</translation>
    </message>
    <message>
        <source>Round %1, sold</source>
        <translation>Runde %1, verkauft</translation>
    </message>
    <message>
        <source>Round %1, not sold</source>
        <translation>Runde %1, nicht verkauft</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>ab %1</translation>
    </message>
    <message>
        <source>Nobody has bid yet.</source>
        <translation>Noch hat niemand geboten.</translation>
    </message>
    <message>
        <source>You have it.</source>
        <translation>Sie haben den Zuschlag.</translation>
    </message>
    <message>
        <source>%1 has it.</source>
        <translation>%1 hat den Zuschlag.</translation>
    </message>
    <message>
        <source>You lead.</source>
        <translation>Sie führen.</translation>
    </message>
    <message>
        <source>%1 leads.</source>
        <translation>%1 führt.</translation>
    </message>
    <message>
        <source>%1 s left; a late bid leaves the others 10 s</source>
        <translation>noch %1 s; ein spätes Gebot lässt den anderen 10 s</translation>
    </message>
    <message>
        <source>the next round in %1 s</source>
        <translation>nächste Runde in %1 s</translation>
    </message>
</context>
<context>
    <name>wavetape::demos::ChatRoom</name>
    <message>
        <source>Not sent: %1</source>
        <translation>Nicht gesendet: %1</translation>
    </message>
    <message>
        <source>somebody</source>
        <translation>jemand</translation>
    </message>
    <message numerus="yes">
        <source>%Ln people are typing …</source>
        <translation>
            <numerusform>%Ln Person schreibt …</numerusform>
            <numerusform>%Ln Personen schreiben …</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is typing …</source>
        <translation>%1 schreibt …</translation>
    </message>
</context>
<context>
    <name>wavetape::demos::CursorField</name>
    <message>
        <source>%1 here · %2 places came · %3 never sent · %4 saved</source>
        <translation>%1 da · %2 Orte kamen · %3 nie gesendet · %4 gespart</translation>
    </message>
    <message>
        <source>%1 (you)</source>
        <translation>%1 (Sie)</translation>
    </message>
</context>
<context>
    <name>wavetape::demos::NoticeBoard</name>
    <message>
        <source>Not sent: %1</source>
        <translation>Nicht gesendet: %1</translation>
    </message>
    <message>
        <source>nobody has read it</source>
        <translation>von niemandem gelesen</translation>
    </message>
    <message numerus="yes">
        <source>read by %1 and %Ln more</source>
        <translation>
            <numerusform>gelesen von %1 und %Ln weiteren Person</numerusform>
            <numerusform>gelesen von %1 und %Ln weiteren</numerusform>
        </translation>
    </message>
    <message>
        <source>read by %1</source>
        <translation>gelesen von %1</translation>
    </message>
</context>
<context>
    <name>wavetape::demos::PriceBoard</name>
    <message>
        <source>%1 symbols · %2 prices came · %3 never sent</source>
        <translation>%1 Symbole · %2 Preise kamen · %3 nie gesendet</translation>
    </message>
</context>
<context>
    <name>wavetape::demos::ScoreBoard</name>
    <message>
        <source>kick-off</source>
        <translation>Anstoß</translation>
    </message>
    <message>
        <source>first half</source>
        <translation>erste Halbzeit</translation>
    </message>
    <message>
        <source>half time</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>second half</source>
        <translation>zweite Halbzeit</translation>
    </message>
    <message>
        <source>full time</source>
        <translation>Abpfiff</translation>
    </message>
    <message>
        <source>goal for %1</source>
        <translation>Tor für %1</translation>
    </message>
    <message>
        <source>a card for %1</source>
        <translation>Karte für %1</translation>
    </message>
    <message>
        <source>%1 whole, %2 changes; a change has %3, the whole %4</source>
        <translation>%1 ganze, %2 Änderungen; eine Änderung hat %3, das Ganze %4</translation>
    </message>
    <message>
        <source>shots %1, cards %2</source>
        <translation>Schüsse %1, Karten %2</translation>
    </message>
    <message>
        <source>%1 against %2, %3, %4</source>
        <translation>%1 gegen %2, %3, %4</translation>
    </message>
</context>
<context>
    <name>wavetape::demos::SharedRoom</name>
    <message>
        <source>somebody</source>
        <translation>jemand</translation>
    </message>
</context>
<context>
    <name>wavetape::demos::SocialWall</name>
    <message>
        <source>Not posted: %1</source>
        <translation>Nicht beigetragen: %1</translation>
    </message>
    <message>
        <source>No older posts: %1</source>
        <translation>Keine älteren Beiträge: %1</translation>
    </message>
    <message>
        <source>somebody</source>
        <translation>jemand</translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::ConnectPlan</name>
    <message>
        <source>&quot;%1&quot; is not a header: write Name: value</source>
        <translation>„%1“ ist kein Header: Name: Wert schreiben</translation>
    </message>
    <message>
        <source>%1 belongs to the handshake; the Lab forges it</source>
        <translation>%1 gehört zum Handshake; das Labor fälscht es</translation>
    </message>
    <message>
        <source>The address must begin with ws:// or wss:// (or http://, https:// for events and polls) and name a host</source>
        <translation>Die Adresse muss mit ws:// oder wss:// beginnen (für Events und Polls http:// oder https://) und einen Host nennen</translation>
    </message>
    <message>
        <source>A WebSocket address has no fragment (#)</source>
        <translation>Eine WebSocket-Adresse hat kein Fragment (#)</translation>
    </message>
    <message>
        <source>Subprotocols are names, separated by commas</source>
        <translation>Subprotokolle sind Namen, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Token and cookies must not hold control characters</source>
        <translation>Token und Cookies dürfen keine Steuerzeichen enthalten</translation>
    </message>
    <message>
        <source>%1 holds control characters</source>
        <translation>%1 enthält Steuerzeichen</translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::FrameDetail</name>
    <message>
        <source>FIN</source>
        <translation>FIN</translation>
    </message>
    <message>
        <source>1, the last of its message</source>
        <translation>1, der letzte seiner Nachricht</translation>
    </message>
    <message>
        <source>0, more follow</source>
        <translation>0, weitere folgen</translation>
    </message>
    <message>
        <source>RSV</source>
        <translation>RSV</translation>
    </message>
    <message>
        <source>, compressed (RFC 7692)</source>
        <translation>, komprimiert (RFC 7692)</translation>
    </message>
    <message>
        <source>Opcode</source>
        <translation>Opcode</translation>
    </message>
    <message>
        <source>MASK</source>
        <translation>MASK</translation>
    </message>
    <message>
        <source>1, key %1</source>
        <translation>1, Schlüssel %1</translation>
    </message>
    <message>
        <source>0, as servers send</source>
        <translation>0, wie Server senden</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>%1 in the %2 form</source>
        <translation>%1 in der Form mit %2</translation>
    </message>
    <message>
        <source>7-bit</source>
        <translation>7 Bit</translation>
    </message>
    <message>
        <source>16-bit</source>
        <translation>16 Bit</translation>
    </message>
    <message>
        <source>64-bit</source>
        <translation>64 Bit</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Header</translation>
    </message>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln Byte</numerusform>
            <numerusform>%Ln Bytes</numerusform>
        </translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Frames</translation>
    </message>
    <message>
        <source>%1, the first is shown</source>
        <translation>%1, der erste wird gezeigt</translation>
    </message>
    <message>
        <source>On the wire</source>
        <translation>Auf der Leitung</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>Nutzdaten</translation>
    </message>
    <message>
        <source>Close code</source>
        <translation>Close-Code</translation>
    </message>
    <message>
        <source>none, told as 1005</source>
        <translation>keiner, gemeldet als 1005</translation>
    </message>
    <message>
        <source>FIN RSV opcode</source>
        <translation>FIN RSV Opcode</translation>
    </message>
    <message>
        <source>MASK length</source>
        <translation>MASK Länge</translation>
    </message>
    <message>
        <source>length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Line %1</source>
        <translation>Zeile %1</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>received</source>
        <translation>empfangen</translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln byte(s) more</source>
        <translation>
            <numerusform>… und %Ln weiteres Byte</numerusform>
            <numerusform>… und %Ln weitere Bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln value(s), %1 to %2</source>
        <translation>
            <numerusform>%Ln Wert, %1 bis %2</numerusform>
            <numerusform>%Ln Werte, %1 bis %2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 has no messages.</source>
        <translation>%1 hat keine Nachrichten.</translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::InspectorConnection</name>
    <message>
        <source>No whole answer within %1 s</source>
        <translation>Keine ganze Antwort binnen %1 s</translation>
    </message>
    <message>
        <source>The peer did not answer the close frame</source>
        <translation>Die Gegenseite beantwortete den Close-Frame nicht</translation>
    </message>
    <message>
        <source>A message over our limit of %1 MiB</source>
        <translation>Eine Nachricht über unserer Grenze von %1 MiB</translation>
    </message>
    <message>
        <source>The server broke the protocol: %1</source>
        <translation>Der Server verletzte das Protokoll: %1</translation>
    </message>
    <message>
        <source>No pong within %1 s</source>
        <translation>Kein Pong binnen %1 s</translation>
    </message>
    <message>
        <source>Not sent: the socket is %1</source>
        <translation>Nicht gesendet: der Socket ist %1</translation>
    </message>
    <message>
        <source>Not sent: what comes over HTTP goes one way</source>
        <translation>Nicht gesendet: was über HTTP kommt, geht nur in eine Richtung</translation>
    </message>
    <message>
        <source>Not sent: %1 bytes wait already</source>
        <translation>Nicht gesendet: %1 Bytes warten schon</translation>
    </message>
    <message>
        <source>Not sent: a control frame carries at most 125 bytes</source>
        <translation>Nicht gesendet: ein Steuerframe fasst höchstens 125 Bytes</translation>
    </message>
    <message>
        <source>Closed before it was open</source>
        <translation>Geschlossen, bevor sie offen war</translation>
    </message>
    <message>
        <source>TCP was cut</source>
        <translation>TCP wurde gekappt</translation>
    </message>
    <message>
        <source>The TLS handshake failed: %1</source>
        <translation>Der TLS-Handshake misslang: %1</translation>
    </message>
    <message>
        <source>The certificate is not trusted: %1</source>
        <translation>Das Zertifikat ist nicht vertrauenswürdig: %1</translation>
    </message>
    <message>
        <source>The TLS handshake failed: the peer ended the connection</source>
        <translation>Der TLS-Handshake misslang: die Gegenseite beendete die Verbindung</translation>
    </message>
    <message>
        <source>The peer ended the connection before it answered</source>
        <translation>Die Gegenseite beendete die Verbindung, bevor sie antwortete</translation>
    </message>
    <message>
        <source>The connection ended without a close frame</source>
        <translation>Die Verbindung endete ohne Close-Frame</translation>
    </message>
    <message>
        <source>Ended by the %1</source>
        <translation>Beendet von: %1</translation>
    </message>
    <message>
        <source>Closed: %1, by %2, %3</source>
        <translation>Geschlossen: %1, von %2, %3</translation>
    </message>
    <message>
        <source>clean</source>
        <translation>sauber</translation>
    </message>
    <message>
        <source>not clean</source>
        <translation>nicht sauber</translation>
    </message>
    <message>
        <source>TCP</source>
        <translation>TCP</translation>
    </message>
    <message>
        <source>Connection %1 to %2</source>
        <translation>Verbindung %1 mit %2</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>answer to the handshake</source>
        <translation>Antwort auf den Handshake</translation>
    </message>
    <message>
        <source>What came back is not an HTTP answer</source>
        <translation>Was zurückkam, ist keine HTTP-Antwort</translation>
    </message>
    <message>
        <source>The server answered with %1</source>
        <translation>Der Server antwortete mit %1</translation>
    </message>
    <message>
        <source>The server refused the handshake with %1</source>
        <translation>Der Server lehnte den Handshake mit %1 ab</translation>
    </message>
    <message>
        <source>The server agreed to an extension that was not offered so</source>
        <translation>Der Server nahm eine Erweiterung an, die so nicht angeboten war</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Inhaber</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>Aussteller</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>Gültig ab</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Gültig bis</translation>
    </message>
    <message>
        <source>Serial</source>
        <translation>Seriennummer</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>Kette</translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s)</source>
        <translation>
            <numerusform>%n Zertifikat</numerusform>
            <numerusform>%n Zertifikate</numerusform>
        </translation>
    </message>
    <message>
        <source>An event over our limit of 16 MiB</source>
        <translation>Ein Event über unserer Grenze von 16 MiB</translation>
    </message>
    <message>
        <source>The connection ended before its answer did</source>
        <translation>Die Verbindung endete vor ihrer Antwort</translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::InspectorSession</name>
    <message>
        <source>Write pairs of hex digits, such as 01 ff 0a</source>
        <translation>Paare von Hexziffern schreiben, etwa 01 ff 0a</translation>
    </message>
    <message>
        <source>Write numbers, such as 1.5, 2.7, 3.14</source>
        <translation>Zahlen schreiben, etwa 1.5, 2.7, 3.14</translation>
    </message>
    <message>
        <source>A file of at most 16 MiB can be sent</source>
        <translation>Eine Datei von höchstens 16 MiB kann gesendet werden</translation>
    </message>
    <message>
        <source>The proxy is host:port, or user:password@host:port</source>
        <translation>Der Proxy ist Host:Port oder Benutzer:Passwort@Host:Port</translation>
    </message>
    <message>
        <source>Not tried again after %1: it would end the same way</source>
        <translation>Nach %1 kein neuer Versuch: er würde genauso enden</translation>
    </message>
    <message>
        <source>%1 never travels on the wire</source>
        <translation>%1 wird nie übertragen</translation>
    </message>
    <message>
        <source>Path of a file, at most 16 MiB</source>
        <translation>Pfad einer Datei, höchstens 16 MiB</translation>
    </message>
    <message>
        <source>sends %1 anew</source>
        <translation>sendet %1 neu</translation>
    </message>
    <message numerus="yes">
        <source>%Ln byte(s), header %1</source>
        <translation>
            <numerusform>%Ln Byte, Header %1</numerusform>
            <numerusform>%Ln Bytes, Header %1</numerusform>
        </translation>
    </message>
    <message>
        <source>HTTP 200, ended by the %1</source>
        <translation>HTTP 200, beendet von: %1</translation>
    </message>
    <message>
        <source>HTTP %1</source>
        <translation>HTTP %1</translation>
    </message>
    <message>
        <source>%1 %2, by %3, %4</source>
        <translation>%1 %2, von %3, %4</translation>
    </message>
    <message>
        <source>clean</source>
        <translation>sauber</translation>
    </message>
    <message>
        <source>not clean</source>
        <translation>nicht sauber</translation>
    </message>
    <message>
        <source>Own end</source>
        <translation>Eigenes Ende</translation>
    </message>
    <message>
        <source>Peer</source>
        <translation>Gegenseite</translation>
    </message>
    <message>
        <source>TCP</source>
        <translation>TCP</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Upgrade</source>
        <translation>Upgrade</translation>
    </message>
    <message>
        <source>Subprotocol</source>
        <translation>Subprotokoll</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Extensions</source>
        <translation>Erweiterungen</translation>
    </message>
    <message>
        <source>TLS version</source>
        <translation>TLS-Version</translation>
    </message>
    <message>
        <source>Cipher</source>
        <translation>Chiffre</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::LogSession</name>
    <message>
        <source>Exporting …</source>
        <translation>Exportiert …</translation>
    </message>
    <message>
        <source>%1 messages in %2</source>
        <translation>%1 Nachrichten in %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 lines in %2</source>
        <translation>%1 Zeilen in %2</translation>
    </message>
    <message>
        <source>Importing …</source>
        <translation>Importiert …</translation>
    </message>
    <message>
        <source>%1 cannot be read</source>
        <translation>%1 lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>%1 is larger than 256 MiB</source>
        <translation>%1 ist größer als 256 MiB</translation>
    </message>
    <message>
        <source>%1 lines of %2</source>
        <translation>%1 Zeilen aus %2</translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::LogView</name>
    <message>
        <source>%1 in %2</source>
        <translation>%1 in %2</translation>
    </message>
    <message>
        <source>no code (1005)</source>
        <translation>kein Code (1005)</translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::ProxySession</name>
    <message numerus="yes">
        <source>%Ln frame(s) came too fast to be shown</source>
        <translation>
            <numerusform>%Ln Frame kam zu schnell, um gezeigt zu werden</numerusform>
            <numerusform>%Ln Frames kamen zu schnell, um gezeigt zu werden</numerusform>
        </translation>
    </message>
    <message>
        <source>No answer from the server</source>
        <translation>Keine Antwort vom Server</translation>
    </message>
    <message>
        <source>What goes by TLS cannot be looked at: name a server that speaks ws://</source>
        <translation>Was über TLS geht, ist nicht einzusehen: einen Server nennen, der ws:// spricht</translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::SavedMessages</name>
    <message>
        <source>Subscribe AAPL</source>
        <translation>AAPL abonnieren</translation>
    </message>
    <message>
        <source>Subscribe trades</source>
        <translation>Abschlüsse abonnieren</translation>
    </message>
    <message>
        <source>Subscribe a wave</source>
        <translation>Eine Welle abonnieren</translation>
    </message>
    <message>
        <source>Greet</source>
        <translation>Grüßen</translation>
    </message>
    <message>
        <source>List channels</source>
        <translation>Kanäle auflisten</translation>
    </message>
    <message>
        <source>Three floats</source>
        <translation>Drei Floats</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::ChaosClient</name>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
    <message>
        <source>asleep</source>
        <translation>schläft</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::ChaosCrowd</name>
    <message numerus="yes">
        <source>healed %n×</source>
        <translation>
            <numerusform>%n× geheilt</numerusform>
            <numerusform>%n× geheilt</numerusform>
        </translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::ChaosLab</name>
    <message>
        <source>Blackhole</source>
        <translation>Blackhole</translation>
    </message>
    <message>
        <source>Nothing comes any more, and no end either. Only who asks notices: after one to two of its heartbeats.</source>
        <translation>Nichts kommt mehr, auch kein Ende. Nur wer fragt, merkt es: nach einem bis zwei seiner Heartbeats.</translation>
    </message>
    <message>
        <source>Reconnect storm</source>
        <translation>Reconnect-Sturm</translation>
    </message>
    <message>
        <source>Everybody is cut at once. Who waits by a fixed schedule comes back all at once; a drawn delay spreads them out.</source>
        <translation>Alle werden zugleich gekappt. Wer nach festem Plan wartet, kommt mit allen auf einmal wieder; eine ausgeloste Wartezeit verteilt sie.</translation>
    </message>
    <message>
        <source>Broken book</source>
        <translation>Kaputtes Orderbuch</translation>
    </message>
    <message>
        <source>Changes of an order book are lost. One client finds the hole and asks for the book anew, the other shows a wrong one.</source>
        <translation>Änderungen eines Orderbuchs gehen verloren. Ein Client findet die Lücke und fragt das Orderbuch neu an, der andere zeigt ein falsches.</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neustart</translation>
    </message>
    <message>
        <source>1012: come back. Who says where it stopped gets what came meanwhile; who does not has a hole.</source>
        <translation>1012: wiederkommen. Wer sagt, wo er aufhörte, bekommt, was inzwischen kam; wer nicht, hat eine Lücke.</translation>
    </message>
    <message>
        <source>Muted pongs</source>
        <translation>Stumme Pongs</translation>
    </message>
    <message>
        <source>Data comes, but no pong. Who counts on pongs gives up a connection that still works; who counts any data as life stays.</source>
        <translation>Daten kommen, aber kein Pong. Wer auf Pongs zählt, gibt eine Verbindung auf, die noch funktioniert; wem alle Daten als Lebenszeichen gelten, der bleibt.</translation>
    </message>
    <message>
        <source>Half-open</source>
        <translation>Halb offen</translation>
    </message>
    <message>
        <source>What the client sends is lost, what it is sent comes. Data alone proves nothing: only a ping that is not answered shows it.</source>
        <translation>Was der Client sendet, geht verloren, was er gesendet bekommt, kommt an. Daten allein beweisen nichts: nur ein Ping, der unbeantwortet bleibt, zeigt es.</translation>
    </message>
    <message>
        <source>Sleep</source>
        <translation>Schlaf</translation>
    </message>
    <message>
        <source>A lid is shut for six seconds. What waited meanwhile comes at once, and is old: show its age, or skip it.</source>
        <translation>Ein Deckel ist sechs Sekunden lang zu. Was inzwischen wartete, kommt auf einmal und ist alt: sein Alter zeigen oder es überspringen.</translation>
    </message>
    <message>
        <source>ping every %1, drawn delays</source>
        <translation>Ping alle %1, geloste Pausen</translation>
    </message>
    <message>
        <source>The clients connect.</source>
        <translation>Die Clients verbinden sich.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>ping every %1</source>
        <translation>Ping alle %1</translation>
    </message>
    <message>
        <source>sends no pings</source>
        <translation>sendet keine Pings</translation>
    </message>
    <message>
        <source>Silence: who notices?</source>
        <translation>Stille: wer merkt es?</translation>
    </message>
    <message>
        <source>%1 (%2): %3</source>
        <translation>%1 (%2): %3</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Noticed after – %1</source>
        <translation>Bemerkt nach – %1</translation>
    </message>
    <message>
        <source>0.5, 1, 2, 4 s</source>
        <translation>0,5; 1; 2; 4 s</translation>
    </message>
    <message>
        <source>drawn delays</source>
        <translation>ausgeloste Wartezeiten</translation>
    </message>
    <message>
        <source>Everybody is cut, and nobody is let in for %1.</source>
        <translation>Alle werden gekappt, und %1 lang wird niemand zugelassen.</translation>
    </message>
    <message>
        <source>The server is back.</source>
        <translation>Der Server ist wieder da.</translation>
    </message>
    <message>
        <source>The most attempts within %1: %2 of %4 with a fixed schedule, %3 of %4 with drawn delays.</source>
        <translation>Die meisten Versuche binnen %1: %2 von %4 mit festem Plan, %3 von %4 mit ausgelosten Wartezeiten.</translation>
    </message>
    <message>
        <source>checks its book, asks for it anew</source>
        <translation>prüft sein Orderbuch, fragt es neu an</translation>
    </message>
    <message>
        <source>takes what comes</source>
        <translation>nimmt, was kommt</translation>
    </message>
    <message>
        <source>Of every 20 changes of the book 2 are left out.</source>
        <translation>Von je 20 Änderungen des Orderbuchs werden 2 ausgelassen.</translation>
    </message>
    <message>
        <source>The book did not change: is the market open?</source>
        <translation>Das Orderbuch änderte sich nicht: ist der Markt offen?</translation>
    </message>
    <message>
        <source>The one that checks found its book broken %1× and has a right one again; the other shows a wrong one.</source>
        <translation>Der Client, der prüft, fand sein Orderbuch %1× kaputt und hat wieder ein richtiges; der andere zeigt ein falsches.</translation>
    </message>
    <message>
        <source>says where it stopped</source>
        <translation>sagt, wo er aufhörte</translation>
    </message>
    <message>
        <source>begins anew</source>
        <translation>beginnt neu</translation>
    </message>
    <message>
        <source>1012, and nobody is let in for %1.</source>
        <translation>1012, und %1 lang wird niemand zugelassen.</translation>
    </message>
    <message>
        <source>Missed: %1 by who said where it stopped, %2 by who did not.</source>
        <translation>Verpasst: %1 von dem, der sagte, wo er aufhörte, %2 von dem, der es nicht sagte.</translation>
    </message>
    <message>
        <source>any data is a sign of life</source>
        <translation>alle Daten gelten als Lebenszeichen</translation>
    </message>
    <message>
        <source>Pings are not answered any more.</source>
        <translation>Pings werden nicht mehr beantwortet.</translation>
    </message>
    <message>
        <source>What the clients send does not arrive any more.</source>
        <translation>Was die Clients senden, kommt nicht mehr an.</translation>
    </message>
    <message>
        <source>its lid is shut</source>
        <translation>sein Deckel ist zu</translation>
    </message>
    <message>
        <source>The lid is shut.</source>
        <translation>Der Deckel ist zu.</translation>
    </message>
    <message>
        <source>It is open again.</source>
        <translation>Er ist wieder offen.</translation>
    </message>
    <message>
        <source>Awake it got all that had waited: %1 missed. The oldest was six seconds old.</source>
        <translation>Aufgewacht bekam er alles, was gewartet hatte: %1 verpasst. Das Älteste war sechs Sekunden alt.</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::CloseTrial</name>
    <message>
        <source>nothing within %1 s</source>
        <translation>nichts binnen %1 s</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>nicht mitgeteilt</translation>
    </message>
    <message>
        <source>clean</source>
        <translation>sauber</translation>
    </message>
    <message>
        <source>not clean</source>
        <translation>nicht sauber</translation>
    </message>
    <message>
        <source>HTTP %1 · %2</source>
        <translation>HTTP %1 · %2</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>the gateway was answered %1</source>
        <translation>dem Gateway wurde mit %1 geantwortet</translation>
    </message>
    <message>
        <source>from the Lab</source>
        <translation>aus dem Labor</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::EventTransport</name>
    <message>
        <source>Refused: %1</source>
        <translation>Abgelehnt: %1</translation>
    </message>
    <message>
        <source>An event was too long</source>
        <translation>Ein Event war zu lang</translation>
    </message>
    <message>
        <source>The server ended the stream</source>
        <translation>Der Server beendete den Stream</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::FaultRack</name>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Everything comes so much later.</source>
        <translation>Alles kommt um so viel später.</translation>
    </message>
    <message>
        <source>Bandwidth</source>
        <translation>Bandbreite</translation>
    </message>
    <message>
        <source>A thin line: so many bytes a second.</source>
        <translation>Eine dünne Leitung: so viele Bytes je Sekunde.</translation>
    </message>
    <message>
        <source>Stall</source>
        <translation>Stillstand</translation>
    </message>
    <message>
        <source>Nothing for so long, then all of it.</source>
        <translation>So lange nichts, dann alles auf einmal.</translation>
    </message>
    <message>
        <source>Slicer</source>
        <translation>Zerstückeln</translation>
    </message>
    <message>
        <source>Small pieces: frames come cut anywhere.</source>
        <translation>Kleine Stücke: Frames kommen an beliebiger Stelle zerschnitten.</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>Stille</translation>
    </message>
    <message>
        <source>Nothing comes any more, and nobody says so.</source>
        <translation>Nichts kommt mehr, und niemand sagt es.</translation>
    </message>
    <message>
        <source>Blackhole</source>
        <translation>Blackhole</translation>
    </message>
    <message>
        <source>Nothing passes either way.</source>
        <translation>Nichts kommt durch, in keine Richtung.</translation>
    </message>
    <message>
        <source>Half close</source>
        <translation>Halb schließen</translation>
    </message>
    <message>
        <source>The server&apos;s side ends, and it reads on.</source>
        <translation>Die Seite des Servers endet, und er liest weiter.</translation>
    </message>
    <message>
        <source>Corrupt</source>
        <translation>Verfälschen</translation>
    </message>
    <message>
        <source>So many bits of every KiB are flipped.</source>
        <translation>So viele Bits je KiB werden umgekehrt.</translation>
    </message>
    <message>
        <source>End after bytes</source>
        <translation>Ende nach Bytes</translation>
    </message>
    <message>
        <source>The connection ends after so many.</source>
        <translation>Die Verbindung endet nach so vielen.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>TCP is reset after so long.</source>
        <translation>TCP wird nach so langer Zeit zurückgesetzt.</translation>
    </message>
    <message>
        <source>Slow close</source>
        <translation>Langsames Ende</translation>
    </message>
    <message>
        <source>The end comes so much later.</source>
        <translation>Das Ende kommt um so viel später.</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Handshakes are answered with this status.</source>
        <translation>Handshakes werden mit diesem Status beantwortet.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>A close frame with this code, out of the blue.</source>
        <translation>Ein Close-Frame mit diesem Code, aus heiterem Himmel.</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Kappen</translation>
    </message>
    <message>
        <source>The end without a close frame: 1006.</source>
        <translation>Das Ende ohne Close-Frame: 1006.</translation>
    </message>
    <message>
        <source>Muted pongs</source>
        <translation>Stumme Pongs</translation>
    </message>
    <message>
        <source>The client&apos;s pings are not answered.</source>
        <translation>Die Pings des Clients werden nicht beantwortet.</translation>
    </message>
    <message>
        <source>Fragments</source>
        <translation>Fragmente</translation>
    </message>
    <message>
        <source>Messages come in frames of so many bytes.</source>
        <translation>Nachrichten kommen in Frames von so vielen Bytes.</translation>
    </message>
    <message>
        <source>Reserved bit</source>
        <translation>Reserviertes Bit</translation>
    </message>
    <message>
        <source>A bit is set that nobody agreed on: 1002.</source>
        <translation>Ein Bit ist gesetzt, das niemand vereinbart hat: 1002.</translation>
    </message>
    <message>
        <source>Bad UTF-8</source>
        <translation>Falsches UTF-8</translation>
    </message>
    <message>
        <source>A text that is none: 1007.</source>
        <translation>Ein Text, der keiner ist: 1007.</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>So many messages in a row are left out.</source>
        <translation>So viele Nachrichten hintereinander werden ausgelassen.</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Each message is left out by its own draw.</source>
        <translation>Jede Nachricht wird nach eigenem Los ausgelassen.</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Verdoppeln</translation>
    </message>
    <message>
        <source>Messages come twice.</source>
        <translation>Nachrichten kommen zweimal.</translation>
    </message>
    <message>
        <source>Reorder</source>
        <translation>Umordnen</translation>
    </message>
    <message>
        <source>A message comes after so many later ones.</source>
        <translation>Eine Nachricht kommt erst nach so vielen späteren.</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>Verzögern</translation>
    </message>
    <message>
        <source>A message comes later, others overtake it.</source>
        <translation>Eine Nachricht kommt später, andere überholen sie.</translation>
    </message>
    <message>
        <source>Wrong checksum</source>
        <translation>Falsche Prüfsumme</translation>
    </message>
    <message>
        <source>An order book&apos;s checksum is not its own.</source>
        <translation>Die Prüfsumme eines Orderbuchs ist nicht seine eigene.</translation>
    </message>
    <message>
        <source>Clock skew</source>
        <translation>Falsche Uhr</translation>
    </message>
    <message>
        <source>The server&apos;s clock is ahead by so much.</source>
        <translation>Die Uhr des Servers geht um so viel vor.</translation>
    </message>
    <message>
        <source>Spoilt JSON</source>
        <translation>Verdorbenes JSON</translation>
    </message>
    <message>
        <source>A message&apos;s JSON ends in the middle.</source>
        <translation>Das JSON einer Nachricht endet mittendrin.</translation>
    </message>
    <message>
        <source>everybody but this window</source>
        <translation>alle außer diesem Fenster</translation>
    </message>
    <message>
        <source>this window</source>
        <translation>dieses Fenster</translation>
    </message>
    <message>
        <source>after %1</source>
        <translation>nach %1</translation>
    </message>
    <message>
        <source>every %1th message</source>
        <translation>jede %1. Nachricht</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::HandshakeLab</name>
    <message>
        <source>Nothing came within %1 s.</source>
        <translation>Binnen %1 s kam nichts.</translation>
    </message>
    <message numerus="yes">
        <source>… (%Ln byte(s))</source>
        <translation>
            <numerusform>… (%Ln Byte)</numerusform>
            <numerusform>… (%Ln Bytes)</numerusform>
        </translation>
    </message>
    <message>
        <source>
… and nothing more</source>
        <translation>
… und nichts weiter</translation>
    </message>
    <message>
        <source>Waiting for the server to lose its patience …</source>
        <translation>Wartet, bis der Server die Geduld verliert …</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>The forged bytes go over plain TCP: a ws:// address is wanted.</source>
        <translation>Die gefälschten Bytes gehen über reines TCP: nötig ist eine Adresse mit ws://.</translation>
    </message>
    <message>
        <source>The peer ended the connection without an answer.</source>
        <translation>Die Gegenseite beendete die Verbindung ohne Antwort.</translation>
    </message>
    <message>
        <source>The limit was not reached in %1 handshakes.</source>
        <translation>Nach %1 Handshakes war die Grenze nicht erreicht.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln handshake(s) so far</source>
        <translation>
            <numerusform>bisher %Ln Handshake</numerusform>
            <numerusform>bisher %Ln Handshakes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>after %Ln handshake(s)</source>
        <translation>
            <numerusform>nach %Ln Handshake</numerusform>
            <numerusform>nach %Ln Handshakes</numerusform>
        </translation>
    </message>
    <message>
        <source>The protocol is switched: from the empty line on, both sides send frames.</source>
        <translation>Das Protokoll ist gewechselt: ab der Leerzeile senden beide Seiten Frames.</translation>
    </message>
    <message>
        <source>The request is malformed, or its key is not the base64 form of 16 bytes.</source>
        <translation>Die Anfrage ist fehlerhaft, oder ihr Schlüssel ist keine 16 Bytes in Base64.</translation>
    </message>
    <message>
        <source>A token was shown and it is not valid; nothing is upgraded for it.</source>
        <translation>Ein Token wurde gezeigt, und es ist nicht gültig; dafür gibt es kein Upgrade.</translation>
    </message>
    <message>
        <source>The Origin or Host is not one that this server answers to: a foreign page cannot ride on a visitor&apos;s browser.</source>
        <translation>Origin oder Host gehören nicht zu denen, die dieser Server bedient: eine fremde Seite kann den Browser eines Besuchers nicht missbrauchen.</translation>
    </message>
    <message>
        <source>There is nothing at this path; channel endpoints are /, /ws, /socket, /chat and /realtime.</source>
        <translation>An diesem Pfad ist nichts; Endpunkte mit Kanälen sind /, /ws, /socket, /chat und /realtime.</translation>
    </message>
    <message>
        <source>A handshake is a GET; the Allow header says what the path knows.</source>
        <translation>Ein Handshake ist ein GET; der Header Allow sagt, was der Pfad kann.</translation>
    </message>
    <message>
        <source>The request did not arrive in time: an unfinished handshake holds a place.</source>
        <translation>Die Anfrage kam nicht rechtzeitig an: ein unfertiger Handshake belegt einen Platz.</translation>
    </message>
    <message>
        <source>The path speaks WebSocket, version 13, and the request did not ask for that; the answer&apos;s headers say what to ask for.</source>
        <translation>Der Pfad spricht WebSocket, Version 13, und die Anfrage verlangte das nicht; die Header der Antwort sagen, was zu verlangen ist.</translation>
    </message>
    <message>
        <source>Too many handshakes from one address; Retry-After says when to come back.</source>
        <translation>Zu viele Handshakes von einer Adresse; Retry-After sagt, wann wieder.</translation>
    </message>
    <message>
        <source>The header block is larger than the 16 KiB that the server reads.</source>
        <translation>Der Header ist größer als die 16 KiB, die der Server liest.</translation>
    </message>
    <message>
        <source>The server is full or going down; Retry-After says when to come back.</source>
        <translation>Der Server ist voll oder fährt herunter; Retry-After sagt, wann wieder.</translation>
    </message>
    <message>
        <source>The server speaks HTTP/1.1.</source>
        <translation>Der Server spricht HTTP/1.1.</translation>
    </message>
    <message>
        <source>The server answered %1.</source>
        <translation>Der Server antwortete %1.</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::HeartbeatTrial</name>
    <message>
        <source>ping</source>
        <translation>Ping</translation>
    </message>
    <message>
        <source>pong</source>
        <translation>Pong</translation>
    </message>
    <message>
        <source>%1, without a close frame</source>
        <translation>%1, ohne Close-Frame</translation>
    </message>
    <message>
        <source>given up</source>
        <translation>aufgegeben</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::PollTransport</name>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>Refused: %1</source>
        <translation>Abgelehnt: %1</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::Reader</name>
    <message>
        <source>fast</source>
        <translation>schnell</translation>
    </message>
    <message>
        <source>1 Mbit/s</source>
        <translation>1 Mbit/s</translation>
    </message>
    <message>
        <source>64 kbit/s</source>
        <translation>64 kbit/s</translation>
    </message>
    <message>
        <source>stalled</source>
        <translation>steht</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::ReaderRack</name>
    <message>
        <source>The unbounded reader was taken away at %1 of queue</source>
        <translation>Der unbegrenzte Leser wurde bei %1 Warteschlange weggenommen</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
    <message>
        <source>losing</source>
        <translation>verliert</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>im Rückstand</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>closing</source>
        <translation>schließt</translation>
    </message>
    <message>
        <source>ended: %1</source>
        <translation>beendet: %1</translation>
    </message>
    <message>
        <source>ended: %1, %2</source>
        <translation>beendet: %1, %2</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::ScenarioLab</name>
    <message>
        <source>publish %1, %2/s for %3</source>
        <translation>%1 veröffentlichen, %2/s, %3 lang</translation>
    </message>
    <message>
        <source>%1 sends</source>
        <translation>%1 sendet</translation>
    </message>
    <message>
        <source>%1 pauses for %2</source>
        <translation>%1 pausiert %2 lang</translation>
    </message>
    <message>
        <source>cut %1</source>
        <translation>%1 kappen</translation>
    </message>
    <message>
        <source>fault %1</source>
        <translation>Störung %1</translation>
    </message>
    <message>
        <source>heal</source>
        <translation>heilen</translation>
    </message>
    <message>
        <source>drain</source>
        <translation>leeren</translation>
    </message>
    <message>
        <source>kill</source>
        <translation>töten</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>stoppen</translation>
    </message>
    <message>
        <source>start</source>
        <translation>starten</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 is larger than 256 KiB</source>
        <translation>%1 ist größer als 256 KiB</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::SocketTransport</name>
    <message>
        <source>Refused: %1</source>
        <translation>Abgelehnt: %1</translation>
    </message>
    <message>
        <source>The server broke the protocol</source>
        <translation>Der Server verletzte das Protokoll</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::TabCrowd</name>
    <message>
        <source>The tabs use no TLS: connect the window to a ws:// address.</source>
        <translation>Die Tabs nutzen kein TLS: das Fenster mit einer Adresse mit ws:// verbinden.</translation>
    </message>
    <message>
        <source>Tab %1</source>
        <translation>Tab %1</translation>
    </message>
    <message>
        <source>waits for a connection, %1</source>
        <translation>wartet auf eine Verbindung, %1</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::TransportAdviser</name>
    <message>
        <source>WebSocket</source>
        <translation>WebSocket</translation>
    </message>
    <message>
        <source>Server-sent events</source>
        <translation>Server-Sent Events</translation>
    </message>
    <message>
        <source>Server-sent events, and requests the other way</source>
        <translation>Server-Sent Events, und Anfragen in die andere Richtung</translation>
    </message>
    <message>
        <source>Long poll</source>
        <translation>Long Poll</translation>
    </message>
    <message>
        <source>Long poll, and requests the other way</source>
        <translation>Long Poll, und Anfragen in die andere Richtung</translation>
    </message>
    <message>
        <source>Short poll</source>
        <translation>Kurzer Poll</translation>
    </message>
    <message>
        <source>Plain requests</source>
        <translation>Einfache Anfragen</translation>
    </message>
    <message>
        <source>Both ways, more than 1 message/s or within 100 ms: WebSocket.</source>
        <translation>Beide Richtungen, mehr als 1 Nachricht/s oder binnen 100 ms: WebSocket.</translation>
    </message>
    <message>
        <source>Binary: a text transport adds base64&apos;s 33 %, a WebSocket nothing.</source>
        <translation>Binär: ein Transport für Text zahlt die 33 % von Base64, ein WebSocket nichts.</translation>
    </message>
    <message>
        <source>Push only: server-sent events, which come back by themselves.</source>
        <translation>Nur Push: Server-Sent Events, die von selbst wiederkommen.</translation>
    </message>
    <message>
        <source>Push, and now and then a word back: events down, a request up.</source>
        <translation>Push, und ab und zu ein Wort zurück: Events hinunter, eine Anfrage hinauf.</translation>
    </message>
    <message>
        <source>Less than one message a minute: ask for it; requests keep caches and need no state.</source>
        <translation>Weniger als eine Nachricht je Minute: danach fragen; Anfragen nutzen Caches und brauchen keinen Zustand.</translation>
    </message>
    <message>
        <source>Nothing comes down: a request for each message is all it takes.</source>
        <translation>Nichts kommt herunter: eine Anfrage je Nachricht genügt.</translation>
    </message>
    <message>
        <source>More than 1 message/s: a request&apos;s head would outweigh what it carries.</source>
        <translation>Mehr als 1 Nachricht/s: der Header einer Anfrage wöge mehr, als sie trägt.</translation>
    </message>
    <message>
        <source>Proxies that let no upgrade pass: plain HTTP does the same, at its price. Try wss first: it often passes where ws does not.</source>
        <translation>Proxys, die kein Upgrade durchlassen: reines HTTP leistet dasselbe, zu seinem Preis. Erst wss versuchen: das kommt oft durch, wo ws nicht durchkommt.</translation>
    </message>
    <message>
        <source>A proxy that holds answers until they are whole: only answers that end get through.</source>
        <translation>Ein Proxy, der Antworten hält, bis sie vollständig sind: nur Antworten, die enden, kommen durch.</translation>
    </message>
    <message>
        <source>Binary travels as base64 there: a third more bytes.</source>
        <translation>Binäres reist dort als Base64: ein Drittel mehr Bytes.</translation>
    </message>
    <message>
        <source>A browser has six connections per host on HTTP/1.1: the seventh tab waits.</source>
        <translation>Ein Browser hat über HTTP/1.1 sechs Verbindungen je Host: der siebte Tab wartet.</translation>
    </message>
    <message>
        <source>Within 100 ms only while the answer to the last poll is on its way back.</source>
        <translation>Binnen 100 ms nur, während die Antwort auf den letzten Poll auf dem Rückweg ist.</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::TransportClaims</name>
    <message>
        <source>An HTTP request costs</source>
        <translation>Eine HTTP-Anfrage kostet</translation>
    </message>
    <message>
        <source>600 B</source>
        <translation>600 B</translation>
    </message>
    <message>
        <source>Both heads and the envelope. This client sends no cookies and few fields; a browser&apos;s are what makes 600.</source>
        <translation>Beide Header und die Hülle. Dieser Client sendet keine Cookies und wenige Felder; die eines Browsers machen die 600 aus.</translation>
    </message>
    <message>
        <source>A WebSocket frame costs</source>
        <translation>Ein WebSocket-Frame kostet</translation>
    </message>
    <message>
        <source>2–6 B</source>
        <translation>2–6 B</translation>
    </message>
    <message>
        <source>Down 2 B up to 125 B of payload, then 4; a client&apos;s mask is 4 more. Pings are counted here, too.</source>
        <translation>Hinunter 2 B bei bis zu 125 B Nutzdaten, dann 4; die Maske eines Clients sind 4 mehr. Pings zählen hier mit.</translation>
    </message>
    <message>
        <source>WebSocket saves up to</source>
        <translation>WebSocket spart bis zu</translation>
    </message>
    <message>
        <source>100 ×</source>
        <translation>100 ×</translation>
    </message>
    <message>
        <source>Overhead of a long poll&apos;s event to a frame&apos;s; with the event itself in both it is far less.</source>
        <translation>Overhead eines Events im Long Poll gegen den eines Frames; mit dem Event selbst in beiden ist es weit weniger.</translation>
    </message>
    <message>
        <source>Overhead of a long poll&apos;s event to a frame&apos;s; with the event itself in both it is %1.</source>
        <translation>Overhead eines Events im Long Poll gegen den eines Frames; mit dem Event selbst in beiden ist es %1.</translation>
    </message>
    <message>
        <source>Base64 adds</source>
        <translation>Base64 erhöht um</translation>
    </message>
    <message>
        <source>33 %</source>
        <translation>33 %</translation>
    </message>
    <message>
        <source>Choose Float32 as the feed.</source>
        <translation>Float32 als Feed wählen.</translation>
    </message>
    <message>
        <source>33 % and the JSON around it. The same values as JSON text take %1.</source>
        <translation>33 % und das JSON darum. Dieselben Werte als JSON-Text brauchen %1.</translation>
    </message>
</context>
<context>
    <name>wavetape::lab::TransportRack</name>
    <message>
        <source>A relay of this window holds each answer until 4 KiB of it or all are there, as nginx does by default; X-Accel-Buffering: no, which the server sends, has it pass at once.</source>
        <translation>Ein Relais dieses Fensters hält jede Antwort, bis 4 KiB davon oder alles da ist, wie es nginx ohne Weiteres tut; mit X-Accel-Buffering: no, das der Server sendet, geht sie sofort durch.</translation>
    </message>
    <message>
        <source>The same relay, and the header is lost before it: events come by the heap, or never. Answers that end get through, and a WebSocket is no answer.</source>
        <translation>Dasselbe Relais, und der Header geht davor verloren: Events kommen haufenweise oder nie. Antworten, die enden, kommen durch, und ein WebSocket ist keine Antwort.</translation>
    </message>
    <message>
        <source>A relay of this window cuts what is silent for 4 s (a proxy&apos;s minute, fifteen times as fast); a server beside this one sends a ping or a comment every 2 s.</source>
        <translation>Ein Relais dieses Fensters kappt, was 4 s still ist (die Minute eines Proxys, fünfzehnmal so schnell); ein Server neben diesem sendet alle 2 s einen Ping oder einen Kommentar.</translation>
    </message>
    <message>
        <source>The same relay, and a server that sends neither pings nor comments: what waits for an event in 10 s is cut before it comes.</source>
        <translation>Dasselbe Relais, und ein Server, der weder Pings noch Kommentare sendet: was 10 s auf ein Event wartet, wird vorher gekappt.</translation>
    </message>
    <message>
        <source>After 5 s of a connection nothing that its client sends arrives. Events go on; a WebSocket&apos;s pongs are missed and the server ends it; polls ask in vain.</source>
        <translation>Nach 5 s einer Verbindung kommt nichts mehr an, was ihr Client sendet. Events gehen weiter; die Pongs eines WebSockets fehlen, und der Server beendet ihn; Polls fragen vergebens.</translation>
    </message>
    <message>
        <source>No port for the relay is free.</source>
        <translation>Für das Relais ist kein Port frei.</translation>
    </message>
    <message>
        <source>The four are measured without TLS: connect the window to a ws:// address.</source>
        <translation>Die vier werden ohne TLS gemessen: das Fenster mit einer Adresse mit ws:// verbinden.</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>WebSocket</source>
        <translation>WebSocket</translation>
    </message>
    <message>
        <source>Server-sent events</source>
        <translation>Server-Sent Events</translation>
    </message>
    <message>
        <source>Long poll</source>
        <translation>Long Poll</translation>
    </message>
    <message>
        <source>Short poll</source>
        <translation>Kurzer Poll</translation>
    </message>
    <message>
        <source>keep-alive</source>
        <translation>Keep-alive</translation>
    </message>
    <message>
        <source>a connection each</source>
        <translation>je eine Verbindung</translation>
    </message>
    <message>
        <source>one connection, frames both ways</source>
        <translation>eine Verbindung, beide Richtungen</translation>
    </message>
    <message>
        <source>one answer that does not end</source>
        <translation>eine Antwort, die nicht endet</translation>
    </message>
    <message>
        <source>held until there is news; %1</source>
        <translation>gehalten bis zum Event; %1</translation>
    </message>
    <message>
        <source>asked every second; %1</source>
        <translation>jede Sekunde gefragt; %1</translation>
    </message>
    <message>
        <source>latency p50</source>
        <translation>Latenz p50</translation>
    </message>
    <message>
        <source>latency p99</source>
        <translation>Latenz p99</translation>
    </message>
    <message>
        <source>events</source>
        <translation>Events</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>verpasst</translation>
    </message>
    <message>
        <source>late, &gt; 100 ms</source>
        <translation>spät, &gt; 100 ms</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>bytes down</source>
        <translation>Bytes hinunter</translation>
    </message>
    <message>
        <source>bytes up</source>
        <translation>Bytes hinauf</translation>
    </message>
    <message>
        <source>CPU per event</source>
        <translation>CPU je Event</translation>
    </message>
</context>
<context>
    <name>wavetape::plotting::TraceItem</name>
    <message>
        <source>The stream overwrote the samples while they were read: pause it first.</source>
        <translation>Der Stream überschrieb die Abtastwerte, während sie gelesen wurden: erst anhalten.</translation>
    </message>
</context>
<context>
    <name>wavetape::recordings::RecordingFolder</name>
    <message>
        <source>%1 cannot be read</source>
        <translation>%1 lässt sich nicht lesen</translation>
    </message>
</context>
<context>
    <name>wavetape::recordings::RecordingView</name>
    <message>
        <source>Without its end: it was cut, or is still being written</source>
        <translation>Ohne Ende: abgeschnitten, oder wird noch geschrieben</translation>
    </message>
    <message>
        <source>Repairing …</source>
        <translation>Repariert …</translation>
    </message>
    <message>
        <source>%1: %2 messages</source>
        <translation>%1: %2 Nachrichten</translation>
    </message>
    <message numerus="yes">
        <source>%Ln damaged place(s), %1: what is whole can be replayed</source>
        <translation>
            <numerusform>%Ln beschädigte Stelle, %1: was heil ist, lässt sich wiedergeben</numerusform>
            <numerusform>%Ln beschädigte Stellen, %1: was heil ist, lässt sich wiedergeben</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wavetape::report::MarketCheck</name>
    <message>
        <source>%1 or more</source>
        <translation>%1 oder mehr</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>%1: %2, within %3</source>
        <translation>%1: %2, innerhalb von %3</translation>
    </message>
    <message>
        <source>%1: %2, not %3</source>
        <translation>%1: %2, nicht %3</translation>
    </message>
    <message>
        <source>%1, %2, %3 h</source>
        <translation>%1, %2, %3 h</translation>
    </message>
    <message>
        <source>seed 1</source>
        <translation>Startwert 1</translation>
    </message>
    <message>
        <source>seeds 1 to %1</source>
        <translation>Startwerte 1 bis %1</translation>
    </message>
    <message>
        <source>seam: %1</source>
        <translation>Naht: %1</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <translation>%1 ± %2</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::BookFeed</name>
    <message>
        <source>bid %1 size %2, ask %3 size %4</source>
        <translation>Geld %1 Menge %2, Brief %3 Menge %4</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::ClusterTable</name>
    <message>
        <source>leads the feed</source>
        <translation>führt den Feed</translation>
    </message>
    <message>
        <source>follows</source>
        <translation>folgt</translation>
    </message>
    <message>
        <source>feed of its own</source>
        <translation>eigener Feed</translation>
    </message>
    <message>
        <source>no feed</source>
        <translation>kein Feed</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::ConnectionDetail</name>
    <message>
        <source>Stopped while the page was not seen</source>
        <translation>Angehalten, während die Seite nicht zu sehen war</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>%1, lagging</source>
        <translation>%1, im Rückstand</translation>
    </message>
    <message>
        <source>Faults on request</source>
        <translation>Gewünschte Fehler</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Transport</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>Dialect</source>
        <translation>Dialekt</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Origin</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>%1, messages: %2</source>
        <translation>%1, Nachrichten: %2</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>TLS: bytes are those within it</source>
        <translation>TLS: Bytes sind die darin</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Umlaufzeit</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>%1 in %2 messages, oldest %3</source>
        <translation>%1 in %2 Nachrichten, älteste %3</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>Conflated</source>
        <translation>Zusammengefasst</translation>
    </message>
    <message>
        <source>Lagged notices</source>
        <translation>Lagged-Meldungen</translation>
    </message>
    <message>
        <source>Client reports</source>
        <translation>Der Client meldet</translation>
    </message>
    <message>
        <source>lag %1, buffered %2</source>
        <translation>Rückstand %1, gepuffert %2</translation>
    </message>
    <message>
        <source>not read, %1×</source>
        <translation>nicht gelesen, %1×</translation>
    </message>
    <message>
        <source>not read</source>
        <translation>nicht gelesen</translation>
    </message>
    <message>
        <source>read again</source>
        <translation>wieder gelesen</translation>
    </message>
    <message>
        <source>Close code</source>
        <translation>Close-Code</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Closed by</source>
        <translation>Geschlossen von</translation>
    </message>
    <message>
        <source>Clean</source>
        <translation>Sauber</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Ended at</source>
        <translation>Beendet um</translation>
    </message>
    <message>
        <source>Lasted</source>
        <translation>Dauerte</translation>
    </message>
    <message>
        <source>No answer from the server</source>
        <translation>Keine Antwort vom Server</translation>
    </message>
    <message>
        <source>Ping sent</source>
        <translation>Ping gesendet</translation>
    </message>
    <message>
        <source>%1 is never sent on the wire</source>
        <translation>%1 wird nie übertragen</translation>
    </message>
    <message>
        <source>Closing with %1</source>
        <translation>Schließt mit %1</translation>
    </message>
    <message>
        <source>Its pongs are ignored: the heartbeat will end it</source>
        <translation>Ihre Pongs werden überhört: der Heartbeat wird sie beenden</translation>
    </message>
    <message>
        <source>%1 now uses %2, at most %3</source>
        <translation>%1 nutzt jetzt %2, höchstens %3</translation>
    </message>
    <message>
        <source>%1 now uses %2</source>
        <translation>%1 nutzt jetzt %2</translation>
    </message>
    <message>
        <source>the proxy&apos;s cookie</source>
        <translation>das Cookie des Proxys</translation>
    </message>
    <message>
        <source>its address</source>
        <translation>seine Adresse</translation>
    </message>
    <message>
        <source>%1, of node %2</source>
        <translation>%1, vom Knoten %2</translation>
    </message>
    <message>
        <source>Kept on its node by</source>
        <translation>Am Knoten gehalten durch</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::ConnectionTable</name>
    <message>
        <source>Wavetape</source>
        <translation>Wavetape</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>losing</source>
        <translation>verliert</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>im Rückstand</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>closing</source>
        <translation>schließt</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::Dashboard</name>
    <message>
        <source>Messages per second</source>
        <translation>Nachrichten je Sekunde</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Latency (p99)</source>
        <translation>Latenz (p99)</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::EventLog</name>
    <message>
        <source>by %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>not clean</source>
        <translation>nicht sauber</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::FrameWatch</name>
    <message>
        <source>not recorded: it may carry a token</source>
        <translation>nicht aufgezeichnet: könnte ein Token tragen</translation>
    </message>
    <message>
        <source>No answer from the server</source>
        <translation>Keine Antwort vom Server</translation>
    </message>
    <message>
        <source>The server stopped: %1</source>
        <translation>Der Server hielt an: %1</translation>
    </message>
    <message>
        <source>%1  (%2 bytes: %3-bit length, key %4)</source>
        <translation>%1  (%2 Bytes: Länge mit %3 Bit, Schlüssel %4)</translation>
    </message>
    <message>
        <source>%1  (%2 bytes: %3-bit length, not masked)</source>
        <translation>%1  (%2 Bytes: Länge mit %3 Bit, nicht maskiert)</translation>
    </message>
    <message>
        <source>%1 … (%2 not recorded)</source>
        <translation>%1 … (%2 nicht aufgezeichnet)</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::LinkStatus</name>
    <message>
        <source>This is not a ws, wss, http or https address</source>
        <translation>Das ist keine Adresse mit ws, wss, http oder https</translation>
    </message>
    <message>
        <source>A token goes into its own field, not into the address</source>
        <translation>Ein Token gehört in sein eigenes Feld, nicht in die Adresse</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::LoadAlerts</name>
    <message>
        <source>%1 above %2: %3</source>
        <translation>%1 über %2: %3</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::NewsFeed</name>
    <message>
        <source>alert at %1: %2</source>
        <translation>Alarm um %1: %2</translation>
    </message>
    <message>
        <source>news at %1: %2</source>
        <translation>News um %1: %2</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::PriceAlarm</name>
    <message>
        <source>%1 rose to %2</source>
        <translation>%1 stieg auf %2</translation>
    </message>
    <message>
        <source>%1 fell to %2</source>
        <translation>%1 fiel auf %2</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::SessionFeed</name>
    <message>
        <source>Trading</source>
        <translation>Handel</translation>
    </message>
    <message>
        <source>Opening auction</source>
        <translation>Eröffnungsauktion</translation>
    </message>
    <message>
        <source>Closing auction</source>
        <translation>Schlussauktion</translation>
    </message>
    <message>
        <source>Closed for the night</source>
        <translation>Über Nacht geschlossen</translation>
    </message>
    <message>
        <source>Halted: the price left its band</source>
        <translation>Ausgesetzt: der Preis verließ sein Band</translation>
    </message>
    <message>
        <source>Halted: the market fell by 7 %</source>
        <translation>Ausgesetzt: der Markt fiel um 7 %</translation>
    </message>
    <message>
        <source>Halted: the market fell by 13 %</source>
        <translation>Ausgesetzt: der Markt fiel um 13 %</translation>
    </message>
    <message>
        <source>No session</source>
        <translation>Keine Sitzung</translation>
    </message>
    <message>
        <source>%1, %2 left</source>
        <translation>%1, noch %2</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::TradeTape</name>
    <message>
        <source>auction of %1 at %2</source>
        <translation>Auktion von %1 bei %2</translation>
    </message>
    <message>
        <source>bought %1 at %2</source>
        <translation>gekauft %1 bei %2</translation>
    </message>
    <message>
        <source>sold %1 at %2</source>
        <translation>verkauft %1 bei %2</translation>
    </message>
    <message>
        <source>auction</source>
        <translation>Auktion</translation>
    </message>
    <message>
        <source>block</source>
        <translation>Block</translation>
    </message>
    <message>
        <source>odd</source>
        <translation>klein</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::Watchlist</name>
    <message>
        <source>halted</source>
        <translation>ausgesetzt</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
</context>
<context>
    <name>wavetape::viewmodels::WaveRates</name>
    <message>
        <source>%1 is no rate; 48000, 48k and 1.5M are</source>
        <translation>%1 ist keine Rate; 48000, 48k und 1.5M sind welche</translation>
    </message>
    <message>
        <source>%1 goes on with %2 samples a second, in a new epoch</source>
        <translation>%1 geht mit %2 Abtastwerten je Sekunde weiter, in einer neuen Epoche</translation>
    </message>
</context>
</TS>
