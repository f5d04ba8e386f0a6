// What the page and the pixel's worker say to each other.

import type {
  CustomEvent,
  CustomerPrivacyPayload,
  RegisterInit,
  StandardEvent,
} from "@shopify/web-pixels-extension";

/** Calls that the worker cannot make itself and the page answers. */
export const BROWSER_METHODS = [
  "cookie.get",
  "cookie.set",
  "localStorage.clear",
  "localStorage.getItem",
  "localStorage.key",
  "localStorage.length",
  "localStorage.removeItem",
  "localStorage.setItem",
  "sendBeacon",
  "sessionStorage.clear",
  "sessionStorage.getItem",
  "sessionStorage.key",
  "sessionStorage.length",
  "sessionStorage.removeItem",
  "sessionStorage.setItem",
] as const;
export type BrowserMethod = (typeof BROWSER_METHODS)[number];

export type PublishedEvent = StandardEvent | CustomEvent;

export type ToWorker =
  | {
      readonly kind: "start";
      readonly bundleUrl: string;
      readonly settings: Readonly<Record<string, string>>;
      readonly init: RegisterInit;
    }
  | { readonly kind: "event"; readonly event: PublishedEvent }
  | { readonly kind: "consent"; readonly payload: CustomerPrivacyPayload }
  | { readonly kind: "answer"; readonly call: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly call: number; readonly reason: string };

export type FromWorker =
  | { readonly kind: "running" }
  | { readonly kind: "failed"; readonly reason: string }
  | {
      readonly kind: "call";
      readonly call: number;
      readonly method: BrowserMethod;
      readonly args: readonly unknown[];
    };
