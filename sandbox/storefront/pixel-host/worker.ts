// The inside of the pixel's worker: the global that the package's register() calls, and the asynchronous API behind it.

import type {
  CustomerPrivacyPayload,
  ExtensionApi,
  RegisterInit,
  ShopifyGlobal,
} from "@shopify/web-pixels-extension";
import type { BrowserMethod, FromWorker, PublishedEvent, ToWorker } from "./messages.ts";

// The DOM's types describe a page; this is the part of a dedicated worker that is used here.
interface WorkerScope {
  shopify: ShopifyGlobal;
  onmessage: ((message: { readonly data: ToWorker }) => void) | null;
  postMessage(message: FromWorker): void;
  importScripts(url: string): void;
  reportError(error: unknown): void;
}
declare const self: WorkerScope;

type Listener<T> = (value: T) => void;
interface Subscription {
  readonly name: string;
  readonly tell: Listener<PublishedEvent>;
}

const published: PublishedEvent[] = [];
const subscriptions = new Set<Subscription>();
const consentListeners = new Set<Listener<CustomerPrivacyPayload>>();
const waiting = new Map<number, { resolve: Listener<unknown>; reject: Listener<Error> }>();
const extensions: ((api: ExtensionApi) => void)[] = [];
let calls = 0;

self.shopify = { extend: (_point, extension) => void extensions.push(extension) };

self.onmessage = ({ data }) => {
  switch (data.kind) {
    case "start":
      start(data.bundleUrl, data.settings, data.init);
      break;
    case "event":
      published.push(data.event);
      for (const subscription of [...subscriptions]) deliver(subscription, data.event);
      break;
    case "consent":
      for (const tell of [...consentListeners]) guarded(() => tell(data.payload));
      break;
    case "answer":
      waiting.get(data.call)?.resolve(data.value);
      waiting.delete(data.call);
      break;
    case "failure":
      waiting.get(data.call)?.reject(new Error(data.reason));
      waiting.delete(data.call);
  }
};

function start(bundleUrl: string, settings: Readonly<Record<string, string>>, init: RegisterInit): void {
  try {
    self.importScripts(bundleUrl);
    if (extensions.length === 0) throw new Error("The bundle did not call register()");
    const api = apiFor(settings, init);
    for (const extension of extensions) extension(api);
    self.postMessage({ kind: "running" });
  } catch (error) {
    self.postMessage({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
}

function apiFor(settings: Readonly<Record<string, string>>, init: RegisterInit): ExtensionApi {
  return {
    settings,
    init,
    analytics: { subscribe: (name, callback) => subscribe(name, callback as Listener<PublishedEvent>) },
    browser: {
      cookie: {
        get: (name) => ask("cookie.get", name),
        set: (cookieOrName, value) => ask("cookie.set", cookieOrName, value),
      },
      sendBeacon: (url, body) => ask("sendBeacon", url, body),
      localStorage: storage("localStorage"),
      sessionStorage: storage("sessionStorage"),
    },
    customerPrivacy: {
      subscribe: (name, callback) => {
        if (name !== "visitorConsentCollected") return () => false;
        consentListeners.add(callback);
        return () => consentListeners.delete(callback);
      },
    },
    _pixelInfo: { runtimeContext: "STRICT", type: "APP", surface: "storefront-renderer" },
  };
}

function storage(area: "localStorage" | "sessionStorage"): ExtensionApi["browser"]["localStorage"] {
  return {
    clear: () => ask(`${area}.clear`),
    getItem: (key) => ask(`${area}.getItem`, key),
    key: (index) => ask(`${area}.key`, index),
    length: () => ask(`${area}.length`),
    removeItem: (key) => ask(`${area}.removeItem`, key),
    setItem: (key, value) => ask(`${area}.setItem`, key, String(value)),
  };
}

/** A late subscriber still hears what the page has published before. */
function subscribe(name: string, tell: Listener<PublishedEvent>): () => boolean {
  const subscription = { name, tell };
  subscriptions.add(subscription);
  const before = [...published];
  queueMicrotask(() => {
    for (const event of before) deliver(subscription, event);
  });
  return () => subscriptions.delete(subscription);
}

function deliver(subscription: Subscription, event: PublishedEvent): void {
  if (!subscriptions.has(subscription) || !wanted(subscription.name, event)) return;
  guarded(() => subscription.tell(event));
}

function wanted(name: string, event: PublishedEvent): boolean {
  if (name === "all_events") return true;
  if (name === "all_standard_events") return event.type === "standard";
  if (name === "all_custom_events") return event.type === "custom";
  return event.name === name;
}

/** The page gives the promised type back: the table of methods there is typed by the same package. */
function ask<T>(method: BrowserMethod, ...args: readonly unknown[]): Promise<T> {
  const call = ++calls;
  return new Promise<T>((resolve, reject) => {
    waiting.set(call, { resolve: (value) => resolve(value as T), reject });
    self.postMessage({ kind: "call", call, method, args });
  });
}

/** One failing subscriber must not silence the others. */
function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    self.reportError(error);
  }
}
