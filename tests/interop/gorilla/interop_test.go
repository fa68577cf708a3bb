// SPDX-License-Identifier: GPL-3.0-or-later

// gorilla/websocket as a client of wavetape-server.
package interop

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	goruntime "runtime"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const deadline = 20 * time.Second

var base string

type object = map[string]interface{}

func TestMain(m *testing.M) {
	runtime, err := os.MkdirTemp("", "wavetape-interop-")
	if err != nil {
		panic(err)
	}
	command := exec.Command(os.Getenv("WAVETAPE_SERVER"), "--listen", "127.0.0.1:0", "--feed", "open", "--speed", "4", "--limits", "off")
	command.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+runtime, "XDG_STATE_HOME="+runtime)
	// A test that panics must not leave the server behind; the kernel minds the thread that started it.
	goruntime.LockOSThread()
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	output, err := command.StdoutPipe()
	if err != nil || command.Start() != nil {
		panic("WAVETAPE_SERVER must say where wavetape-server is")
	}
	said := regexp.MustCompile(`http://127\.0\.0\.1:(\d+)/`)
	for lines := bufio.NewScanner(output); base == "" && lines.Scan(); {
		if found := said.FindStringSubmatch(lines.Text()); found != nil {
			base = "ws://127.0.0.1:" + found[1]
		}
	}
	code := 1
	if base != "" {
		code = m.Run()
	}
	command.Process.Signal(syscall.SIGTERM)
	if err := command.Wait(); err != nil {
		fmt.Println("the server ended with", err)
		code = 1
	}
	os.RemoveAll(runtime)
	os.Exit(code)
}

func open(t *testing.T, path string, protocols ...string) *websocket.Conn {
	t.Helper()
	dialer := websocket.Dialer{HandshakeTimeout: deadline, Subprotocols: protocols, WriteBufferSize: 4096}
	c, _, err := dialer.Dial(base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.SetReadDeadline(time.Now().Add(3 * deadline))
	t.Cleanup(func() { c.Close() })
	return c
}

func next(t *testing.T, c *websocket.Conn) object {
	t.Helper()
	kind, data, err := c.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	if kind != websocket.TextMessage {
		t.Fatalf("a binary message of %d bytes in place of text", len(data))
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	message := object{}
	if err := decoder.Decode(&message); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return message
}

func ask(t *testing.T, c *websocket.Conn, request object) object {
	t.Helper()
	if err := c.WriteJSON(request); err != nil {
		t.Fatal(err)
	}
	return next(t, c)
}

func integer(t *testing.T, value interface{}) int64 {
	t.Helper()
	number, ok := value.(json.Number)
	if !ok {
		t.Fatalf("%v is no number", value)
	}
	n, err := number.Int64()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func firstChannel(t *testing.T, c *websocket.Conn, prefix string) string {
	t.Helper()
	channels := ask(t, c, object{"type": "list", "id": "list", "prefix": prefix})["channels"].([]interface{})
	if len(channels) == 0 {
		t.Fatal("there is no channel ", prefix)
	}
	return channels[0].(object)["channel"].(string)
}

func welcomed(t *testing.T) *websocket.Conn {
	t.Helper()
	c := open(t, "/ws", "wavetape.v1")
	if c.Subprotocol() != "wavetape.v1" {
		t.Fatalf("subprotocol %q", c.Subprotocol())
	}
	if welcome := next(t, c); welcome["type"] != "welcome" {
		t.Fatal("first came ", welcome)
	}
	return c
}

func TestHandshakes(t *testing.T) {
	plain := open(t, "/ws")
	if plain.Subprotocol() != "" {
		t.Fatal("a subprotocol nobody asked for")
	}
	if answer := ask(t, plain, object{"type": "ping", "t": 7}); answer["type"] != "pong" {
		t.Fatal("first came ", answer)
	}
	welcomed(t)
	_, response, err := websocket.DefaultDialer.Dial(base+"/nowhere", nil)
	if err == nil || response == nil || response.StatusCode != http.StatusNotFound {
		t.Fatal("an unknown path is not 404")
	}
}

func TestEcho(t *testing.T) {
	c := open(t, "/echo")
	for _, size := range []int{0, 125, 126, 65535, 65536, 1 << 20} {
		data := make([]byte, size)
		for i := range data {
			data[i] = byte(0x20 + i*7%0x5f)
		}
		for _, kind := range []int{websocket.TextMessage, websocket.BinaryMessage} {
			// NextWriter flushes whenever its 4 KiB are full: many fragments.
			writer, err := c.NextWriter(kind)
			if err != nil {
				t.Fatal(err)
			}
			for rest := data; len(rest) > 0; {
				n := len(rest)
				if n > 3000 {
					n = 3000
				}
				if _, err := writer.Write(rest[:n]); err != nil {
					t.Fatal(err)
				}
				rest = rest[n:]
			}
			if err := writer.Close(); err != nil {
				t.Fatal(err)
			}
			gotKind, got, err := c.ReadMessage()
			if err != nil || gotKind != kind || !bytes.Equal(got, data) {
				t.Fatal(size, kind, err, gotKind, len(got))
			}
		}
	}
}

func TestPing(t *testing.T) {
	c := open(t, "/echo")
	answer := make(chan string, 1)
	c.SetPongHandler(func(data string) error { answer <- data; return nil })
	c.WriteControl(websocket.PingMessage, []byte("are you there"), time.Now().Add(deadline))
	c.WriteMessage(websocket.TextMessage, []byte("after"))
	c.ReadMessage()
	select {
	case data := <-answer:
		if data != "are you there" {
			t.Fatal(data)
		}
	default:
		t.Fatal("no pong before the echo")
	}
}

func closeCode(t *testing.T, c *websocket.Conn) int {
	t.Helper()
	for {
		_, _, err := c.ReadMessage()
		if err == nil {
			continue
		}
		closed, ok := err.(*websocket.CloseError)
		if !ok {
			t.Fatal(err)
		}
		return closed.Code
	}
}

func TestCloseCodes(t *testing.T) {
	for _, code := range []int{1000, 1001, 3000, 4999} {
		c := open(t, "/echo")
		c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, "bye"), time.Now().Add(deadline))
		if got := closeCode(t, c); got != code {
			t.Fatal("sent", code, "came", got)
		}
	}
	text := open(t, "/echo/text")
	text.WriteMessage(websocket.BinaryMessage, []byte{1})
	if got := closeCode(t, text); got != websocket.CloseUnsupportedData {
		t.Fatal(got)
	}
	invalid := open(t, "/echo")
	invalid.WriteMessage(websocket.TextMessage, []byte{0xff})
	if got := closeCode(t, invalid); got != websocket.CloseInvalidFramePayloadData {
		t.Fatal(got)
	}
}

func TestTickerAndTrades(t *testing.T) {
	c := welcomed(t)
	channel := firstChannel(t, c, "ticker.")
	ack := ask(t, c, object{"type": "subscribe", "id": 1, "channel": channel})
	if snapshot := next(t, c); ack["type"] != "ack" || snapshot["type"] != "snapshot" {
		t.Fatal(ack, snapshot)
	}
	for i, kseq := 0, int64(0); i < 5; i++ {
		live := next(t, c)
		if now := integer(t, live["kseq"]); live["channel"] != channel || now <= kseq {
			t.Fatal(live)
		} else {
			kseq = now
		}
	}
	c = welcomed(t)
	ack = ask(t, c, object{"type": "subscribe", "id": 2, "channel": firstChannel(t, c, "trades.")})
	for i := int64(1); i <= 10; i++ {
		if live := next(t, c); integer(t, live["seq"]) != integer(t, ack["seq"])+i {
			t.Fatal(ack, live)
		}
	}
}

// One side of a book: sizes by price, both as the JSON writes them.
type side map[string]string

func (s side) apply(t *testing.T, levels interface{}) {
	for _, level := range levels.([]interface{}) {
		pair := level.([]interface{})
		price, size := pair[0].(json.Number).String(), pair[1].(json.Number).String()
		if size == "0" {
			delete(s, price)
		} else {
			s[price] = size
		}
	}
}

func (s side) best(sign float64) []string {
	prices := make([]string, 0, len(s))
	for price := range s {
		prices = append(prices, price)
	}
	value := func(i int) float64 { f, _ := strconv.ParseFloat(prices[i], 64); return f }
	sort.Slice(prices, func(i, j int) bool { return sign*value(i) < sign*value(j) })
	if len(prices) > 10 {
		prices = prices[:10]
	}
	for i, price := range prices {
		prices[i] = price + ":" + s[price]
	}
	return prices
}

func TestBook(t *testing.T) {
	c := welcomed(t)
	ack := ask(t, c, object{"type": "subscribe", "id": 1, "channel": firstChannel(t, c, "book.")})
	snapshot := next(t, c)["data"].(object)
	bids, asks := side{}, side{}
	bids.apply(t, snapshot["bids"])
	asks.apply(t, snapshot["asks"])
	seq, last := integer(t, ack["seq"]), integer(t, snapshot["last"])
	for checked := 0; checked < 2; {
		delta := next(t, c)
		data := delta["data"].(object)
		seq++
		if integer(t, delta["seq"]) != seq || integer(t, data["first"]) != last+1 {
			t.Fatal("a hole before ", delta)
		}
		last = integer(t, data["last"])
		bids.apply(t, data["bids"])
		asks.apply(t, data["asks"])
		if crc, has := data["crc"]; has {
			text := strings.Join(append(bids.best(-1), asks.best(1)...), "|")
			if uint32(integer(t, crc)) != crc32.ChecksumIEEE([]byte(text)) {
				t.Fatal("the checksum of ", seq, " is not that of ", text)
			}
			checked++
		} else if seq%50 == 0 {
			t.Fatal("no checksum at ", seq)
		}
	}
}

func TestWaves(t *testing.T) {
	plain := open(t, "/ws")
	plain.WriteJSON(object{"type": "subscribe", "channel": "wave.sine1"})
	kind, data, err := plain.ReadMessage()
	if err != nil || kind != websocket.BinaryMessage || len(data) == 0 || len(data)%4 != 0 {
		t.Fatal(kind, len(data), err)
	}
	for ; len(data) > 0; data = data[4:] {
		if value := float64(math.Float32frombits(binary.LittleEndian.Uint32(data))); math.IsNaN(value) || math.Abs(value) > 10 {
			t.Fatal(value)
		}
	}
	c := welcomed(t)
	ack := ask(t, c, object{"type": "subscribe", "id": 1, "channel": "wave.sine1"})
	for i := int64(1); i <= 5; i++ {
		_, data, err := c.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		little := binary.LittleEndian
		samples, lanes := int(little.Uint32(data[24:])), int(little.Uint16(data[28:]))
		if string(data[:2]) != "WT" || data[2] != 1 || data[3] != 1 || len(data) != 32+4*samples*lanes {
			t.Fatal(data[:32], len(data))
		}
		if int64(little.Uint32(data[4:])) != integer(t, ack["channelId"]) || int64(little.Uint64(data[8:])) != integer(t, ack["seq"])+i {
			t.Fatal(data[:32], ack)
		}
	}
}

func TestRecovery(t *testing.T) {
	writer, reader := welcomed(t), welcomed(t)
	publish := func(n int64) {
		if answer := ask(t, writer, object{"type": "publish", "id": n, "channel": "chat.gorilla", "data": n}); answer["type"] != "ack" {
			t.Fatal(answer)
		}
	}
	epoch := ask(t, reader, object{"type": "subscribe", "id": 1, "channel": "chat.gorilla"})["epoch"]
	publish(1)
	next(t, reader)
	reader.Close()
	for n := int64(2); n <= 40; n++ {
		publish(n)
	}
	again := welcomed(t)
	ack := ask(t, again, object{"type": "subscribe", "id": 1, "channel": "chat.gorilla", "since": object{"epoch": epoch, "seq": 1}})
	if ack["recovered"] != true {
		t.Fatal(ack)
	}
	publish(41)
	for n := int64(2); n <= 41; n++ {
		if message := next(t, again); integer(t, message["seq"]) != n || integer(t, message["data"]) != n {
			t.Fatal(n, message)
		}
	}
}

func TestChat(t *testing.T) {
	alice, bob := open(t, "/chat"), open(t, "/chat")
	for _, c := range []*websocket.Conn{alice, bob} {
		if ack := ask(t, c, object{"type": "subscribe", "id": 1, "channel": "chat.go"}); ack["type"] != "ack" {
			t.Fatal(ack)
		}
	}
	alice.WriteJSON(object{"type": "publish", "channel": "chat.go", "data": object{"text": "grüße"}})
	for _, c := range []*websocket.Conn{alice, bob} {
		if message := next(t, c); message["data"].(object)["text"] != "grüße" {
			t.Fatal(message)
		}
	}
}
