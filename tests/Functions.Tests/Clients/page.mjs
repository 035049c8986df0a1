// Uses every feature of the home page in headless Chromium: node page.mjs <url> <folder for screenshots>. Prints what it saw as one JSON
// object. The endpoint has a script of two speakers: "Good day.", "How are you?", "Fine.".
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { launch } from "./browser.mjs";

const [url, folder] = process.argv.slice(2);
const browser = await launch();
const seen = { problems: [] };
try {
  await mkdir(folder, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1280, height: 1200 } });
  page.on("pageerror", error => seen.problems.push(error.message));
  page.on("console", message => { if (message.type() === "error") seen.problems.push(message.text()); });
  await page.goto(url, { waitUntil: "networkidle" });
  seen.model = await page.textContent("#model");
  seen.unnamed = await page.evaluate(() => [...document.querySelectorAll("input, select, button, a, summary")]
    .filter(control => !(control.labels?.length || control.getAttribute("aria-label") || control.textContent.trim()))
    .map(control => control.outerHTML));
  await page.evaluate(() => {
    window.partials = [];
    new MutationObserver(() => window.partials.push(document.getElementById("partial").textContent))
      .observe(document.getElementById("partial"), { childList: true });
  });

  // One recording after the other.
  seen.locked = await page.evaluate(() => {
    document.querySelector("[data-sample='dialogue.wav']").click();
    return document.querySelector("[data-sample='german.wav']").disabled;
  });
  await page.waitForSelector("#result:not([hidden])", { timeout: 30000 });
  seen.partial = await page.evaluate(() => window.partials.at(-1));
  seen.status = await page.textContent("#status");
  seen.facts = await page.textContent("#facts");
  seen.turns = await page.$$eval(
    ".turn", rows => rows.map(row => [row.querySelector(".who").textContent, row.querySelector("p").textContent]));
  seen.colors = await page.$$eval(".who", names => new Set(names.map(name => getComputedStyle(name).color)).size);
  seen.lanes = await page.$$eval(".lane", lanes => lanes.map(lane =>
    [...lane.children].map(span => [parseFloat(span.style.left), parseFloat(span.style.width)])));
  seen.wave = await page.evaluate(() => {
    const canvas = document.getElementById("wave");
    return new Set(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data).size > 1;
  });

  await page.fill("#legend input >> nth=0", "Ann");
  seen.renamed = await page.$$eval(".who", names => names.map(name => name.textContent));
  await page.fill("#search", "how are");
  seen.hits = [await page.textContent("#hits"), await page.$$eval(".word.hit", words => words.map(word => word.textContent.trim()))];
  await page.click(".word >> text=Fine.");
  await page.waitForSelector(".word.now");
  seen.playing = [await page.textContent(".word.now"), Math.floor(await page.$eval("#player", player => player.currentTime))];
  await page.$eval("#player", player => player.pause());
  const { width } = await page.locator("#wave").boundingBox();
  await page.click("#wave", { position: { x: width / 2, y: 10 } });
  seen.middle = await page.$eval("#player", player => player.currentTime / player.duration);
  await page.$eval("#player", player => player.pause());
  await page.screenshot({ path: join(folder, "page.png") });

  seen.downloads = {};
  for (const format of ["txt", "srt", "vtt", "rttm", "json"]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(`[data-format=${format}]`)]);
    seen.downloads[download.suggestedFilename()] = await readFile(await download.path(), "utf8");
  }

  await page.emulateMedia({ colorScheme: "dark" });
  seen.dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.setViewportSize({ width: 390, height: 844 });
  seen.overflow = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
  await page.screenshot({ path: join(folder, "page-phone.png") });

  await page.click("summary");
  await page.fill("#language", "klingon");
  await page.focus("#language");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#status.error");
  seen.error = await page.textContent("#status");

  await page.fill("#language", "");

  await page.fill("#hotwords", "Ann, Bob");
  await page.click("#add-known");
  await page.click("#add-known");
  await page.click(".known button >> nth=1");
  await page.fill(".known input >> nth=0", "Carla");
  const sample = await (await page.request.get(`${url}page/german.wav`)).body();
  await page.setInputFiles(".known input[type=file]", { name: "carla.wav", mimeType: "audio/wav", buffer: sample });
  const [request] = await Promise.all([page.waitForRequest(sent => sent.method() === "POST"), page.click("#send")]);
  seen.hotwords = new URL(request.url()).searchParams.get("hotwords");
  await page.waitForSelector("#result:not([hidden])");
  seen.known = await page.$$eval(".who", names => names.map(name => name.textContent));

  // The endpoint keeps no jobs.
  await page.check("#background");
  await page.click("#send");
  await page.waitForSelector("#warning:not([hidden])");
  seen.warning = await page.textContent("#warning");
  await page.uncheck("#background");

  // A request that is not answered: what it asks for, and how it is cancelled.
  await page.selectOption("#task", "translate");
  await page.selectOption("#channels", "separate");
  await page.fill("#speakers", "3");
  await page.fill("#prompt", "Dear Ann,");
  await page.click(".known button");
  await page.route("**/?*", () => { });
  const [unanswered] = await Promise.all([page.waitForRequest(sent => sent.method() === "POST"), page.click("#send")]);
  seen.query = Object.fromEntries(new URL(unanswered.url()).searchParams);
  await page.click("#cancel");
  await page.waitForSelector("#cancel", { state: "hidden" });
  seen.cancelled = await page.textContent("#status");
  await page.unroute("**/?*");

  await page.route("**/?*", route => route.fulfill({ status: 401, json: { error: "Unauthorized." } }));
  await page.click("summary");
  await page.click("#send");
  await page.waitForSelector("#status.error");
  seen.unauthorized = [await page.textContent("#status"), await page.isVisible("#token")];
  await page.unroute("**/?*");

  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["RIFF"], "dropped.wav", { type: "audio/wav" }));
    document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  seen.dropped = await page.textContent("#chosen");

  // A link to a job, after a reload; the job itself is a stand-in.
  const states = ["running", "done"];
  await page.route("**/jobs/abc", route => {
    const state = states.shift() ?? "done";
    const result = { speakers: [], chunks: [{ text: " From a job.", timestamp: [0, 1] }], text: " From a job.", duration: 1 };
    return route.fulfill({ json: { id: "abc", state, stage: "transcribing", result } });
  });
  await page.goto("about:blank");
  await page.goto(`${url}#job=abc`);
  await page.waitForSelector(".turn");
  seen.job = await page.textContent("#transcript p");
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
