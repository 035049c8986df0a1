// Opens a page in headless Chromium, waits until it shows the texts and saves a screenshot; then the next page after "--":
// node screenshot.mjs <url> <file.png> [text ...] [-- <url> <file.png> [text ...]]
// Requests to other hosts are blocked. Prints every error of the page and every blocked request; exits with code 1 if a text is missing.
// An operation such as "POST /predict" matches with method and path in either order, and with an abbreviated method.
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { launch } from "./browser.mjs";

const browser = await launch();

const escape = text => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function toPattern(text) {
  const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(text) ?? [];
  if (!method) return escape(text);
  const name = method === "DELETE" ? "DEL(ETE)?" : method;
  return `\\b${name}\\s*${escape(path)}\\s|(^|\\s)${escape(path)}\\s+(HTTP METHOD:\\s*)?${name}\\b`;
}

async function capture(url, file, texts) {
  const host = new URL(url).host;
  const viewport = { width: Number(process.env.WIDTH ?? 1280), height: Number(process.env.HEIGHT ?? 1400) };
  const page = await browser.newPage({ viewport });
  page.on("pageerror", error => console.log(`error: ${error.message}`));
  page.on("console", message => { if (message.type() === "error") console.log(`console: ${message.text()}`); });
  await page.route("**/*", route => {
    const target = new URL(route.request().url());
    if (target.host === host || target.protocol === "data:" || target.protocol === "blob:") return route.continue();
    console.log(`blocked: ${target}`);
    return route.abort();
  });
  await page.goto(url, { waitUntil: "networkidle" });
  for (const text of texts) {
    const pattern = toPattern(text);
    await page.waitForFunction(source => new RegExp(source, "i").test(document.body.innerText), pattern, { timeout: 20000 })
      .catch(async () => { throw new Error(`"${text}" is not on the page:\n${await page.evaluate(() => document.body.innerText)}`); });
  }
  await mkdir(dirname(file), { recursive: true });
  await page.screenshot({ path: file });
}

try {
  for (let rest = process.argv.slice(2); rest.length > 0;) {
    const end = rest.includes("--") ? rest.indexOf("--") : rest.length;
    const [url, file, ...texts] = rest.slice(0, end);
    await capture(url, file, texts);
    rest = rest.slice(end + 1);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await browser.close();
}
