// The waveform, the lanes of the speakers below it, and the position of the player.

const element = id => document.getElementById(id);

// The browser decodes all of a recording at once: compressed, this much may take a gigabyte.
const maxBytes = 64 * 1024 * 1024;

/** The largest magnitude of each column, and the length in seconds; null where the browser cannot decode the recording. */
export async function peaks(blob, columns = 1200) {
  if (blob.size > maxBytes) return null;
  try {
    const context = new OfflineAudioContext(1, 1, 16000);
    const audio = await context.decodeAudioData(await blob.arrayBuffer());
    const samples = audio.getChannelData(0);
    const found = new Float32Array(columns);
    for (let index = 0; index < samples.length; index++) {
      const column = Math.floor(index * columns / samples.length);
      found[column] = Math.max(found[column], Math.abs(samples[index]));
    }
    return { values: found, duration: audio.duration };
  } catch {
    return null;
  }
}

export function drawWave(values) {
  const canvas = element("wave");
  canvas.width = canvas.clientWidth * devicePixelRatio || values?.length || 1;
  canvas.height = 72 * devicePixelRatio;
  const pen = canvas.getContext("2d");
  pen.fillStyle = getComputedStyle(canvas).color;
  if (!values) return;
  const step = canvas.width / values.length;
  const loudest = Math.max(.05, ...values);
  values.forEach((value, column) => {
    const height = Math.max(1, value / loudest * canvas.height);
    pen.fillRect(column * step, (canvas.height - height) / 2, Math.max(1, step * .7), height);
  });
}

/** One lane for each speaker, so that overlaps can be seen. */
export function drawLanes(turns, duration, colorOf, nameOf) {
  const lanes = new Map();
  element("lanes").replaceChildren();
  for (const { speaker, timestamp: [start, end] } of turns) {
    if (!lanes.has(speaker)) {
      const lane = document.createElement("div");
      lane.className = `lane ${colorOf(speaker)}`;
      lane.setAttribute("role", "img");
      lane.setAttribute("aria-label", `When ${nameOf(speaker)} talks`);
      lanes.set(speaker, lane);
      element("lanes").append(lane);
    }
    const span = document.createElement("span");
    span.style.left = `${start / duration * 100}%`;
    span.style.width = `${(end - start) / duration * 100}%`;
    lanes.get(speaker).append(span);
  }
}

export function movePlayhead(share) {
  element("playhead").style.left = `${Math.min(1, Math.max(0, share || 0)) * 100}%`;
}
