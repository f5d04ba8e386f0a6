// A payload on its way to a fact, by the product's own reading.
import type { OrderFact } from "../../app/domain/order-fact.ts";
import { orderFact } from "../../app/ingest/order-fact.ts";
import { readOrderPayload } from "../../app/ingest/order-payload.ts";
import { anOrder, type Overrides } from "./order-payload.ts";

export const RECEIVED = new Date("2026-11-21T12:00:00Z");

/** Null for an order without a total. */
export function readPayload(body: string): OrderFact | null {
  const read = readOrderPayload(body);
  if (read.kind !== "order") throw new Error(read.why);
  return orderFact(read.orderId, read.payload, RECEIVED);
}

export function readFact(overrides: Overrides = {}): OrderFact {
  const made = readPayload(JSON.stringify(anOrder(overrides)));
  if (!made) throw new Error("no total");
  return made;
}
