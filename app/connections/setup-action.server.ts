// Does what the Setup page asks for.
import { meta } from "../destinations/meta/destination.server.ts";
import type { ShopMode } from "../domain/pixel-config.ts";
import { errorFields } from "../platform/logger.server.ts";
import type { Services } from "../platform/services.server.ts";
import { linkMeta } from "./link-meta.server.ts";
import type { Merchant } from "./merchant.server.ts";
import { readMetaForm, withoutCopyMarks } from "./meta-form.ts";
import { type OtherSenderAnswer, otherSender } from "./other-sender.ts";
import { type ConnectOutcome, checkFailure, SETUP_INTENTS, type SetupActionResult } from "./setup-action.ts";
import { setShopMode } from "./shop-mode.server.ts";
import { type StoreSignalOutcome, syncStoreSignal } from "./store-signal.server.ts";
import { isSignIn, readStorefront } from "./storefront.server.ts";

type SetupServices = Pick<Services, "database" | "keys" | "clock" | "env" | "http" | "shops" | "log">;

const SENDER_ANSWERS = {
  "sender-turned-off": "turned_off",
  "sender-different-pixel": "different_pixel",
  "sender-send-anyway": "send_anyway",
} as const;

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

export async function runSetupAction(
  services: SetupServices,
  who: Merchant,
  form: FormData,
): Promise<SetupActionResult> {
  const intent = SETUP_INTENTS.find((known) => known === form.get("intent"));
  switch (intent) {
    case "turn-on-signal":
      return { intent, outcome: await syncSignal(services, who) };
    case "connect-meta":
      return { intent, outcome: await connect(services, who, form) };
    case "sender-turned-off":
    case "sender-different-pixel":
    case "sender-send-anyway":
      return { intent, outcome: await answerOtherSender(services, who, SENDER_ANSWERS[intent]) };
    case "go-live":
    case "resume":
      return goLive(services, who, intent);
    case "pause":
    case "back-to-watch": {
      const { storeTold } = await changeMode(services, who, intent === "pause" ? "paused" : "watch");
      return { intent, outcome: { kind: "stopped", storeTold } };
    }
    case "look-at-store":
      return { intent, outcome: await readStorefront(who.graphql) };
    case undefined:
      return { intent: "unknown", outcome: { kind: "unknown" } };
  }
}

/**
 * Tells Shopify of what the pixel should do now. What the merchant has changed is saved and in force on the server before this;
 * when Shopify fails, that stays, and the page says what the store has not been told.
 */
async function syncSignal(services: SetupServices, who: Merchant): Promise<StoreSignalOutcome> {
  const { env, clock, log } = services;
  try {
    return await syncStoreSignal({ env, now: clock() }, services.database, who.shop.shopId, who.graphql);
  } catch (error) {
    if (isSignIn(error)) throw error;
    log.warn({ shop: who.shop.domain, ...errorFields(error) }, "store_signal.not_told");
    return { kind: "refused", code: "NO_ANSWER" };
  }
}

async function connect(services: SetupServices, who: Merchant, form: FormData): Promise<ConnectOutcome> {
  const { database, keys, clock } = services;
  const { shopId } = who.shop;
  const pixelId = withoutCopyMarks(text(form, "pixelId"));
  const saved = await database.forShop(shopId, (rows) =>
    rows.connection.count({
      where: { shopId, platform: "meta", externalId: pixelId, tokenSealed: { not: null } },
    }),
  );
  const read = readMetaForm(
    { pixelId, token: text(form, "token"), testEventCode: text(form, "testEventCode") },
    { savedToken: saved > 0, shortTokenAllowed: text(form, "shortTokenAllowed") === "yes" },
  );
  if (read.kind === "invalid") return read;
  const now = clock();
  const check = (settings: Parameters<typeof meta.check>[0]) =>
    meta.check(settings, services.http(meta.key), now);
  const linked = await linkMeta({ keys, now, check }, database, shopId, read.form);
  if (linked.kind === "token_missing") {
    return { kind: "invalid", pixelId: null, token: { problem: "missing", length: 0 }, testEventCode: null };
  }
  if (linked.kind === "failed") return checkFailure(linked.result);
  services.shops.forget();
  await syncSignal(services, who);
  return { kind: "connected", at: now.toISOString(), traceId: linked.traceId };
}

/** The merchant's word on a second sender; kept with its time, so that a later sighting can tell. */
async function answerOtherSender(services: SetupServices, who: Merchant, answer: OtherSenderAnswer) {
  const { shopId } = who.shop;
  const now = services.clock();
  await services.database.forShop(shopId, (rows) =>
    rows.storeSignal.update({
      where: { shopId },
      data: { otherSenderAnswer: answer, otherSenderAnsweredAt: now },
    }),
  );
  return { kind: "answered", at: now.toISOString() } as const;
}

async function goLive(
  services: SetupServices,
  who: Merchant,
  intent: "go-live" | "resume",
): Promise<SetupActionResult> {
  const { shopId } = who.shop;
  const connections = await services.database.forShop(shopId, (rows) =>
    rows.connection.count({ where: { shopId, state: { not: "removed" } } }),
  );
  if (connections === 0) return { intent, outcome: { kind: "not_connected" } };
  const signal = await services.database.forShop(shopId, (rows) =>
    rows.storeSignal.findUnique({ where: { shopId } }),
  );
  if (otherSender(signal, services.clock()).found) return { intent, outcome: { kind: "other_sender" } };
  const { from } = await changeMode(services, who, "live");
  return { intent, outcome: { kind: "live", from: (from ?? services.clock()).toISOString() } };
}

/** Server and browser change together: the ledger at once, the pixel's setting right after. */
async function changeMode(
  services: SetupServices,
  who: Merchant,
  mode: ShopMode,
): Promise<{ readonly from: Date | null; readonly storeTold: boolean }> {
  const { shopId } = who.shop;
  const from = await services.database.forShop(shopId, (rows) =>
    setShopMode(rows, shopId, mode, services.clock()),
  );
  services.shops.forget();
  // A store without our extension has no pixel that could still send.
  const told = await syncSignal(services, who);
  return { from, storeTold: told.kind !== "refused" };
}
