// What the server tells the page's scripts: types only, shared by both sides.

import type {
  Checkout,
  PixelEvents,
  PublisherData,
  RegisterInit,
  StandardEventName,
} from "@shopify/web-pixels-extension";
import type { FieldErrors } from "./checkout-form.ts";
import type { DeclaredPrivacy } from "./consent.ts";
import type { OtherSenderSettings } from "./controls.ts";

/** A standard event without its envelope, which the page adds. */
export type PageEvent = {
  [K in StandardEventName]: { readonly name: K; readonly data: PublisherData<PixelEvents[K]> };
}[StandardEventName];

/** The app's pixel on this page. */
export interface PagePixel {
  readonly workerUrl: string;
  readonly bundleUrl: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly declared: DeclaredPrivacy;
  readonly throttled: boolean;
}

/** Embedded in each page as JSON under {@link PAGE_DATA_ID}. */
export interface PageData {
  /** The shop's clock when the page was made, milliseconds since 1970; events are stamped by it. */
  readonly serverTimeMs: number;
  readonly clientId: string;
  /** ISO 3166-1 alpha-2. */
  readonly region: string;
  /** The request carried `Sec-GPC: 1`. */
  readonly globalPrivacyControl: boolean;
  /** `null` while the app has not switched its pixel on. */
  readonly pixel: PagePixel | null;
  /** Another sender's script on this page. */
  readonly otherSender: OtherSenderSettings | null;
  readonly init: RegisterInit["data"];
  /** Published at load, in this order. */
  readonly events: readonly PageEvent[];
}

/** Answer to every change of the cart that a script asks for. */
export interface CartAnswer {
  readonly events: readonly PageEvent[];
  readonly itemCount: number;
  /** Contents of the cart page. */
  readonly cartHtml: string;
  readonly message: string;
}

/** Answer to every change of the checkout's form. */
export interface CheckoutAnswer {
  readonly checkout: Checkout;
  readonly complete: { readonly contact: boolean; readonly address: boolean; readonly shipping: boolean };
  /** Filled when the buyer pressed the pay button. */
  readonly errors: FieldErrors;
  readonly free: boolean;
  readonly summaryHtml: string;
  /** City, region and postal code as the chosen country writes them. */
  readonly placeHtml: string;
  readonly shippingHtml: string;
}

export const PAGE_DATA_ID = "storefront-page-data";
