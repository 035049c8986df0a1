// Talks to the endpoint: a transcription as a stream of events, and jobs.

const authorization = token => token ? { Authorization: `Bearer ${token}` } : {};

/** The error of an answer, with its status; mayPass where the server is busy or away. */
async function failure(response) {
  let message = `The server answered ${response.status}.`;
  try {
    const body = await response.json();
    message = body.error?.message ?? body.error ?? response.statusText;
  } catch { /* An answer of another program, such as a proxy. */ }
  return Object.assign(new Error(message), { status: response.status, mayPass: response.status === 429 || response.status >= 500 });
}

/** The events of a response, as [name, data]. */
export async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const parts = text.split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const fields = new Map(part.split("\n").map(line => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
      if (fields.has("data")) yield [fields.get("event"), JSON.parse(fields.get("data"))];
    }
  }
}

/** A form: the references of known speakers are too long for a query. */
function form(audio, type, knownSpeakers) {
  const made = new FormData();
  made.append("file", new File([audio], "recording", { type }));
  made.append("parameters", JSON.stringify({ known_speakers: knownSpeakers }));
  return made;
}

/** Transcribes a recording. Resolves to { result } or, in the background, to { job }. */
export async function transcribe(audio, parameters, { knownSpeakers, token, background, signal, onEvent }) {
  const type = /^(audio|video)\//.test(audio.type) ? audio.type : "application/octet-stream";
  const body = knownSpeakers.length ? form(audio, type, knownSpeakers) : audio;
  const headers = {
    ...body === audio ? { "Content-Type": type } : {},
    Accept: background ? "application/json" : "text/event-stream",
    ...background ? { Prefer: "respond-async" } : {},
    ...authorization(token),
  };
  const response = await fetch(`?${new URLSearchParams(parameters)}`, { method: "POST", headers, body, signal });
  if (!response.ok) throw await failure(response);
  if (response.status === 202) return { job: (await response.json()).id };
  if (response.headers.get("Content-Type").startsWith("application/json")) return { result: await response.json() };
  for await (const [name, data] of events(response.body)) {
    if (name === "result") return { result: data };
    if (name === "error") throw new Error(data.error);
    onEvent(name, data);
  }
  throw new Error("The connection ended before the transcript.");
}

/** The state of a job. */
export async function job(id, { token, signal }) {
  const response = await fetch(`jobs/${encodeURIComponent(id)}`, { headers: authorization(token), signal });
  if (!response.ok) throw await failure(response);
  return response.json();
}

/** Ends a job. */
export async function cancelJob(id, token) {
  await fetch(`jobs/${encodeURIComponent(id)}`, { method: "DELETE", headers: authorization(token) });
}

/** The name of the model that answers; null where a token is required. */
export async function model(token) {
  const response = await fetch("v1/models", { headers: authorization(token) });
  return response.ok ? (await response.json()).data[0].id : null;
}
