// A person's browser, as far as a server can tell.
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";

/**
 * A fresh profile that says it is an ordinary desktop Chrome of its version. A headless browser names itself
 * HeadlessChrome, which Shopify's library answers with 410 and an app rightly takes for a bot.
 */
export async function newVisitor(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const [major] = browser.version().split(".");
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`;
  return browser.newContext({ ...options, userAgent });
}
