// Uses the live microphone of the home page in headless Chromium, whose microphone plays a file:
// node live.mjs <url> <file.wav> <folder for screenshots>. API_TOKEN is the token. Prints what it saw as one JSON object.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launch } from "./browser.mjs";

const [url, file, folder] = process.argv.slice(2);
const browser = await launch(file);
const seen = { problems: [] };
try {
  await mkdir(folder, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  page.on("pageerror", error => seen.problems.push(error.message));
  await page.goto(url, { waitUntil: "networkidle" });

  await page.click("#live");
  await page.waitForSelector("#status.error");
  seen.refused = await page.textContent("#status");

  await page.click("summary");
  await page.fill("#token", process.env.API_TOKEN);
  await page.evaluate(() => {
    window.allowed = navigator.mediaDevices.getUserMedia;
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
  });
  // The button stays under the pointer although the page learns the name of the model from the new token meanwhile.
  await page.click("#live", { delay: 500 });
  await page.waitForFunction(() => document.getElementById("status").textContent.includes("microphone"));
  // The server closes its end then.
  await page.waitForTimeout(500);
  seen.denied = [await page.textContent("#status"), await page.textContent("#live")];
  await page.evaluate(() => { navigator.mediaDevices.getUserMedia = window.allowed; });

  await page.fill("#language", "klingon");
  await page.click("#live");
  await page.waitForFunction(() => document.getElementById("status").textContent.includes("language must be"));
  seen.invalid = await page.textContent("#live");

  await page.fill("#language", "");
  await page.fill("#hotwords", "Ann, Bob");
  await page.evaluate(() => {
    window.interim = [];
    new MutationObserver(() => window.interim.push(document.getElementById("live-interim").textContent))
      .observe(document.getElementById("live-interim"), { childList: true });
  });
  await page.click("#live");
  await page.waitForFunction(() => document.getElementById("live-interim").textContent.trim(), null, { timeout: 20000 });
  await page.screenshot({ path: join(folder, "page-live.png") });
  await page.waitForSelector("#live-final p", { timeout: 30000 });
  seen.final = await page.textContent("#live-final p");
  seen.on = await page.$eval("#live", button => button.classList.contains("on"));
  await page.click("#live");
  await page.waitForSelector("#result:not([hidden])", { timeout: 20000 });
  seen.interim = await page.evaluate(() => window.interim.filter(text => text.trim()));
  seen.status = await page.textContent("#status");
  seen.transcript = await page.$$eval(".turn p", rows => rows.map(row => row.textContent));
  seen.recording = await page.$eval("#player", player => player.src.startsWith("blob:"));
  seen.live = await page.textContent("#live");

  await page.click("#record");
  await page.waitForSelector("#record.on");
  await page.click("#record");
  await page.waitForFunction(() => document.getElementById("chosen").textContent === "recording" && !document.querySelector("#record.on"));
  seen.recorded = await page.textContent("#chosen");
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
