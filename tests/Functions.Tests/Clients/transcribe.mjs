// Transcribes a file with the Hugging Face client, as its users do: node transcribe.mjs <endpoint> <file>
import { readFile } from "node:fs/promises";
import { InferenceClient } from "@huggingface/inference";

const [endpointUrl, file] = process.argv.slice(2);
const client = new InferenceClient(process.env.API_TOKEN, { endpointUrl });
try {
  const data = new Blob([await readFile(file)], { type: "audio/wav" });
  console.log(JSON.stringify(await client.automaticSpeechRecognition({ data }, { retry_on_error: false })));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
