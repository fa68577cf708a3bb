<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>ChaosTab</name>
    <message numerus="yes">
        <source>%n faults were put there by others</source>
        <translation>
            <numerusform>%n fault was put there by others</numerusform>
            <numerusform>%n faults were put there by others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HandshakeBlock</name>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln line</numerusform>
            <numerusform>%Ln lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinkLines</name>
    <message numerus="yes">
        <source>%Ln byte(s) of the client, not told: they may carry a token</source>
        <translation>
            <numerusform>%Ln byte of the client, not told: it may carry a token</numerusform>
            <numerusform>%Ln bytes of the client, not told: they may carry a token</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OverloadBanner</name>
    <message numerus="yes">
        <source>%Ln message(s) for it were lost by now. What is shown is the newest; what is missing is marked where it is.</source>
        <translation>
            <numerusform>%Ln message for it was lost by now. What is shown is the newest; what is missing is marked where it is.</numerusform>
            <numerusform>%Ln messages for it were lost by now. What is shown is the newest; what is missing is marked where it is.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProxyBar</name>
    <message numerus="yes">
        <source>%Ln WebSocket(s) pass</source>
        <translation>
            <numerusform>%Ln WebSocket passes</numerusform>
            <numerusform>%Ln WebSockets pass</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScopePanel</name>
    <message numerus="yes">
        <source>%Ln block(s) lost</source>
        <translation>
            <numerusform>%Ln block lost</numerusform>
            <numerusform>%Ln blocks lost</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message numerus="yes">
        <source>Apply and restart, ends %Ln connection(s)</source>
        <translation>
            <numerusform>Apply and restart, ends %Ln connection</numerusform>
            <numerusform>Apply and restart, ends %Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not at the default</source>
        <translation>
            <numerusform>%Ln not at the default</numerusform>
            <numerusform>%Ln not at the default</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TextView</name>
    <message numerus="yes">
        <source>%Ln update(s), %1</source>
        <translation>
            <numerusform>%Ln update, %1</numerusform>
            <numerusform>%Ln updates, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wavetape::demos::ChatRoom</name>
    <message numerus="yes">
        <source>%Ln people are typing …</source>
        <translation>
            <numerusform>%Ln person is typing …</numerusform>
            <numerusform>%Ln people are typing …</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wavetape::demos::NoticeBoard</name>
    <message numerus="yes">
        <source>read by %1 and %Ln more</source>
        <translation>
            <numerusform>read by %1 and %Ln more</numerusform>
            <numerusform>read by %1 and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::FrameDetail</name>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln byte</numerusform>
            <numerusform>%Ln bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln byte(s) more</source>
        <translation>
            <numerusform>… and %Ln byte more</numerusform>
            <numerusform>… and %Ln bytes more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln value(s), %1 to %2</source>
        <translation>
            <numerusform>%Ln value, %1 to %2</numerusform>
            <numerusform>%Ln values, %1 to %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::InspectorConnection</name>
    <message numerus="yes">
        <source>%n certificate(s)</source>
        <translation>
            <numerusform>%n certificate</numerusform>
            <numerusform>%n certificates</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::InspectorSession</name>
    <message numerus="yes">
        <source>%Ln byte(s), header %1</source>
        <translation>
            <numerusform>%Ln byte, header %1</numerusform>
            <numerusform>%Ln bytes, header %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wavetape::inspector::ProxySession</name>
    <message numerus="yes">
        <source>%Ln frame(s) came too fast to be shown</source>
        <translation>
            <numerusform>%Ln frame came too fast to be shown</numerusform>
            <numerusform>%Ln frames came too fast to be shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wavetape::lab::ChaosCrowd</name>
    <message numerus="yes">
        <source>healed %n×</source>
        <translation>
            <numerusform>healed once</numerusform>
            <numerusform>healed %n×</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wavetape::lab::HandshakeLab</name>
    <message numerus="yes">
        <source>… (%Ln byte(s))</source>
        <translation>
            <numerusform>… (%Ln byte)</numerusform>
            <numerusform>… (%Ln bytes)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln handshake(s) so far</source>
        <translation>
            <numerusform>%Ln handshake so far</numerusform>
            <numerusform>%Ln handshakes so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>after %Ln handshake(s)</source>
        <translation>
            <numerusform>after %Ln handshake</numerusform>
            <numerusform>after %Ln handshakes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>wavetape::recordings::RecordingView</name>
    <message numerus="yes">
        <source>%Ln damaged place(s), %1: what is whole can be replayed</source>
        <translation>
            <numerusform>%Ln damaged place, %1: what is whole can be replayed</numerusform>
            <numerusform>%Ln damaged places, %1: what is whole can be replayed</numerusform>
        </translation>
    </message>
</context>
</TS>
