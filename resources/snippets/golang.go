// SPDX-License-Identifier: MIT
// apt install golang-github-gorilla-websocket-dev
// GO111MODULE=off GOPATH=/usr/share/gocode go run golang.go
package main

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/gorilla/websocket"
)

func main() {
	socket, _, err := websocket.DefaultDialer.Dial("ws://127.0.0.1:8080/ws", nil)
	if err != nil {
		log.Fatal(err)
	}
	defer socket.Close()

	subscribe := map[string]string{"type": "subscribe", "channel": "ticker.AAPL"}
	if err := socket.WriteJSON(subscribe); err != nil {
		log.Fatal(err)
	}
	for i := 0; i < 3; i++ {
		_, message, err := socket.ReadMessage()
		if err != nil {
			log.Fatal(err)
		}
		var ticker struct {
			Channel string
			Data    struct{ Price float64 }
		}
		if err := json.Unmarshal(message, &ticker); err != nil {
			log.Fatal(err)
		}
		fmt.Println(ticker.Channel, ticker.Data.Price)
	}
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "seen enough")
	socket.WriteMessage(websocket.CloseMessage, bye)
	fmt.Println("closed with", websocket.CloseNormalClosure)
}
