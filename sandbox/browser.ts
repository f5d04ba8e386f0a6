// A real browser for the demo and for tests: CHROME_PATH, an installed Chrome, or the Chromium that npm brought.
import { accessSync, constants, rmSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";
import { type BrowserProgram, bundledChromium } from "./bundled-chromium.ts";
import { guardFolders } from "./folder-guard.ts";

// Ours, not @sparticuz/chromium's: those switch web security off and run everything in one process, so that a
// request which a real buyer's browser refuses would pass. Playwright adds --remote-debugging-pipe: when the
// process that started the browser ends, the pipe closes and the browser ends too.
const FLAGS = [
  // Root cannot use the sandbox, and many containers forbid it to everyone. Only our own pages are opened.
  "--no-sandbox",
  "--disable-gpu",
  // Containers often have 64 MB of shared memory, less than one page may need.
  "--disable-dev-shm-usage",
];

const INSTALLED: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  ],
};
const INSTALLED_NAMES = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser"];

/**
 * Starts a headless browser. `close()` ends it and removes its folders; if this process dies first, the browser
 * ends by itself and a guard removes them.
 *
 * @throws Error that names CHROME_PATH where no browser can be started.
 */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findBrowser();
  // Playwright's folder for downloads; named here so that the guard can remove it too.
  const artifactsDir = await mkdtemp(path.join(tmpdir(), "countersign-browser-"));
  const removeArtifacts = () => rmSync(artifactsDir, { recursive: true, force: true });
  try {
    const browser = await chromium.launch({
      executablePath,
      args: FLAGS,
      env: { ...process.env, ...env },
      headless: true,
      artifactsDir,
      // The caller decides when to close; an interrupted program still closes through the pipe.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const guard = guardFolders([artifactsDir, ...(await profilesOfOurBrowsers())]);
    browser.once("disconnected", () => {
      removeArtifacts();
      guard.release();
    });
    return browser;
  } catch (error) {
    removeArtifacts();
    throw error;
  }
}

async function findBrowser(): Promise<BrowserProgram> {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (!isExecutable(named)) throw new Error(`CHROME_PATH names no program that can be run: ${named}`);
    return { executablePath: named, env: {} };
  }
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const onPath = INSTALLED_NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const installed = INSTALLED[process.platform] ?? onPath;
  const executablePath = installed.find(isExecutable);
  return executablePath ? { executablePath, env: {} } : await bundledChromium();
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// Playwright does not tell the profile's path; Linux lists our children and their command lines.
async function profilesOfOurBrowsers(): Promise<string[]> {
  const children = await readFile(`/proc/self/task/${process.pid}/children`, "utf8").catch(() => "");
  const commands = await Promise.all(
    children
      .trim()
      .split(" ")
      .map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return commands.flatMap((command) => {
    const profile = command.split("\0").find((part) => part.startsWith("--user-data-dir="));
    return profile ? [profile.slice("--user-data-dir=".length)] : [];
  });
}
