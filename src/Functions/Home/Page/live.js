// Transcribes the microphone while it records, over the WebSocket of the endpoint.

const lastWordsMilliseconds = 60_000;
const item = "conversation.item.input_audio_transcription.";

/** The API token as a subprotocol, which has fewer characters than a token may. */
function protocols(token) {
  if (!token) return ["realtime"];
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(token)));
  return ["realtime", `api-token-base64url.${base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`];
}

function base64Of(samples) {
  const bytes = new Uint8Array(samples);
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return btoa(text);
}

function connect(token) {
  const url = new URL("v1/realtime", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.hash = "";
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols(token));
    socket.addEventListener("open", () => resolve(socket), { once: true });
    const message = "Live transcription is not available: a wrong token, too many open sessions, or a server without WebSockets.";
    socket.addEventListener("error", () => reject(new Error(message)), { once: true });
  });
}

/** The microphone, as pieces of 16-bit samples; its sampling rate; and a way to end it. */
async function openMicrophone(onSamples) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true } });
  const context = new AudioContext();
  try {
    await context.audioWorklet.addModule(new URL("worklet.js", import.meta.url));
    const node = new AudioWorkletNode(context, "samples", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
    node.port.onmessage = event => onSamples(event.data);
    context.createMediaStreamSource(stream).connect(node);
  } catch (error) {
    stream.getTracks().forEach(track => track.stop());
    await context.close();
    throw error;
  }
  return {
    stream,
    rate: context.sampleRate,
    close: () => {
      stream.getTracks().forEach(track => track.stop());
      return context.close();
    },
  };
}

/**
 * Starts a session. settings is the member "transcription" of OpenAI's API. onText gets the turns so far, each with its text and whether it
 * is final; onEnd the turns at the end, the recording and the error, if there was one. Resolves to a function that ends the session.
 */
export async function startLive(settings, { token, onText, onEnd }) {
  const socket = await connect(token);
  const turns = new Map();
  const send = event => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(event));
  let microphone = null;
  let recorder = null;
  let released = null;
  const pieces = [];
  let [isStarted, isStopping, error] = [false, false, null];
  // The recorder ends before its microphone.
  const release = () => released ??= (async () => {
    if (recorder?.state === "recording") await new Promise(resolve => {
      recorder.onstop = resolve;
      recorder.stop();
    });
    await microphone?.close();
  })();

  const turnOf = id => {
    if (!turns.has(id)) turns.set(id, { text: "", isFinal: false, start: 0, end: 0 });
    return turns.get(id);
  };
  // The answer to the last update comes after everything that was sent before it.
  const finishIfComplete = () => isStopping === "drained" && [...turns.values()].every(turn => turn.isFinal) && socket.close();
  const handlers = {
    "input_audio_buffer.speech_started": event => { turnOf(event.item_id).start = event.audio_start_ms / 1000; },
    "input_audio_buffer.speech_stopped": event => { turnOf(event.item_id).end = event.audio_end_ms / 1000; },
    [`${item}interim`]: event => { turnOf(event.item_id).text = event.transcript; },
    [`${item}completed`]: event => Object.assign(turnOf(event.item_id), { text: event.transcript, isFinal: true }),
    [`${item}failed`]: event => {
      Object.assign(turnOf(event.item_id), { isFinal: true });
      error = new Error(event.error.message);
    },
    "session.updated": () => { if (isStopping) isStopping = "drained"; },
    error: event => {
      if (isStopping) return;
      error = new Error(event.error.message);
      socket.close();
    },
  };
  socket.addEventListener("message", message => {
    const event = JSON.parse(message.data);
    handlers[event.type]?.(event);
    if (event.type !== "error") onText([...turns.values()]);
    finishIfComplete();
  });
  socket.addEventListener("close", async () => {
    if (!isStarted) return;
    await release();
    if (!isStopping && !error) error = new Error("The connection to the server ended.");
    const recording = recorder && new File([new Blob(pieces, { type: recorder.mimeType })], "recording", { type: recorder.mimeType });
    onEnd([...turns.values()].filter(turn => turn.text.trim()), recording, error);
  });

  try {
    microphone = await openMicrophone(samples => isStopping || send({ type: "input_audio_buffer.append", audio: base64Of(samples) }));
    // The permission may take longer than the server waits.
    if (socket.readyState !== WebSocket.OPEN) throw new Error("The connection to the server ended.");
    send({
      type: "session.update",
      session: {
        type: "transcription",
        audio: { input: { format: { type: "audio/pcm", rate: microphone.rate }, transcription: settings } },
        include: ["item.input_audio_transcription.interim"],
      },
    });
    recorder = new MediaRecorder(microphone.stream);
    recorder.ondataavailable = event => pieces.push(event.data);
    recorder.start();
    isStarted = true;
  } catch (reason) {
    isStopping = true;
    await release();
    socket.close();
    throw reason;
  }

  return () => {
    if (isStopping) return;
    isStopping = true;
    send({ type: "input_audio_buffer.commit" });
    send({ type: "session.update", session: {} });
    release();
    // Where the server does not answer any more.
    const timer = setTimeout(() => socket.close(), lastWordsMilliseconds);
    socket.addEventListener("close", () => clearTimeout(timer), { once: true });
  };
}
