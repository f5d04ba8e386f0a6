import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { findProcess } from "../app/platform/postgres/process-table.server.ts";
import { until } from "../test/harness/until.ts";
import { launchBrowser } from "./browser.ts";

const OWNER_FILE = fileURLToPath(new URL("../test/harness/browser-owner.ts", import.meta.url));

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function site(body: string): Promise<string> {
  const server = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end(body),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test("web security is on: a page cannot read another origin's answer", async () => {
  const [shop, other] = await Promise.all([site("<title>shop</title>"), site("secret")]);
  const browser = await launchBrowser();
  cleanups.push(() => browser.close());
  const page = await browser.newPage();
  await page.goto(shop);
  expect(await page.title()).toBe("shop");
  const read = (address: string) =>
    page.evaluate(
      (url) =>
        fetch(url).then(
          (answer) => answer.text(),
          (error: Error) => error.name,
        ),
      address,
    );
  expect(await read(shop)).toBe("<title>shop</title>");
  expect(await read(other)).toBe("TypeError");
});

test("a killed owner leaves no browser process and no folder behind", async () => {
  const owner = spawn(process.execPath, [OWNER_FILE], { stdio: ["ignore", "pipe", "inherit"] });
  cleanups.push(() => owner.kill("SIGKILL"));
  const lines: string[] = [];
  createInterface({ input: owner.stdout }).on("line", (line) => lines.push(line));
  const line = await until("the browser is open", () => lines[0] ?? null, 15_000);
  const { children } = JSON.parse(line) as { children: number[] };
  // The guard is told the folders: the browser's profile and Playwright's own.
  const folders = children.flatMap((pid) => {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return words.includes("folder-guard")
      ? words.slice(words.indexOf("folder-guard") + 1).filter(Boolean)
      : [];
  });
  expect(folders).toHaveLength(2);
  expect(folders.every((folder) => existsSync(folder))).toBe(true);
  owner.kill("SIGKILL");
  for (const pid of children) {
    await until(`process ${pid} is gone`, async () => (await findProcess(pid)) === null);
  }
  expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
});
