// What the fake Shopify is started with and what it can be told to do.
import type { CheckoutSubmission, InstalledPixel, PlacedOrder, SandboxShop } from "./checkout-contract.ts";
import type { PlaceOrderOptions } from "./order-desk.ts";
import type { OrderBody } from "./order-payload.ts";
import type { ShopEvent } from "./shop-webhooks.ts";
import type { Disturbance, Sending, WebhookDelivery } from "./webhook-sender.ts";

export interface FakeShopifyOptions {
  /** Of the admin, the APIs and the controls; any free port when left out. */
  readonly port?: number;
  /** Of the tunnel; any free port when left out. */
  readonly tunnelPort?: number;
  /** Defaults to `127.0.0.1`. */
  readonly host?: string;
  readonly now: () => Date;
  /** Clock of session and access tokens, which the app checks by its own clock; `now` if left out. */
  readonly signInNow?: () => Date;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The app's handle in admin URLs. */
  readonly appHandle: string;
  /** Granted at install; an empty list grants what shopify.app.toml asks for. */
  readonly scopes: readonly string[];
  /** Where the app really listens; asked for each request. */
  readonly appOrigin: () => string;
  /** Path of the web pixel's shopify.extension.toml; `null` when it was never deployed. */
  readonly extensionToml: string | null;
  /** Path of shopify.app.toml. */
  readonly appToml: string;
  readonly shops: readonly SandboxShop[];
  /** 1 is Shopify's four hours of retries; 0.001 makes them 14 seconds. */
  readonly retryTimeFactor?: number;
  /** Shopify's limit for an answer is 5,000 ms. */
  readonly webhookLimitMs?: number;
  readonly log?: (line: string) => void;
}

/** Shops are named by domain, `{store}.myshopify.com`; an unknown one throws. */
export interface FakeShopify {
  /** The admin, `/admin/*` APIs, `/cdn/*` and `/_control/*`. */
  readonly adminOrigin: string;
  /** The app's public address: its `application_url` in the sandbox. */
  readonly tunnelOrigin: string;
  stop(): Promise<void>;

  /** Installs the app, or grants its scopes anew. */
  install(domain: string): void;
  /** Ends tokens and pixel and sends `app/uninstalled`; `shop/redact` is sent with `sendWebhook`. */
  uninstall(domain: string): Sending;
  /** Changes the granted scopes and sends `app/scopes_update`. */
  grantScopes(domain: string, scopes: readonly string[]): Sending;
  /** A token as App Bridge would get it now. */
  sessionToken(domain: string): string;
  /** Ends the access tokens (the next call is a 401); `refreshToo` ends the refresh tokens as well. */
  revokeTokens(domain: string, options?: { readonly refreshToo?: boolean }): void;
  /** Answers the next `calls` Admin API queries with THROTTLED. */
  throttle(domain: string, calls: number): void;

  /** Ends the next `changes` of the web pixel as UNEXPECTED_ERROR; nothing is changed by them. */
  failPixelChanges(domain: string, changes: number): void;

  webPixel(domain: string): InstalledPixel | null;
  orders(domain: string): readonly OrderBody[];
  /** Returns before the webhooks have arrived; `webhooksSettled` waits for them. */
  placeOrder(
    domain: string,
    submission: CheckoutSubmission,
    options?: PlaceOrderOptions,
  ): Promise<PlacedOrder>;
  /** Changes an order and sends a topic with the changed body. */
  amendOrder(domain: string, orderId: string, change: Partial<OrderBody>, topic: string): Sending;
  /** The order becomes what this checkout would have made: an offer was accepted after the payment. */
  addToOrder(domain: string, orderId: string, submission: CheckoutSubmission): Sending;
  markPaid(domain: string, orderId: string): Sending;
  /** Settles when the webhooks that `placeOrder` set off for an order have been tried once. */
  announced(orderId: string): Promise<void>;

  /** Sends one topic; throws when shopify.app.toml does not subscribe to it. */
  sendWebhook(domain: string, event: ShopEvent): Sending;
  /** How all later webhooks of a shop go wrong; `{}` ends it. */
  disturb(domain: string, disturbance: Disturbance): void;
  /** How they go wrong now. */
  disturbance(domain: string): Disturbance;
  webhookDeliveries(): readonly WebhookDelivery[];
  /** Settles when no webhook is under way any more, retries included. */
  webhooksSettled(): Promise<void>;
}
