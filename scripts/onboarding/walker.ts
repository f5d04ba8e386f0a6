// A merchant at the admin, as a new user: presses and types by what is written there, reads, and counts.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, FrameLocator, Page } from "playwright-core";
import { newVisitor } from "../../sandbox/demo/visitor.ts";
import type { Say } from "../progress.ts";

const DESKTOP = { width: 1280, height: 1500 };
const PHONE = { width: 390, height: 2200 };
/** For whatever the page has to fetch or to wait for. */
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 50;

export interface Walker {
  readonly context: BrowserContext;
  readonly page: Page;
  /** The app inside the admin. */
  readonly app: FrameLocator;
  readonly counts: { readonly clicks: number; readonly fields: number };
  /** Sentences that were not there, and what was read instead. */
  readonly unsaid: readonly string[];
  /** How many sentences were there. */
  readonly read: number;
  /** Opens a page of the app by its address; nobody does that, so it counts as nothing. */
  open(path: string): Promise<void>;
  /** Names what comes next. */
  begin(title: string): void;
  /** Presses a button or a link of the app by its whole name. */
  press(name: string): Promise<void>;
  /** Presses something that opens a tab, and gives that tab. */
  pressToTab(name: string): Promise<Page>;
  /** Counts a click outside the app, by what it was. */
  noteClick(what: string): void;
  /** Fills a field by its label, over what was there. */
  type(label: string, text: string): Promise<void>;
  /** What the app's page reads, in one line. */
  text(): Promise<string>;
  /** Whether this text is in the app's page now, or was in anything that our server has answered so far. */
  wasTold(secret: string): Promise<boolean>;
  /** Whether the clipboard holds all of these within a moment. */
  copied(...parts: readonly string[]): Promise<boolean>;
  /** Holds each against what the page reads, waiting for it; notes what is not there. */
  reads(...wanted: readonly (string | RegExp)[]): Promise<void>;
  /** Holds that the page says nothing of these now. */
  lacks(...unwanted: readonly string[]): Promise<void>;
  /** Holds something that cannot be read from the page. */
  holds(what: string, isTrue: boolean): void;
  value(label: string): Promise<string>;
  /** Saves what the page looks like on a desktop and on a phone, where pictures were asked for. */
  picture(name: string): Promise<void>;
  leave(): Promise<void>;
}

export interface WalkerOptions {
  readonly browser: Browser;
  readonly adminUrl: string;
  readonly say: Say;
  readonly pictures: string | null;
  /** The browser's clock can be moved on. */
  readonly movesClock?: boolean;
}

export async function sendWalker(options: WalkerOptions): Promise<Walker> {
  const { browser, adminUrl, say, pictures, movesClock = false } = options;
  const context = await newVisitor(browser, {
    viewport: DESKTOP,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  if (movesClock) await page.clock.install();
  page.setDefaultTimeout(PATIENCE_MS);
  const app = page.frameLocator('iframe[name="app-iframe"]');
  const answers: Promise<string>[] = [];
  page.on("response", (answer) => {
    if (answer.url().includes("/app/")) answers.push(answer.text().catch(() => ""));
  });
  const counts = { clicks: 0, fields: 0 };
  const unsaid: string[] = [];
  let read = 0;

  const named = (name: string) =>
    app
      .getByRole("button", { name, exact: true })
      .or(app.getByRole("link", { name, exact: true }))
      .or(app.getByRole("link", { name: new RegExp(`^${escaped(name)}\\s*\\(opens`) }));
  const text = async () => (await app.locator("body").allInnerTexts()).join(" ").replace(/\s+/g, " ");
  const noteClick = (what: string) => {
    counts.clicks += 1;
    say(`  click  ${what}\n`);
  };
  const press = async (name: string) => {
    await named(name).first().click();
    noteClick(`[${name}]`);
  };

  /** Looks again and again until there is something, or patience ends. */
  async function within<T>(look: () => Promise<T | null>): Promise<T | null> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (found !== null || Date.now() > deadline) return found;
      await page.waitForTimeout(LOOK_EVERY_MS);
    }
  }

  const isRead = (wanted: string | RegExp) =>
    within(async () => {
      const now = await text().catch(() => "");
      if (typeof wanted !== "string") return wanted.exec(now)?.[0] ?? null;
      return now.includes(wanted) ? wanted : null;
    });

  return {
    context,
    page,
    app,
    counts,
    unsaid,
    get read() {
      return read;
    },
    async open(path) {
      await page.goto(adminUrl + path);
      await app.locator("body").waitFor();
    },
    begin: (title) => say(`\n${title}\n`),
    press,
    async pressToTab(name) {
      const [tab] = await Promise.all([context.waitForEvent("page"), press(name)]);
      return tab;
    },
    noteClick,
    text,
    async wasTold(secret) {
      const told = await Promise.all([app.locator("html").innerHTML(), ...answers]);
      return told.some((one) => one.includes(secret));
    },
    copied: (...parts) =>
      within(async () => {
        // Only the outer page may read the clipboard.
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        return parts.every((part) => copied.includes(part)) || null;
      }).then((found) => found !== null),
    async type(label, typed) {
      await app.getByLabel(label, { exact: true }).fill(typed);
      counts.fields += 1;
      say(`  type   ${label}\n`);
    },
    async reads(...wanted) {
      for (const one of wanted) {
        const found = await isRead(one);
        if (found !== null) read += 1;
        else unsaid.push(`Not said: ${one}\n  The page reads: ${await text().catch(() => "nothing")}`);
        say(found === null ? `  NOT SAID  “${one}”\n` : `  reads  “${found}”\n`);
      }
    },
    async lacks(...unwanted) {
      const now = await text();
      for (const one of unwanted) {
        if (!now.includes(one)) continue;
        unsaid.push(`Said, and should not be: ${one}`);
        say(`  SAID, and should not be  “${one}”\n`);
      }
    },
    holds(what, isTrue) {
      if (isTrue) read += 1;
      else unsaid.push(`Not so: ${what}`);
      say(`  ${isTrue ? "so it is" : "NOT SO"}  ${what}\n`);
    },
    value: (label) => app.getByLabel(label, { exact: true }).inputValue(),
    async picture(name) {
      if (pictures === null) return;
      await mkdir(pictures, { recursive: true });
      for (const [width, size] of [
        ["1280", DESKTOP],
        ["390", PHONE],
      ] as const) {
        await page.setViewportSize(size);
        await page.screenshot({ path: join(pictures, `${name}-${width}.png`), animations: "disabled" });
      }
      await page.setViewportSize(DESKTOP);
    },
    leave: () => context.close(),
  };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
