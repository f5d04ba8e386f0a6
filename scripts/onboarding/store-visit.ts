// Visits to the storefront, by somebody who accepts its cookies.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { newVisitor } from "../../sandbox/demo/visitor.ts";

export interface StoreVisit {
  readonly page: Page;
  leave(): Promise<void>;
}

export interface VisitOptions {
  readonly browser: Browser;
  readonly storefrontOrigin: string;
  /** Origins that the visitor's ad blocker lets nothing through to. */
  readonly blocks?: readonly string[];
}

/** A new visitor, with a browser that has never been there. Stays until told to leave: what the pixel posts may take a moment. */
export async function visitStore(options: VisitOptions): Promise<StoreVisit> {
  const context = await newVisitor(options.browser);
  await block(context, options.blocks ?? []);
  const page = await context.newPage();
  await page.goto(options.storefrontOrigin);
  await acceptCookies(page);
  return { page, leave: () => context.close() };
}

export async function acceptCookies(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Accept all" }).click();
}

async function block(context: BrowserContext, origins: readonly string[]): Promise<void> {
  for (const origin of origins) {
    await context.route(
      (url) => url.origin === origin,
      (route) => route.abort("blockedbyclient"),
    );
  }
}
