// A program that opens a browser and then only waits, for a test that kills it. Prints its browser's pid.
import { readFile } from "node:fs/promises";
import { launchBrowser } from "../../sandbox/browser.ts";

const browser = await launchBrowser();
const page = await browser.newPage();
await page.setContent("<p>open</p>");
const children = await readFile(`/proc/self/task/${process.pid}/children`, "utf8");
process.stdout.write(`${JSON.stringify({ children: children.trim().split(" ").map(Number) })}\n`);
setInterval(() => {}, 60_000);
