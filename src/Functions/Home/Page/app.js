// The page: chooses a recording, sends it and shows the transcript.
import { cancelJob, job, model, transcribe } from "./api.js";
import { write } from "./formats.js";
import { startLive } from "./live.js";
import { toggle } from "./recorder.js";
import { addKnownSpeaker, knownSpeakers, liveSettings, parameters } from "./settings.js";
import { drawLanes, drawWave, movePlayhead, peaks } from "./timeline.js";
import { highlight, search, show, showLegend } from "./transcript.js";

const element = id => document.getElementById(id);
const player = element("player");
// Of one poll of a job after the other, two seconds apart.
const maxFailures = 30;
const noMicrophone = "The microphone is not available: allow access, and open this page over https or on localhost.";
let audio = null;
let wave = null;
let transcript = null;
let running = null;
let hits = [];
let stopLive = null;

const speakers = {
  labels: [],
  names: new Map(),
  nameOf: label => speakers.names.get(label) ?? label,
  colorOf: label => `s${speakers.labels.indexOf(label) % 8}`,
};

function setStatus(text, isError = false) {
  element("status").textContent = text;
  element("status").classList.toggle("error", isError);
}

async function setAudio(file) {
  [audio, wave, transcript] = [file, null, null];
  clearLink();
  URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(file);
  element("recording").hidden = false;
  element("result").hidden = true;
  element("lanes").replaceChildren();
  element("send").disabled = running !== null;
  element("chosen").textContent = file.name ?? "";
  setStatus("");
  drawWave(null);
  const found = await peaks(file);
  if (audio !== file) return;
  wave = found;
  drawWave(wave?.values);
}

const duration = () => transcript?.duration ?? wave?.duration ?? player.duration;

function seek(seconds) {
  if (!Number.isFinite(seconds)) return;
  player.currentTime = seconds;
  player.play().catch(() => { });
}

function showResult(result) {
  transcript = result;
  const labels = (result.turns ?? result.speakers).map(turn => turn.speaker);
  speakers.labels = [...new Set(labels)];
  speakers.names.clear();
  show(result, speakers, seek);
  showLegend(speakers, lanes);
  lanes();
  const facts = [result.language && `Language: ${result.language}`, result.duration && `${result.duration.toFixed(1)} s`,
    speakers.labels.length && `${speakers.labels.length} speaker${speakers.labels.length > 1 ? "s" : ""}`];
  element("facts").textContent = facts.filter(Boolean).join(" · ");
  element("warning").textContent = result.warning ?? "";
  element("warning").hidden = !result.warning;
  element("search").value = "";
  find();
  const isEmpty = result.chunks.length === 0;
  element("result").hidden = isEmpty;
  setStatus(isEmpty ? "No speech detected." : "Done.");
  if (!isEmpty) element("result").focus({ preventScroll: true });
}

const lanes = () => drawLanes(transcript.turns ?? [], duration(), speakers.colorOf, speakers.nameOf);

function onEvent(name, data) {
  if (name === "chunk") {
    element("partial").hidden = false;
    element("partial").append(data.text);
    element("partial").scrollTop = element("partial").scrollHeight;
  }
  if (name === "progress") {
    const total = wave?.duration ?? data.seconds_known;
    if (total > 0) element("progress").value = Math.min(1, data.seconds_done / total);
    setStatus(`Transcribing … ${data.seconds_done.toFixed(0)} of ${total.toFixed(0)} s`);
  }
}

async function run(work) {
  running = new AbortController();
  setRunning(true);
  try {
    const result = await work(running.signal);
    if (result) showResult(result);
  } catch (error) {
    if (error.name === "AbortError") {
      clearLink();
      setStatus("Cancelled.");
    } else if (error.status === 401) {
      element("settings").open = true;
      element("token").focus();
      setStatus("This server requires an API token: enter it in the settings.", true);
    } else setStatus(error instanceof TypeError ? "The server did not respond." : error.message, true);
  } finally {
    running = null;
    setRunning(false);
  }
}

/** Another recording cannot be chosen while one is transcribed. */
function setChoice(isPossible) {
  document.querySelectorAll("#file, .sample").forEach(control => { control.disabled = !isPossible; });
  // A recording that runs can be ended.
  if (!isRecording()) element("record").disabled = !isPossible;
}

const isRecording = () => element("record").classList.contains("on");

function setRunning(isRunning) {
  setChoice(!isRunning);
  element("live").disabled = isRunning || isRecording();
  element("send").disabled = isRunning || !audio;
  element("cancel").hidden = !isRunning;
  element("progress").hidden = !isRunning;
  element("progress").removeAttribute("value");
  if (isRunning) {
    element("result").hidden = true;
    element("partial").textContent = "";
    setStatus("Transcribing …");
  } else element("partial").hidden = true;
}

function send(event) {
  event.preventDefault();
  if (running || stopLive || !audio) return;
  const [recording, token, background] = [audio, element("token").value, element("background").checked];
  return run(async signal => {
    const { result, job: id } = await transcribe(
      recording, parameters(), { knownSpeakers: await knownSpeakers(), token, background, signal, onEvent });
    if (background && !id) result.warning = [result.warning, "this server keeps no jobs, so there is no link"].filter(Boolean).join("; ");
    if (!id) return isStill(recording) ? result : null;
    location.hash = `job=${id}`;
    const done = await follow(id, signal);
    return isStill(recording) ? done : null;
  });
}

/** Takes a job that is no longer shown out of the address. */
function clearLink() {
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
}

/** Whether a recording is still the one that the page shows: one that ended meanwhile takes its place. */
function isStill(recording) {
  if (audio !== recording) setStatus("Done, but another recording was made meanwhile.");
  return audio === recording;
}

/** Waits for a job, whose link survives a reload. Cancelling ends it; the network may be away for a while. */
async function follow(id, signal) {
  const token = element("token").value;
  signal.addEventListener("abort", () => cancelJob(id, token).catch(() => { }), { once: true });
  for (let failures = 0; ;) {
    let state;
    try {
      state = await job(id, { token, signal });
      failures = 0;
    } catch (error) {
      if (error.name === "AbortError" || !(error instanceof TypeError || error.mayPass) || ++failures > maxFailures) throw error;
      state = { state: "waiting for the server" };
    }
    if (state.state === "done") return state.result;
    if (state.state === "failed" || state.state === "cancelled") throw new Error(state.error ?? "The job was cancelled.");
    setStatus(`In the background: ${state.stage ?? state.state} …`);
    await new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, 2000);
      signal.addEventListener("abort", () => (clearTimeout(timer), reject(new DOMException("", "AbortError"))), { once: true });
    });
  }
}

/** The turns of a live session as a transcript. */
function toTranscript(turns) {
  const chunks = turns.map(turn => ({ text: ` ${turn.text.trim()}`, timestamp: [turn.start, Math.max(turn.end, turn.start)] }));
  return { speakers: [], chunks, text: chunks.map(chunk => chunk.text).join(""), duration: wave?.duration ?? chunks.at(-1)?.timestamp[1] };
}

function setLive(isOn) {
  element("live").textContent = isOn ? "Stop" : "Live";
  element("live").classList.toggle("on", isOn);
  element("live-text").hidden = !isOn;
  setChoice(!isOn);
  element("send").disabled = isOn || !audio;
}

function setRecording(isOn) {
  element("record").textContent = isOn ? "Stop" : "Record";
  element("record").classList.toggle("on", isOn);
  element("live").disabled = isOn || running !== null;
  if (isOn) setStatus("Recording …");
}

function showLive(turns) {
  const final = turns.filter(turn => turn.isFinal && turn.text.trim());
  const shown = element("live-final");
  for (const turn of final.slice(shown.childElementCount)) {
    const line = document.createElement("p");
    line.textContent = turn.text;
    shown.append(line);
  }
  element("live-interim").textContent = turns.filter(turn => !turn.isFinal).map(turn => turn.text).join(" ");
  element("live-text").scrollTop = element("live-text").scrollHeight;
}

async function endLive(turns, recording, error) {
  stopLive = null;
  if (recording?.size) await setAudio(recording);
  setLive(false);
  if (turns.length) showResult(toTranscript(turns));
  if (error) setStatus(error.message, true);
  else if (!turns.length) setStatus("No speech detected.");
}

async function toggleLive() {
  if (stopLive) {
    setStatus("The last words …");
    stopLive();
    return;
  }
  element("live-final").replaceChildren();
  element("live-interim").textContent = "";
  element("result").hidden = true;
  element("live").disabled = true;
  try {
    stopLive = await startLive(liveSettings(), { token: element("token").value, onText: showLive, onEnd: endLive });
    setLive(true);
    setStatus("Live: speak …");
  } catch (error) {
    setStatus(error instanceof TypeError || ["NotAllowedError", "NotFoundError"].includes(error.name) ? noMicrophone : error.message, true);
  } finally {
    element("live").disabled = false;
  }
}

function find() {
  hits = search(element("search").value);
  element("hits").textContent = element("search").value.trim() ? `${hits.length} found` : "";
}

function download(format) {
  const [type, text] = write(format, transcript, speakers.nameOf);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = `${(audio?.name ?? "transcript").replace(/\.[^.]+$/, "")}.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function showModel() {
  const name = await model(element("token").value).catch(() => null);
  element("model").hidden = name === null;
  if (name === null) return;
  const hint = name === "whisper-base"
    ? "built in and quick, best in English. A larger one in the setting ASR_MODEL, such as openai/whisper-large-v3-turbo, "
      + "makes fewer errors, above all in other languages."
    : "as the setting ASR_MODEL says.";
  element("model").textContent = `Model: ${name}, ${hint}`;
}

element("file").addEventListener("change", event => event.target.files[0] && setAudio(event.target.files[0]));
element("record").addEventListener("click", () => toggle(setAudio, setRecording).catch(() => setStatus(noMicrophone, true)));
element("live").addEventListener("click", toggleLive);
element("add-known").addEventListener("click", addKnownSpeaker);
document.querySelectorAll(".sample").forEach(button => button.addEventListener("click", async () => {
  setChoice(false);
  try {
    const response = await fetch(`page/${button.dataset.sample}`);
    if (!response.ok) throw new Error(response.statusText);
    await setAudio(new File([await response.blob()], button.dataset.sample, { type: "audio/wav" }));
  } catch {
    setStatus("The sample could not be fetched.", true);
    return;
  } finally {
    setChoice(true);
  }
  element("form").requestSubmit();
}));
for (const type of ["dragover", "dragleave", "drop"])
  document.addEventListener(type, event => {
    event.preventDefault();
    element("drop").classList.toggle("over", type === "dragover");
    if (type === "drop" && event.dataTransfer.files[0] && !running && !stopLive) setAudio(event.dataTransfer.files[0]);
  });
element("form").addEventListener("submit", send);
// A field that is not valid must be seen.
element("form").addEventListener("invalid", () => { element("settings").open = true; }, { capture: true });
element("cancel").addEventListener("click", () => running?.abort());
element("token").addEventListener("change", () => {
  showModel();
  followLink();
});
element("search").addEventListener("input", find);
element("search").addEventListener("keydown", event => {
  if (event.key !== "Enter" || hits.length === 0) return;
  event.preventDefault();
  hits.push(hits.shift());
  hits.at(-1).scrollIntoView({ block: "center" });
});
document.querySelectorAll("[data-format]").forEach(button => button.addEventListener("click", () => download(button.dataset.format)));
element("wave").addEventListener("click", event => seek(event.offsetX / element("wave").clientWidth * duration()));
player.addEventListener("timeupdate", () => {
  highlight(player.currentTime);
  movePlayhead(player.currentTime / duration());
});
addEventListener("resize", () => drawWave(wave?.values));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawWave(wave?.values));

/** Shows the job of the address, unless something is shown already. */
function followLink() {
  const link = /^#job=(\w+)$/.exec(location.hash);
  if (link && !running && !audio && !transcript) run(signal => follow(link[1], signal));
}

addEventListener("hashchange", followLink);
showModel();
followLink();
