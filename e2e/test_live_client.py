"""The live socket's client by itself, in a browser, and what it packs and reads."""

import pytest

FAKE = """
class Fake {
  static all = [];
  constructor(url) { this.url = String(url); this.sent = []; this.closed = false; this.readyState = WebSocket.OPEN; Fake.all.push(this); }
  send(data) { this.sent.push(data); }
  close() { this.closed = true; }
  say(message) { this.onmessage({ data: JSON.stringify(message) }); }
  answer(number) {
    const view = new DataView(new ArrayBuffer(12 + 8));
    view.setUint32(0, number);
    view.setUint8(12, 1);
    this.onmessage({ data: view.buffer });
  }
}
const { makeLiveSocket } = await import('/static/js/lib/live-socket.js');
const heard = { states: [], messages: [], answers: [] };
const socket = makeLiveSocket('/ws/live/effects/', {
  onState: (state, { reason, waitMs } = {}) => heard.states.push([state, reason, waitMs]),
  onMessage: (message) => heard.messages.push(message),
  onAnswer: (answer) => heard.answers.push(answer),
}, Fake);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
"""


def with_socket(run, body):
    return run(FAKE + body)


def test_it_works(run):
    """At most two frames are unanswered, and an answer also settles what is older."""
    result = with_socket(
        run,
        """
        socket.open();
        const early = socket.send(new Blob(['x']), 0);
        Fake.all[0].say({ type: 'ready' });
        const numbers = [socket.send(new Blob(['a']), 7), socket.send(new Blob(['b']), 8)];
        const full = socket.isFree();
        Fake.all[0].answer(2);
        const bytes = new Uint8Array(await Fake.all[0].sent[0].arrayBuffer());
        return { early, numbers, full, free: socket.isFree(), bytes: [...bytes], url: Fake.all[0].url,
                 answered: heard.answers.map(({ number, roundTrip }) => [number, roundTrip >= 0]) };
        """,
    )
    assert result["url"].startswith("ws://")
    assert result["early"] is None
    assert result["numbers"] == [1, 2]
    assert (result["full"], result["free"]) == (False, True)
    assert result["bytes"] == [0, 0, 0, 1, 0, 0, 0, 7, ord("a")]
    assert result["answered"] == [[2, True]]


def test_a_skipped_frame_makes_room(run):
    free = with_socket(
        run,
        """
        socket.open();
        Fake.all[0].say({ type: 'ready' });
        socket.send(new Blob(['a']), 0); socket.send(new Blob(['b']), 0);
        Fake.all[0].say({ type: 'error', code: 'invalid_frame', frame: 1 });
        return socket.isFree();
        """,
    )
    assert free


def test_nothing_is_sent_while_the_connection_closes(run):
    """The browser knows a moment before it says so, and calls it an error to send then."""
    result = with_socket(
        run,
        """
        socket.open();
        Fake.all[0].say({ type: 'ready' });
        Fake.all[0].readyState = WebSocket.CLOSING;
        const number = socket.send(new Blob(['a']), 0);
        socket.configure({ quality: 70 });
        socket.tell({ type: 'wave' });
        Fake.all[0].onclose({ code: 1006 });
        socket.hurry();
        Fake.all[1].say({ type: 'ready' });
        return { number, free: socket.isFree(), before: Fake.all[0].sent, after: Fake.all[1].sent };
        """,
    )
    assert result == {"number": None, "free": True, "before": [], "after": ['{"type":"configure","quality":70}']}


def test_it_comes_back_with_what_was_configured(run):
    result = with_socket(
        run,
        """
        socket.open();
        Fake.all[0].say({ type: 'ready' });
        socket.configure({ effects: ['a'] });
        socket.send(new Blob(['a']), 0);
        Fake.all[0].onclose({ code: 1006 });
        await wait(1000);
        Fake.all[1].say({ type: 'ready' });
        return { states: heard.states, again: JSON.parse(Fake.all[1].sent[0]), number: socket.send(new Blob(['b']), 0) };
        """,
    )
    assert [state for state, *_ in result["states"]] == ["connecting", "open", "waiting", "connecting", "open"]
    assert result["states"][2][1] == "away"
    assert result["again"] == {"type": "configure", "effects": ["a"]}
    assert result["number"] == 2


def test_a_server_that_ends_says_when_to_come_back_to_another(run):
    """Once: if nobody is there either, the usual waits follow."""
    states, waits = with_socket(
        run,
        """
        socket.open();
        Fake.all[0].say({ type: 'ready' });
        Fake.all[0].say({ type: 'reconnect', within_ms: 40 });
        Fake.all[0].onclose({ code: 1012 });
        await wait(200);
        const states = heard.states.map(([state]) => state);
        Fake.all[1].onclose({ code: 1006 });
        return [states, heard.states.filter(([state]) => state === 'waiting').map((entry) => entry[2])];
        """,
    )
    assert states == ["connecting", "open", "waiting", "connecting"]
    assert waits[0] <= 40
    assert 375 <= waits[1] <= 625


def test_the_wait_grows_and_can_be_cut_short(run):
    waits, opened = with_socket(
        run,
        """
        socket.open();
        const waits = [];
        for (let turn = 0; turn < 5; turn += 1) {
          Fake.all.at(-1).onclose({ code: 1006 });
          waits.push(heard.states.at(-1)[2]);
          socket.hurry();
        }
        return [waits, Fake.all.length];
        """,
    )
    assert all(0.75 * base <= wait <= 1.25 * base for wait, base in zip(waits, (500, 1000, 2000, 4000, 8000), strict=True))
    assert opened == 6


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        (4429, "waiting", "full"),
        (4408, "closed", "idle"),
        (1009, "waiting", "too-large"),
        (4403, "closed", "no-consent"),
        (4423, "closed", "account-closed"),
    ],
)
def test_the_servers_reasons_are_told_apart(run, code, state, reason):
    last = with_socket(
        run, f"socket.open(); Fake.all[0].say({{ type: 'ready' }}); Fake.all[0].onclose({{ code: {code} }}); return heard.states.at(-1);"
    )
    assert last[:2] == [state, reason]


def test_a_connection_that_died_in_silence_is_noticed(run):
    result = with_socket(
        run,
        """
        socket.open();
        Fake.all[0].say({ type: 'ready' });
        socket.send(new Blob(['a']), 0);
        const now = performance.now;
        performance.now = () => now.call(performance) + 7000;
        const free = socket.isFree();
        performance.now = now;
        return [free, heard.states.at(-1).slice(0, 2), Fake.all[0].closed];
        """,
    )
    assert result == [False, ["waiting", "away"], True]


def test_landmarks_are_read(run):
    """What the server's format says, packed by the server's own code."""
    import numpy as np

    from analysis.live_format import ANSWER, FACE, LANDMARKS

    places = np.array([[1.5, -2.25], [300, 4]])
    data = (
        ANSWER.pack(9, 1, 2500)
        + LANDMARKS.pack(2, 1, 2, 640, 480)
        + FACE.pack(7, 10, -5, 2.5, 0.75)
        + (16 * places).astype(">i2").tobytes()
    )
    answer = run(
        f"""
        const {{ readAnswer }} = await import('/static/js/lib/live-packet.js');
        const {{ number, serverMs, picture, landmarks }} = readAnswer(new Uint8Array({list(data)}).buffer);
        const faces = landmarks.faces.map((face) => ({{ ...face, points: [...face.points] }}));
        return {{ number, serverMs, picture, ...landmarks, faces }};
        """
    )
    face = {"id": 7, "yaw": 10, "pitch": -5, "roll": 2.5, "light": 0.75, "points": [1.5, -2.25, 300, 4]}
    assert answer == {"number": 9, "serverMs": 2.5, "picture": None, "width": 640, "height": 480, "faces": [face]}


def test_a_frame_that_cannot_be_encoded_is_not_the_end_of_the_stream(run):
    sent = run(
        """
        const { makeFrameSender } = await import('/static/js/lib/frame-sender.js');
        const video = Object.assign(document.createElement('canvas'), { videoWidth: 64, videoHeight: 48 });
        const encode = HTMLCanvasElement.prototype.toBlob;
        let asked = 0;
        HTMLCanvasElement.prototype.toBlob = function (...how) {
          if ((asked += 1) === 1) throw new Error('no memory');
          encode.apply(this, how);
        };
        addEventListener('unhandledrejection', (event) => event.preventDefault());
        return new Promise((done) => {
          const sender = makeFrameSender({ isFree: () => true, isOpen: () => true, send: (jpeg) => end(jpeg.type) }, video);
          const end = (how) => { sender.stop(); done(how); };
          setTimeout(end, 5000, 'nothing');
          sender.start();
        });
        """
    )
    assert sent == "image/jpeg"
