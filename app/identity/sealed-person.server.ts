// Seals who a buyer is under the installation's key. Destroying that key (shop/redact) makes all of it unreadable.
import type { OrderPerson, Visitor } from "../domain/person.ts";
import { seal, unseal } from "../platform/sealing.server.ts";

// The purpose is bound to the sealed value: a row copied to another shop or order does not open there.
const personPurpose = (shopId: bigint, orderId: string) => `person ${shopId} ${orderId}`;
const visitorPurpose = (shopId: bigint) => `visitor ${shopId}`;
const payloadPurpose = (shopId: bigint, eventId: string) => `payload ${shopId} ${eventId}`;

export function sealPerson(key: Buffer, shopId: bigint, orderId: string, person: OrderPerson): Buffer {
  return seal(key, JSON.stringify(person), personPurpose(shopId, orderId));
}

/** @throws UnsealError */
export function unsealPerson(key: Buffer, shopId: bigint, orderId: string, sealed: Uint8Array): OrderPerson {
  return JSON.parse(unseal(key, sealed, personPurpose(shopId, orderId)));
}

export function sealVisitor(key: Buffer, shopId: bigint, visitor: Visitor): Buffer {
  return seal(key, JSON.stringify(visitor), visitorPurpose(shopId));
}

/** @throws UnsealError */
export function unsealVisitor(key: Buffer, shopId: bigint, sealed: Uint8Array): Visitor {
  return JSON.parse(unseal(key, sealed, visitorPurpose(shopId)));
}

/** @param json the event exactly as it was sent */
export function sealPayload(key: Buffer, shopId: bigint, eventId: string, json: string): Buffer {
  return seal(key, json, payloadPurpose(shopId, eventId));
}

/** @throws UnsealError */
export function unsealPayload(key: Buffer, shopId: bigint, eventId: string, sealed: Uint8Array): string {
  return unseal(key, sealed, payloadPurpose(shopId, eventId));
}
