// Takes the screenshots in the README: opens the home page of a running endpoint, transcribes its sample and saves two PNG files.
// node home-page.mjs http://localhost:5000/ .github/images
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launch } from "./browser.mjs";

const [url, folder] = process.argv.slice(2);
const browser = await launch();
try {
  await mkdir(folder, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1000, height: 1000 }, deviceScaleFactor: 1 });
  await page.goto(url, { waitUntil: "networkidle" });
  await page.click("summary");
  await page.fill("#speakers", "2");
  await page.click("summary");
  await page.click("[data-sample='dialogue.wav']");
  await page.waitForSelector("#result:not([hidden])", { timeout: 120000 });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(folder, "page.png") });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => document.getElementById("result").scrollIntoView());
  await page.screenshot({ path: join(folder, "page-phone.png") });
} finally {
  await browser.close();
}
