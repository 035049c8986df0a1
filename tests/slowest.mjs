// Prints the ten slowest tests of the CTRF reports in a folder, one report per test project: node slowest.mjs <folder>
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const tests = readdirSync(folder)
  .filter((file) => file.endsWith(".ctrf"))
  .flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")).results.tests)
  .sort((a, b) => b.duration - a.duration);

console.log("The ten slowest tests:");
for (const test of tests.slice(0, 10)) console.log(`${(test.duration / 1000).toFixed(1).padStart(7)} s  ${test.name}`);
