// What must become of an order, from what the sandbox itself knows: which kind it is, who bought it and where. Nothing here
// comes from the app. The rules are its documented defaults: sent on both sides with consent, by region without evidence.
import { type Buyer, refusesSale } from "./buyers.ts";
import type { KindKey } from "./kinds.ts";
import type { Place } from "./places.ts";

export type Expectation =
  | {
      readonly verdict: "counts";
      /** Whether a copy must come from that side. */
      readonly browser: boolean;
      readonly server: boolean | "either";
      /** Every copy must carry Limited Data Use; else none may. */
      readonly limited: boolean;
      /** Why it counts, where that is not plain. */
      readonly note: string | null;
    }
  | { readonly verdict: "left_out"; readonly reason: string }
  /** Two things race, and either end is right. */
  | { readonly verdict: "open"; readonly reason: string };

/** Kinds that are never reported, or not until a merchant asks for it. */
const LEFT_OUT: Partial<Record<KindKey, string>> = {
  test: "test orders are never sent",
  imported: "imported orders are never sent",
  "bank-unpaid": "waits for the money",
  draft: "draft orders are off",
  pos: "sales at the counter are off",
  renewal: "renewals are off",
  "third-party": "third-party checkouts are off",
};

/** Paid in a way that is no payment yet: the browser stays silent and the server reports it when the money is there. */
const SERVER_ALONE: readonly KindKey[] = ["bank-paid-later"];

/**
 * @param who null for an order that no buyer's browser was part of
 * @param pixelArrives false while no page of the shop starts the pixel
 */
export function expectationOf(
  kind: KindKey,
  who: { readonly buyer: Buyer; readonly place: Pick<Place, "law"> } | null,
  pixelArrives = true,
): Expectation {
  const reason = LEFT_OUT[kind];
  if (reason !== undefined) return { verdict: "left_out", reason };
  if (who === null) throw new RangeError(`An order of kind ${kind} has a buyer.`);
  const { buyer, place } = who;
  const pixelRuns = pixelArrives && buyer.consent !== "refuses";
  const isKnown = pixelRuns && buyer.reachesRelay;
  const browser = pixelRuns && buyer.reachesMeta && buyer.seesThankYou && !SERVER_ALONE.includes(kind);
  const server = isKnown || place.law !== "consent";
  if (kind === "cancelled" && !browser) {
    return isKnown
      ? { verdict: "open", reason: "sent at once, unless the cancellation is faster" }
      : { verdict: "left_out", reason: "cancelled before anything was sent" };
  }
  if (!browser && !server) {
    const refused = buyer.consent === "refuses";
    const why = refused ? "the buyer refused" : "no consent is known, where the law asks for it";
    return { verdict: "left_out", reason: why };
  }
  // A cancelled order's server copy leaves unless the cancellation is faster; the browser's has left already.
  const fromServer = kind === "cancelled" && server ? "either" : server;
  const note = kind === "cancelled" ? "the browser had told it before the cancellation" : null;
  const limited = isKnown ? refusesSale(buyer) : place.law === "opt_out";
  return { verdict: "counts", browser, server: fromServer, limited, note };
}
