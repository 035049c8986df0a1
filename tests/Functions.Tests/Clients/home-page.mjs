// Takes the screenshot in the README: opens the home page of a running endpoint, transcribes a recording on it and saves a PNG.
// node home-page.mjs http://localhost:5000/ src/BuiltIn/samples/dialogue.wav .github/images/page.png
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { launch } from "./browser.mjs";

const [url, recording, file] = process.argv.slice(2);
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 900, height: 900 }, deviceScaleFactor: 1 });
  await page.goto(url, { waitUntil: "networkidle" });
  await page.setInputFiles("#file", recording);
  await page.click("#send");
  await page.waitForFunction(() => document.querySelectorAll("#rows tr").length > 0, undefined, { timeout: 60000 });
  await mkdir(dirname(file), { recursive: true });
  await page.screenshot({ path: file });
} finally {
  await browser.close();
}
