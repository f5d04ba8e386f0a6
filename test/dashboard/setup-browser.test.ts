// The Setup page in a real browser: what is typed stays, what is promised happens.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { SetupActionResult } from "../../app/connections/setup-action.ts";
import type { SetupState } from "../../app/dashboard/setup-state.server.ts";
import { launchBrowser } from "../../sandbox/browser.ts";
import { until } from "../harness/until.ts";
import { aConnection, aSetupState, SEEN } from "./setup-states.ts";

const TOKEN = `EAA${"x".repeat(180)}`;
const REFUSED: SetupActionResult = {
  intent: "connect-meta",
  outcome: { kind: "failed", why: "token_invalid", code: 190, subcode: null, traceId: "T1" },
};
const NO_ANSWER: SetupActionResult = {
  intent: "connect-meta",
  outcome: { kind: "failed", why: "no_answer", code: null, subcode: null, traceId: null },
};
const CONNECTED: SetupActionResult = {
  intent: "connect-meta",
  outcome: { kind: "connected", at: "2026-11-21T09:42:07.000Z", traceId: "A1b2C3" },
};

/** What the server answers, and what it was asked. */
interface World {
  state: SetupState;
  result: SetupActionResult;
  readonly posts: URLSearchParams[];
  loads: number;
}

let world: World;
let server: Server;
let browser: Browser;
let page: Page;

async function startServer(): Promise<Server> {
  const entry = fileURLToPath(new URL("setup-browser-entry.tsx", import.meta.url));
  const bundle = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    jsx: "automatic",
    // Styles become a file of their own, which nobody asks for here.
    outdir: "bundle",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  const script = bundle.outputFiles.find(({ path }) => path.endsWith(".js"))?.text ?? "";
  const started = createServer(async (request, response) => {
    const json = (value: unknown) => {
      response.writeHead(200, { "content-type": "application/json", "x-remix-response": "yes" });
      response.end(JSON.stringify(value));
    };
    if (request.method === "POST") {
      let body = "";
      for await (const chunk of request) body += chunk;
      world.posts.push(new URLSearchParams(body));
      return json(world.result);
    }
    if (request.url?.includes("_data=")) {
      world.loads += 1;
      return json(world.state);
    }
    if (request.url === "/page.js")
      return response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(
      `<!doctype html><script type="application/json" id="state">${JSON.stringify(world.state)}</script><div id="app"></div><script src="/page.js"></script>`,
    );
  });
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return started;
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});
beforeEach(async () => {
  page = await browser.newPage();
  await page.clock.install();
});
afterEach(() => page.close());

async function open(state: SetupState, result: SetupActionResult): Promise<void> {
  world = { state, result, posts: [], loads: 0 };
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

async function fillAndCheck(): Promise<void> {
  await page.getByLabel("Pixel ID").fill("1029384756102938");
  await page.getByLabel("Access token").fill(TOKEN);
  await check();
}

const check = () => page.getByRole("button", { name: "Check with Meta", exact: true }).click();
const checkAgain = () => page.getByRole("button", { name: "Check again", exact: true }).click();
const typedToken = () => page.getByLabel("Access token").inputValue();
const posted = (count: number) => until(`${count} posts`, () => world.posts.length === count);

test("what was typed survives a failed check, and is gone once the pixel is connected", async () => {
  await open(aSetupState({ signal: SEEN }), REFUSED);
  await fillAndCheck();
  await page.getByText("Meta does not recognise this token.").waitFor();
  expect(await typedToken()).toBe(TOKEN);
  expect(Object.fromEntries(world.posts[0] ?? [])).toEqual({
    intent: "connect-meta",
    pixelId: "1029384756102938",
    token: TOKEN,
  });

  world.result = CONNECTED;
  world.state = aSetupState({ signal: SEEN, connections: [aConnection()] });
  await checkAgain();
  await page.getByText("Meta accepted the check event").waitFor();
  expect(await page.content()).not.toContain(TOKEN);
});

test("an error goes when its field is changed, and stays while the page refreshes its data", async () => {
  await open(aSetupState({ signal: { state: "on" } }), REFUSED);
  await fillAndCheck();
  const error = page.getByText("Meta does not recognise this token.");
  await error.waitFor();
  const before = world.loads;
  await page.clock.runFor(7_000);
  await until("two refreshes", () => world.loads >= before + 2);
  expect(await error.isVisible()).toBe(true);
  expect(await typedToken()).toBe(TOKEN);
  await page.getByLabel("Access token").fill(`${TOKEN}y`);
  await error.waitFor({ state: "detached" });
});

test("without an answer from Meta the check is made again after 30 seconds, with what was typed", async () => {
  await open(aSetupState({ signal: SEEN }), NO_ANSWER);
  await fillAndCheck();
  await page.getByText("we try again in 30 seconds").waitFor();
  await page.clock.runFor(29_000);
  expect(world.posts).toHaveLength(1);
  await page.clock.runFor(2_000);
  await posted(2);
  expect(world.posts[1]?.get("token")).toBe(TOKEN);
});

test("a short token goes through when the merchant says that it is whole", async () => {
  const short: SetupActionResult = {
    intent: "connect-meta",
    outcome: { kind: "invalid", pixelId: null, token: { problem: "short", length: 41 }, testEventCode: null },
  };
  await open(aSetupState({ signal: SEEN }), short);
  await fillAndCheck();
  await page.getByRole("button", { name: "Check anyway" }).click();
  await posted(2);
  expect(world.posts[0]?.has("shortTokenAllowed")).toBe(false);
  expect(world.posts[1]?.get("shortTokenAllowed")).toBe("yes");
  expect(world.posts[1]?.get("token")).toBe(TOKEN);
});

test("a visit is shown as soon as it was seen; without one for a minute the page says what may be in the way", async () => {
  await open(aSetupState({ signal: { state: "on" } }), REFUSED);
  await page.getByText("Waiting for your visit").waitFor();
  await page.clock.runFor(61_000);
  await page.getByText("On, but no visit yet. Pause your ad blocker").waitFor();
  await checkAgain();
  await page.getByText("Waiting for your visit").waitFor();
  world.state = aSetupState({ signal: SEEN });
  await page.clock.runFor(4_000);
  await page.getByText("We saw your visit 5 minutes ago.").waitFor();
});

test("Go on leads to the button that goes live, and the minute it names goes on", async () => {
  await open(aSetupState({ signal: SEEN, connections: [aConnection()] }), REFUSED);
  await page.getByText("From 10:45 on, new orders go to Meta; earlier ones do not.").waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  expect(
    await page.getByRole("button", { name: "Go live" }).evaluate((one) => one === document.activeElement),
  ).toBe(true);
  await page.clock.runFor(60_000);
  await page.getByText("From 10:46 on, new orders go to Meta; earlier ones do not.").waitFor();
});

test("a block by Meta is asked about again after five minutes, not sooner", async () => {
  const blocked: SetupActionResult = {
    intent: "connect-meta",
    outcome: { kind: "failed", why: "policy_block", code: 368, subcode: null, traceId: "T1" },
  };
  await open(aSetupState({ signal: SEEN }), blocked);
  await fillAndCheck();
  await page.getByText("We keep your orders and try again.").waitFor();
  await page.clock.runFor(295_000);
  expect(world.posts).toHaveLength(1);
  await page.clock.runFor(10_000);
  await posted(2);
});

test("an answer about one form is not shown in another", async () => {
  await open(aSetupState({ signal: SEEN, connections: [aConnection()] }), REFUSED);
  await page.getByRole("button", { name: "Change token or test code" }).click();
  await page.getByLabel("Access token").fill(TOKEN);
  await check();
  await page.getByText("Meta does not recognise this token.").waitFor();
  expect(world.posts[0]?.get("pixelId")).toBe("1029384756102938");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Connect another pixel" }).click();
  await page.getByLabel("Pixel ID").waitFor();
  expect(await page.getByText("Meta does not recognise this token.").count()).toBe(0);
  expect(await typedToken()).toBe("");
});
