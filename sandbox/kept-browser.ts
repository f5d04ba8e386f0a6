// One real browser for everybody in the sandbox who needs one: started for the first, closed at the end.
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.ts";

export interface KeptBrowser {
  /** @throws Error that names CHROME_PATH where no browser can be started; the next call tries again */
  open(): Promise<Browser>;
  stop(): Promise<void>;
}

export function createKeptBrowser(launch: () => Promise<Browser> = launchBrowser): KeptBrowser {
  let opening: Promise<Browser> | null = null;
  return {
    open() {
      const current = opening ?? launch();
      opening = current;
      const forget = () => {
        if (opening === current) opening = null;
      };
      current.then((browser) => browser.once("disconnected", forget), forget);
      return current;
    },
    async stop() {
      const browser = await opening?.catch(() => null);
      opening = null;
      await browser?.close();
    },
  };
}
