// Reads back from the ledger what decides about an order, as `accept-order.server.ts` of `ingest` wrote it.
import { z } from "zod";
import type { BuyerRegion } from "../domain/consent.ts";
import type { JudgedOrder } from "../events/order-verdict.ts";

const FactsSchema = z.object({
  kind: z.enum(["online", "draft", "pos", "renewal", "third_party"]),
  financialStatus: z.string().nullable(),
  gateways: z.array(z.string()),
  totalMinor: z.number(),
  totalCurrency: z.string(),
  shopCurrency: z.string(),
  test: z.boolean(),
  cancelled: z.boolean(),
  processedAt: z.iso.datetime().nullable(),
  region: z.object({ country: z.string().nullable(), state: z.string().nullable() }),
});

/** Null for what an earlier release wrote: it lacks whether the order was cancelled. */
export function readJudgedOrder(
  facts: unknown,
  createdAt: Date,
): { readonly order: JudgedOrder; readonly region: BuyerRegion } | null {
  const parsed = FactsSchema.safeParse(facts);
  if (!parsed.success) return null;
  const { totalCurrency, processedAt, region, ...rest } = parsed.data;
  return {
    order: {
      ...rest,
      createdAt,
      processedAt: processedAt === null ? null : new Date(processedAt),
      buyerCurrency: totalCurrency,
    },
    region,
  };
}
