// Draws ids the way Shopify's look: 13 to 14 digits, growing, never the same twice over restarts.
import { randomBytes } from "node:crypto";
import type { OrderIds } from "./order-payload.ts";

export type OrderIdSource = (order: {
  readonly lineCount: number;
  readonly customerId: string | null;
}) => OrderIds;

/**
 * Ids grow from the clock at start: an app whose database outlives the sandbox must not meet yesterday's order ids
 * again, because it would rightly take them for duplicates.
 */
export function createOrderIds(startedAt: Date): OrderIdSource {
  let order = 5_000_000_000_000 + Math.floor(startedAt.getTime() / 1000) * 1000;
  let part = 13_000_000_000_000 + Math.floor(startedAt.getTime() / 1000) * 1000;
  const nextPart = () => {
    part += 32;
    return part;
  };
  return ({ lineCount, customerId }) => {
    order += 1;
    return {
      order,
      checkout: nextPart(),
      customer: customerId === null ? order + 2_000_000_000_000 : Number(customerId.replace(/\D/g, "")),
      address: nextPart(),
      shippingLine: nextPart(),
      lines: Array.from({ length: lineCount }, nextPart),
      orderToken: randomBytes(16).toString("hex"),
      statusKey: randomBytes(16).toString("hex"),
      confirmation: randomBytes(7).toString("base64url").replace(/[-_]/g, "X").toUpperCase().slice(0, 9),
    };
  };
}
