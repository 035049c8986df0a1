// The fields of the settings, as parameters of the endpoint.

const element = id => document.getElementById(id);
const value = id => element(id).value.trim();

/** The parameters of a request, for its query. */
export function parameters() {
  const values = { return_timestamps: "word", return_turns: "true", task: value("task"), channels: value("channels") };
  for (const [name, id] of [["language", "language"], ["num_speakers", "speakers"], ["hotwords", "hotwords"], ["prompt", "prompt"]])
    if (value(id)) values[name] = value(id);
  return values;
}

/** The settings that a live session has, too. */
export function liveSettings() {
  const values = {};
  for (const name of ["language", "hotwords", "prompt"]) if (value(name)) values[name] = value(name);
  return values;
}

function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Error(`"${file.name}" cannot be read.`));
    reader.readAsDataURL(file);
  });
}

/** The known speakers; rows without a name and a recording do not count. */
export async function knownSpeakers() {
  const rows = [...document.querySelectorAll(".known")].map(row => [...row.querySelectorAll("input")]);
  const filled = rows.filter(([name, file]) => name.value.trim() || file.files[0]);
  if (!filled.every(([name, file]) => name.value.trim() && file.files[0])) throw new Error("A known speaker needs a name and a recording.");
  return Promise.all(filled
    .map(async ([name, file]) => ({ name: name.value.trim(), audio: await dataUrl(file.files[0]) })));
}

/** Adds the fields of one more known speaker. */
export function addKnownSpeaker() {
  const row = document.createElement("div");
  row.className = "known";
  const name = Object.assign(document.createElement("input"), { maxLength: 64, placeholder: "name", autocomplete: "off" });
  name.setAttribute("aria-label", "Name of a known speaker");
  const file = Object.assign(document.createElement("input"), { type: "file", accept: "audio/*" });
  file.setAttribute("aria-label", "Recording of this speaker alone, 5 seconds or more");
  const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "Remove" });
  remove.addEventListener("click", () => row.remove());
  row.append(name, file, remove);
  element("known").append(row);
  name.focus();
}
