// The transcript in the formats of the downloads, with the names that the user has given to the speakers.

const pad = (number, width = 2) => String(number).padStart(width, "0");

/** Hours, minutes, seconds and milliseconds. */
export function clock(seconds, separator = ".") {
  const milliseconds = Math.round(seconds * 1000);
  const [hours, minutes, rest] = [Math.floor(milliseconds / 3600000), Math.floor(milliseconds / 60000) % 60, milliseconds % 60000];
  return `${pad(hours)}:${pad(minutes)}:${pad(Math.floor(rest / 1000))}${separator}${pad(rest % 1000, 3)}`;
}

/** Runs of words of one speaker: [{ speaker, start, end, words: [{ text, start, end }] }]. */
export function turns(transcript) {
  const found = [];
  for (const chunk of transcript.chunks) {
    const words = chunk.words?.length ? chunk.words : [{ text: chunk.text, timestamp: chunk.timestamp }];
    for (const { text, timestamp: [start, end], speaker = null } of words) {
      const last = found.at(-1);
      if (last && last.speaker === speaker && (speaker !== null || last.chunk === chunk)) {
        last.words.push({ text, start, end });
        last.end = Math.max(last.end, end);
      } else found.push({ speaker, start, end, chunk, words: [{ text, start, end }] });
    }
  }
  return found;
}

/** Cues of at most 84 characters and 7 seconds, cut at the ends of sentences first. */
function cues(transcript) {
  const found = [];
  for (const { speaker, words } of turns(transcript)) {
    let cue = null;
    for (const word of words) {
      const isFull = cue && (cue.text.length + word.text.length > 84 || word.end - cue.start > 7 || /[.!?。！？]$/.test(cue.text));
      if (!cue || isFull) found.push(cue = { speaker, start: word.start, end: word.end, text: word.text.trimStart() });
      else (cue.text += word.text, cue.end = word.end);
    }
  }
  return found.map(cue => ({ ...cue, end: Math.max(cue.end, cue.start + .1) }));
}

function lines(text) {
  if (text.length <= 42) return text;
  const middle = text.length / 2;
  const spaces = [...text.matchAll(/ /g)].map(match => match.index).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return spaces.length ? `${text.slice(0, spaces[0])}\n${text.slice(spaces[0] + 1)}` : text;
}

const escape = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** The content type and the text of a download. */
export function write(format, transcript, nameOf) {
  const prefix = speaker => speaker === null ? "" : `${nameOf(speaker)}: `;
  switch (format) {
    case "srt": return ["application/x-subrip", cues(transcript).map((cue, index) =>
      `${index + 1}\n${clock(cue.start, ",")} --> ${clock(cue.end, ",")}\n${lines(prefix(cue.speaker) + cue.text.replace(/-->/g, "->"))}\n`).join("\n")];
    case "vtt": return ["text/vtt", `WEBVTT\n${cues(transcript).map(cue =>
      `\n${clock(cue.start)} --> ${clock(cue.end)}\n${cue.speaker === null ? "" : `<v ${escape(nameOf(cue.speaker))}>`}${escape(lines(cue.text))}\n`).join("")}`];
    case "rttm": return ["text/plain", (transcript.turns ?? []).map(({ speaker, timestamp: [start, end] }) =>
      `SPEAKER audio 1 ${start.toFixed(3)} ${(end - start).toFixed(3)} <NA> <NA> ${nameOf(speaker).replace(/\s/g, "_")} <NA> <NA>\n`).join("")];
    case "json": return ["application/json", `${JSON.stringify(transcript, null, 2)}\n`];
    default: return ["text/plain", turns(transcript).map(turn =>
      `${prefix(turn.speaker)}${turn.words.map(word => word.text).join("").trim()}\n`).join("")];
  }
}
