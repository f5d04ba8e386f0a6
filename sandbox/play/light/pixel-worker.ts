// The pixel's worker without a browser: the storefront's own worker script and the app's built bundle, in a context of their
// own that has what a dedicated worker has and nothing of Node.
import { webcrypto } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { createContext, Script } from "node:vm";
import type { FromWorker, ToWorker } from "../../storefront/pixel-host/messages.ts";
import type { PixelWorker } from "../../storefront/pixel-host/pixel-host.ts";

export interface PixelScripts {
  /** The storefront's inside of the worker. */
  readonly worker: Script;
  /** What `importScripts` runs: the app's bundle. */
  readonly bundle: Script;
}

export interface WorkerSurroundings {
  readonly scripts: PixelScripts;
  readonly hear: {
    readonly message: (message: FromWorker) => void;
    readonly error: (reason: string) => void;
  };
  /** The worker's `fetch`; rejects as a browser's does where the request does not get out. */
  readonly fetch: (url: string, init: RequestInit) => Promise<unknown>;
  readonly random: () => number;
}

export interface LightWorker extends PixelWorker {
  /** True while something is under way that may still call, fetch or fire. */
  isBusy(): boolean;
  /** As leaving the page does: timers and messages end; a request with `keepalive` goes on. */
  terminate(): void;
}

const SEEDED = new Script("Math.random = seededRandom; delete globalThis.seededRandom;");

export function openLightWorker({ scripts, hear, fetch, random }: WorkerSurroundings): LightWorker {
  const timers = new Set<NodeJS.Timeout>();
  let underWay = 0;
  let isOver = false;

  /** Whatever crosses between page and worker arrives later, and as a copy. */
  const cross = (deliver: () => void) => {
    underWay += 1;
    void turn().then(() => {
      underWay -= 1;
      if (isOver) return;
      try {
        deliver();
      } catch (error) {
        hear.error(wordsOf(error));
      }
    });
  };

  const counted = <T>(work: Promise<T>): Promise<T> => {
    underWay += 1;
    return work.finally(() => {
      underWay -= 1;
    });
  };

  const scope = {
    onmessage: null as ((message: { readonly data: ToWorker }) => void) | null,
    importScripts: () => void scripts.bundle.runInContext(context),
    postMessage(message: FromWorker) {
      const copy = structuredClone(message);
      cross(() => hear.message(copy));
    },
    reportError: (error: unknown) => hear.error(wordsOf(error)),
    fetch: (url: string, init: RequestInit) => counted(fetch(String(url), init)),
    setTimeout(run: () => void, ms: number) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms);
      timers.add(timer);
    },
    crypto: {
      subtle: {
        digest: (name: string, data: Uint8Array) => counted(webcrypto.subtle.digest(name, data)),
      },
      getRandomValues: <T extends Uint8Array>(array: T) => webcrypto.getRandomValues(array),
    },
    queueMicrotask,
    TextEncoder,
    URLSearchParams,
    seededRandom: random,
  };
  const context = createContext(Object.assign(scope, { self: scope }));
  SEEDED.runInContext(context);
  scripts.worker.runInContext(context);

  return {
    postMessage(message) {
      const data = structuredClone(message);
      cross(() => scope.onmessage?.({ data }));
    },
    isBusy: () => !isOver && (underWay > 0 || timers.size > 0),
    terminate() {
      isOver = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

// What is thrown in the worker's context is no `Error` of ours.
function wordsOf(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error
    ? String(error.message)
    : String(error);
}
