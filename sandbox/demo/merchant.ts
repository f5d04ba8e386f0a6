// A merchant in the embedded admin: turns on the store signal, connects a pixel, goes live.
import type { Browser, Locator } from "playwright-core";
import type { Say } from "./say.ts";
import { newVisitor } from "./visitor.ts";

const LONGEST_STEP_MS = 30_000;

export interface MerchantOptions {
  readonly browser: Browser;
  /** The app inside the admin. */
  readonly adminUrl: string;
  readonly pixelId: string;
  readonly accessToken: string;
  readonly say: Say;
}

/** Follows the Setup page by its buttons. Rejects, naming what it waited for, when the app does not do as its texts say. */
export async function setUpCountersign(options: MerchantOptions): Promise<void> {
  const { browser, adminUrl, pixelId, accessToken, say } = options;
  const context = await newVisitor(browser, { viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST_STEP_MS);
  await page.goto(adminUrl);
  const app = page.frameLocator('iframe[name="app-iframe"]');
  const button = (name: string): Locator => app.getByRole("button", { name, exact: true });

  await app.getByRole("link", { name: "Start", exact: true }).click();
  await button("Turn on").click();
  await app.getByText("On. Open your store").waitFor();
  say("  The merchant has turned on the store signal.\n");

  await app.getByLabel("Pixel ID").fill(pixelId);
  await app.getByLabel("Access token").fill(accessToken);
  await button("Check with Meta").click();
  await app.getByText("Meta accepted the check event").waitFor();
  say("  The pixel is connected: Meta accepted the check event.\n");

  await button("Go live").click();
  await app.getByText("Live. Waiting for your first order…").waitFor();
  say("  The shop is live.\n");
  await context.close();
}
