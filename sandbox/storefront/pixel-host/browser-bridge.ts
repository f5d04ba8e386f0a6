// What the page does for the worker: first-party cookies, both storages, and beacons that outlive the page.

import { pageContext } from "./event-envelope.ts";
import { BROWSER_METHODS, type BrowserMethod, type FromWorker } from "./messages.ts";
import type { HostPage } from "./pixel-host.ts";

type Bridge = Readonly<Record<BrowserMethod, (...args: readonly string[]) => unknown>>;

const bridge: Bridge = {
  "cookie.get": (name) => (name === undefined ? document.cookie : cookieValue(name)),
  "cookie.set": (cookieOrName = "", value) => {
    document.cookie = value === undefined ? cookieOrName : `${cookieOrName}=${value}`;
    return document.cookie;
  },
  sendBeacon: (url = "", body) => navigator.sendBeacon(url, body),
  "localStorage.clear": () => localStorage.clear(),
  "localStorage.getItem": (key = "") => localStorage.getItem(key),
  "localStorage.key": (index) => localStorage.key(Number(index)),
  "localStorage.length": () => localStorage.length,
  "localStorage.removeItem": (key = "") => localStorage.removeItem(key),
  "localStorage.setItem": (key = "", value = "") => localStorage.setItem(key, value),
  "sessionStorage.clear": () => sessionStorage.clear(),
  "sessionStorage.getItem": (key = "") => sessionStorage.getItem(key),
  "sessionStorage.key": (index) => sessionStorage.key(Number(index)),
  "sessionStorage.length": () => sessionStorage.length,
  "sessionStorage.removeItem": (key = "") => sessionStorage.removeItem(key),
  "sessionStorage.setItem": (key = "", value = "") => sessionStorage.setItem(key, value),
};

/** The page of a real browser. The pixel's state shows as `data-pixel` on its root element, for people and tests. */
export const browserPage: HostPage = {
  openWorker(url, hear) {
    const worker = new Worker(url);
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => hear.message(data);
    worker.onerror = (error) => hear.error(error.message);
    return worker;
  },
  callBrowser,
  context: pageContext,
  show(state) {
    document.documentElement.dataset.pixel = state;
  },
  complain(text) {
    console.error(text);
  },
};

/** Runs one call of the worker. @throws what the browser throws, and Error for an unknown method. */
function callBrowser(method: BrowserMethod, args: readonly unknown[]): unknown {
  if (!BROWSER_METHODS.includes(method)) throw new Error("Unknown browser call");
  return bridge[method](
    ...args.map((arg) => (arg === undefined || arg === null ? undefined : String(arg)) as string),
  );
}

function cookieValue(name: string): string {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? "" : found.slice(name.length + 1);
}
