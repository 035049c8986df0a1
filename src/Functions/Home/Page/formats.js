// The transcript in the formats of the downloads, with the names that the user has given to the speakers.

const pad = (number, width = 2) => String(number).padStart(width, "0");

/** Hours, minutes, seconds and milliseconds. */
export function clock(seconds, separator = ".") {
  const milliseconds = Math.round(seconds * 1000);
  const [hours, minutes, rest] = [Math.floor(milliseconds / 3600000), Math.floor(milliseconds / 60000) % 60, milliseconds % 60000];
  return `${pad(hours)}:${pad(minutes)}:${pad(Math.floor(rest / 1000))}${separator}${pad(rest % 1000, 3)}`;
}

/** Runs of words of one speaker, a paragraph of about a minute at most: [{ speaker, start, end, words: [{ text, start, end }] }]. */
export function turns(transcript) {
  const found = [];
  for (const chunk of transcript.chunks) {
    const words = chunk.words?.length ? chunk.words : [{ text: chunk.text, timestamp: chunk.timestamp }];
    for (const { text, timestamp: [start, end], speaker = null } of words) {
      const last = found.at(-1);
      if (last && last.speaker === speaker && (last.chunk === chunk || speaker !== null && !isParagraph(last, start))) {
        last.chunk = chunk;
        last.words.push({ text, start, end });
        last.end = Math.max(last.end, end);
      } else found.push({ speaker, start, end, chunk, words: [{ text, start, end }] });
    }
  }
  return found;
}

/** Whether a run of words ends before a time: at a long pause, or at the end of a sentence when it is long. */
function isParagraph(run, next) {
  return next - run.end > 3 || run.end - run.start > 60 && /[.!?。！？]$/.test(run.words.at(-1).text);
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
  const label = speaker => speaker === null ? "" : `<v ${escape(nameOf(speaker))}>`;
  const field = speaker => nameOf(speaker).replace(/\s/g, "_");
  const seconds = time => time.toFixed(3);
  switch (format) {
    case "srt": return ["application/x-subrip", cues(transcript).map(({ speaker, start, end, text }, index) =>
      `${index + 1}\n${clock(start, ",")} --> ${clock(end, ",")}\n${lines(prefix(speaker) + text.replace(/-->/g, "->"))}\n`).join("\n")];
    case "vtt": return ["text/vtt", `WEBVTT\n${cues(transcript).map(({ speaker, start, end, text }) =>
      `\n${clock(start)} --> ${clock(end)}\n${label(speaker)}${escape(lines(text))}\n`).join("")}`];
    case "rttm": return ["text/plain", (transcript.turns ?? []).map(({ speaker, timestamp: [start, end] }) =>
      `SPEAKER audio 1 ${seconds(start)} ${seconds(end - start)} <NA> <NA> ${field(speaker)} <NA> <NA>\n`).join("")];
    // As the server answered: with its labels.
    case "json": return ["application/json", `${JSON.stringify(transcript, null, 2)}\n`];
    default: return ["text/plain", turns(transcript).map(turn =>
      `${prefix(turn.speaker)}${turn.words.map(word => word.text).join("").trim()}\n`).join("")];
  }
}
