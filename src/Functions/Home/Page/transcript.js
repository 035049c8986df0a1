// The transcript, grouped by speaker: names that can be changed, words that play, search.
import { clock, turns } from "./formats.js";

const element = id => document.getElementById(id);
let words = [];
let current = null;

function create(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function show(transcript, speakers, seek) {
  words = [];
  element("transcript").replaceChildren(...turns(transcript).map(turn => {
    const row = create("div", "turn");
    const head = create("div");
    if (turn.speaker !== null) {
      const who = create("span", `who ${speakers.colorOf(turn.speaker)}`, speakers.nameOf(turn.speaker));
      who.dataset.speaker = turn.speaker;
      head.append(who, " ");
    }
    const time = create("button", "time", clock(turn.start).slice(0, -2).replace(/^00:/, ""));
    time.type = "button";
    time.title = "Play from here";
    time.addEventListener("click", () => seek(turn.start));
    head.append(time);
    const text = create("p");
    for (const word of turn.words) {
      const span = create("span", "word", word.text);
      words.push({ ...word, span });
      text.append(span);
      span.addEventListener("click", () => seek(word.start));
    }
    row.append(head, text);
    return row;
  }));
}

/** Marks the word that is being spoken. */
export function highlight(seconds) {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle].start <= seconds) low = middle + 1;
    else high = middle;
  }
  const word = words[low - 1];
  const found = word && seconds < Math.max(word.end, word.start + .2) ? word.span : null;
  if (found === current) return;
  current?.classList.remove("now");
  found?.classList.add("now");
  current = found;
}

/** Marks the words of a phrase, and returns where it was found. */
export function search(phrase) {
  const wanted = phrase.trim().toLowerCase();
  const text = words.map(word => word.text.toLowerCase());
  words.forEach(word => word.span.classList.remove("hit"));
  if (!wanted) return [];
  const [joined, found] = [text.join(""), []];
  // The word that is looked at, and where it starts: both only grow.
  let [index, start] = [0, 0];
  for (let at = joined.indexOf(wanted); at >= 0; at = joined.indexOf(wanted, at + wanted.length)) {
    for (; start + text[index].length <= at; index++) start += text[index].length;
    found.push(words[index].span);
    for (let [next, from] = [index, start]; next < text.length && from < at + wanted.length; from += text[next++].length)
      words[next].span.classList.add("hit");
  }
  return found;
}

/** Fields for the names of the speakers. */
export function showLegend(speakers, onRename) {
  element("legend").replaceChildren(...speakers.labels.map(label => {
    const field = create("label", speakers.colorOf(label));
    const input = create("input", speakers.colorOf(label));
    input.value = speakers.nameOf(label);
    input.setAttribute("aria-label", `Name of ${label}`);
    input.addEventListener("input", () => {
      speakers.names.set(label, input.value.trim() || label);
      document.querySelectorAll(`.who[data-speaker="${CSS.escape(label)}"]`).forEach(who => { who.textContent = speakers.nameOf(label); });
      onRename();
    });
    field.append(input);
    return field;
  }));
}
