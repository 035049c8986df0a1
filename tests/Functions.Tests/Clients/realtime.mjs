// OpenAI's client for the realtime API, in its transcription mode: node --experimental-websocket realtime.mjs <base URL> <24 kHz PCM file>.
// Prints the texts of all items as JSON.
import { readFile } from "node:fs/promises";
import OpenAI from "openai";
import { OpenAIRealtimeWebSocket } from "openai/realtime/websocket";

const [baseURL, file] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: process.env.API_TOKEN });
// The only change besides base URL and key: the client assumes TLS.
const realtime = new OpenAIRealtimeWebSocket({ model: "gpt-4o-transcribe", onURL: url => { url.protocol = "ws:"; } }, client);
const seen = { deltas: "", texts: [], events: [] };
realtime.on("error", error => {
  console.error(error.message);
  process.exit(1);
});
realtime.on("event", event => seen.events.push(event.type));
realtime.on("session.created", () => realtime.send({
  type: "session.update",
  session: {
    type: "transcription",
    audio: {
      input: {
        format: { type: "audio/pcm", rate: 24000 },
        transcription: { model: "gpt-4o-transcribe", language: "en" },
        turn_detection: { type: "server_vad", threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 500 },
      },
    },
  },
}));
realtime.on("session.updated", async () => {
  const audio = await readFile(file);
  for (let at = 0; at < audio.length; at += 9600)
    realtime.send({ type: "input_audio_buffer.append", audio: audio.subarray(at, at + 9600).toString("base64") });
});
realtime.on("conversation.item.input_audio_transcription.delta", event => { seen.deltas += event.delta; });
realtime.on("conversation.item.input_audio_transcription.completed", event => {
  seen.texts.push(event.transcript);
  realtime.close();
  console.log(JSON.stringify(seen));
});
