// Writes what a visitor's browser told into the ledger: facts under their tokens, and events that become server twins.
import type pg from "pg";
import type { BuyerRegion, ConsentFlags } from "../domain/consent.ts";
import type { EventFacts } from "../domain/conversion-event.ts";
import type { BrowserFate } from "../domain/relay.ts";

export interface BrowserEntry {
  readonly now: Date;
  readonly shopId: bigint;
  readonly keyEpoch: number;
  /** fbp, fbc, IP and agent, sealed. */
  readonly visitorSealed: Buffer;
  readonly customerMac: Buffer | null;
  /** The page that the newest event was on, as `outgoingUrl` made it. */
  readonly page: { readonly url: string | null; readonly referrer: string | null };
  readonly consent: ConsentFlags & { readonly at: string };
  readonly region: BuyerRegion;
  /** Under which tokens the visitor will be looked up. */
  readonly keys: readonly { readonly mac: Buffer; readonly kind: "checkout" | "cart" | "client" }[];
  /** Events other than Purchase. */
  readonly events: readonly {
    readonly facts: EventFacts;
    readonly fates: Readonly<Record<string, BrowserFate>>;
  }[];
  /** What became of the browser's own Purchase, by pixel; null where it has not come to that. Creates nothing. */
  readonly purchaseFates: Readonly<Record<string, BrowserFate>> | null;
  /** The pixel met a fresh Meta cookie that it had not made. */
  readonly otherSender: boolean;
  readonly settingsVersion: number;
}

const ACCEPT_BROWSER_EVENTS = {
  name: "accept_browser_events",
  text: "select * from accept_browser_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
};

/**
 * @returns connections with work due at once
 * @throws when the database cannot be reached; nothing is written then
 */
export async function acceptBrowserEvents(pool: pg.Pool, entry: BrowserEntry): Promise<readonly string[]> {
  const { rows } = await pool.query<{ due_connections: string[] }>({
    ...ACCEPT_BROWSER_EVENTS,
    values: [
      entry.now,
      entry.shopId,
      entry.keyEpoch,
      entry.visitorSealed,
      entry.customerMac,
      JSON.stringify(entry.page),
      JSON.stringify(entry.consent),
      JSON.stringify(entry.region),
      JSON.stringify(entry.keys.map((key) => ({ mac: key.mac.toString("hex"), kind: key.kind }))),
      JSON.stringify(
        entry.events.map(({ facts, fates }) => ({
          id: facts.eventId,
          name: facts.name,
          occurredAt: new Date(facts.occurredAtSec * 1000),
          facts,
          fates,
        })),
      ),
      entry.purchaseFates && JSON.stringify(entry.purchaseFates),
      entry.otherSender,
      entry.settingsVersion,
    ],
  });
  return rows[0]?.due_connections ?? [];
}
