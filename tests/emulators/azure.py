"""Azure Speech's REST interfaces, as far as its documentation describes them: short audio, speech, voices, tokens."""

from __future__ import annotations

import wave
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from tests.emulators.http import Answer, Server, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.emulators.http import Asked

KEY = "azure-k3y-8d1f"
VOICES = ["hi-IN-SwaraNeural", "en-IN-NeerjaNeural"]
SSML = "{http://www.w3.org/2001/10/synthesis}"


def success(text: str, confidence: float = 0.9) -> dict[str, object]:
    """Return what a recognised utterance is answered with, format=detailed."""
    best = {"Confidence": confidence, "Lexical": text, "ITN": text, "MaskedITN": text, "Display": text}
    return {"RecognitionStatus": "Success", "Offset": 400000, "Duration": 11000000, "NBest": [best]}


def failed(status: str) -> dict[str, object]:
    return {"RecognitionStatus": status, "Offset": 0, "Duration": 0}


class Azure(Server):
    """Answers utterances in turn, says everything with the same sound; `instead` is answered to whatever is asked."""

    def __init__(
        self,
        hears: Sequence[dict[str, object] | Answer] = (),
        says: Sequence[bytes] = (b"\1\0\2\0",),
        instead: Answer | None = None,
    ) -> None:
        super().__init__(self.reply)
        self._hears, self._says, self._instead = list(hears), says, instead
        self.clips: list[bytes] = []
        """The PCM of each utterance."""
        self.said: list[tuple[str, str, str]] = []
        """Locale, voice and text of each clause."""

    def reply(self, asked: Asked) -> Answer:
        if self._instead:
            return self._instead
        if asked.headers.get("ocp-apim-subscription-key") != KEY:
            return told({"error": {"code": "401", "message": f"not {asked.headers}"}}, 401)
        match asked.method, asked.path:
            case "POST", "/speech/recognition/conversation/cognitiveservices/v1":
                return self._hear(asked)
            case "POST", "/cognitiveservices/v1":
                return self._say(asked)
            case "GET", "/cognitiveservices/voices/list":
                return told([{"ShortName": name, "Locale": name[:5]} for name in VOICES])
            case "POST", "/sts/v1.0/issueToken":
                return Answer(200, [b"eyJ"], {"content-type": "application/jwt"})
            case _:
                return Answer(404)

    def _hear(self, asked: Asked) -> Answer:
        if asked.headers["content-type"] != "audio/wav; codecs=audio/pcm; samplerate=16000":
            return Answer(415)
        if asked.query.get("format") != ["detailed"] or "language" not in asked.query:
            return Answer(400)
        with wave.open(BytesIO(asked.body)) as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (16_000, 1, 2):
                return Answer(400)
            self.clips.append(file.readframes(file.getnframes()))
        answer = self._hears.pop(0) if self._hears else success("")
        return answer if isinstance(answer, Answer) else told(answer)

    def _say(self, asked: Asked) -> Answer:
        if asked.headers["content-type"] != "application/ssml+xml":
            return Answer(415)
        if asked.headers["x-microsoft-outputformat"] != "raw-24khz-16bit-mono-pcm" or "user-agent" not in asked.headers:
            return Answer(400)
        speak = ElementTree.fromstring(asked.body)
        voice = speak[0]
        if speak.tag != f"{SSML}speak" or voice.tag != f"{SSML}voice":
            return Answer(400)
        locale = speak.attrib["{http://www.w3.org/XML/1998/namespace}lang"]
        self.said.append((locale, voice.attrib["name"], "".join(voice.itertext())))
        return Answer(200, self._says, {"content-type": "audio/basic"})
