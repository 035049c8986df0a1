// The examples of OpenAI's client with another base URL: node openai.mjs <base URL> <file>. Prints one JSON object.
import { createReadStream } from "node:fs";
import OpenAI from "openai";

const [baseURL, file] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: process.env.API_TOKEN ?? "none", maxRetries: 0 });
const audio = () => createReadStream(file);
const model = "whisper-1";
const result = {};

result.models = (await client.models.list()).data.map(model => model.id);
result.model = (await client.models.retrieve(result.models[0])).id;
result.json = await client.audio.transcriptions.create({ file: audio(), model, language: "en", temperature: 0 });
for (const response_format of ["text", "srt", "vtt"])
  result[response_format] = await client.audio.transcriptions.create({ file: audio(), model, response_format });
result.verbose = await client.audio.transcriptions.create({
  file: audio(), model, response_format: "verbose_json", timestamp_granularities: ["word", "segment"],
});
result.logprobs = (await client.audio.transcriptions.create({ file: audio(), model, include: ["logprobs"] })).logprobs;
result.translation = (await client.audio.translations.create({ file: audio(), model, prompt: "Names." })).text;
result.strategy = (await client.audio.transcriptions.create({ file: audio(), model, chunking_strategy: { type: "server_vad" } })).text;
result.events = [];
for await (const event of await client.audio.transcriptions.create({ file: audio(), model, stream: true })) result.events.push(event);
try {
  await client.audio.transcriptions.create({ file: audio(), model, response_format: "docx" });
} catch (error) {
  result.error = {
    status: error.status, requestId: error.headers.get("x-request-id"), param: error.param, type: error.type,
    isBadRequest: error instanceof OpenAI.BadRequestError,
  };
}
console.log(JSON.stringify(result));
