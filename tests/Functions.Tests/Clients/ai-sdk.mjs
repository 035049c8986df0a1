// The AI SDK's example of a transcription with another base URL: node ai-sdk.mjs <base URL> <file>. Prints the result.
import { readFile } from "node:fs/promises";
import { createOpenAI } from "@ai-sdk/openai";
import { experimental_transcribe as transcribe } from "ai";

const [baseURL, file] = process.argv.slice(2);
const openai = createOpenAI({ baseURL, apiKey: process.env.API_TOKEN ?? "none" });
const { text, segments, language, durationInSeconds } = await transcribe({
  model: openai.transcription("whisper-1"),
  audio: await readFile(file),
  providerOptions: { openai: { timestampGranularities: ["segment"], language: "en" } },
});
// It sends granularities with any model once there are options.
const other = await transcribe({
  model: openai.transcription("gpt-4o-transcribe"), audio: await readFile(file), providerOptions: { openai: { language: "en" } },
});
console.log(JSON.stringify({ text, segments, language, durationInSeconds, other: other.text }));
