// Reads what a storefront's pixel posts. Anyone can post here: nothing in it is trusted beyond its shape.
import { z } from "zod";
import { EVENT_NAMES } from "../domain/conversion-event.ts";
import type { RelayPost } from "../domain/relay.ts";

/** 32 kB and 50 events: a pixel's post has a few events of at most a few kilobytes. */
export const RELAY_BODY_LIMIT = 32 * 1024;
const MOST_EVENTS = 50;

const token = z.string().min(1).max(255).nullable();
const url = z.string().max(2_048).nullable();
const clickId = (form: RegExp) =>
  z
    .string()
    .max(600)
    .nullable()
    .catch(null)
    .transform((value) => (value !== null && form.test(value) ? value : null));
const number = z.number().finite();

const contents = z.object({
  content_type: z.enum(["product", "product_group"]).exactOptional(),
  content_ids: z.array(z.string().max(200)).max(250).exactOptional(),
  contents: z
    .array(
      z.object({
        id: z.string().max(200),
        quantity: number.min(0).max(1e6),
        item_price: number.exactOptional(),
      }),
    )
    .max(250)
    .exactOptional(),
  num_items: number.int().min(0).max(1e6).exactOptional(),
});

const event = z.object({
  id: z.string().min(1).max(100),
  name: z.enum(EVENT_NAMES),
  at: number,
  url,
  referrer: url,
  clientId: token,
  checkoutToken: token,
  cartToken: token,
  customerId: token,
  // Anything that is not of Meta's form is left out; the event goes on.
  // https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
  fbp: clickId(/^fb\.\d+\.\d+\.\d+(\.[A-Za-z0-9_-]+)?$/),
  fbc: clickId(/^fb\.\d+\.\d+\..+$/),
  consent: z.object({
    analytics: z.boolean(),
    marketing: z.boolean(),
    preferences: z.boolean(),
    saleOfData: z.boolean(),
  }),
  fate: z.record(z.string().regex(/^\d{1,20}$/), z.enum(["sent", "blocked", "unknown"])),
  value: number.min(0).max(1e12).exactOptional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .exactOptional(),
  contents: contents.exactOptional(),
  orderId: z
    .string()
    .regex(/^\d{1,18}$/)
    .exactOptional(),
  searchString: z.string().max(500).exactOptional(),
});

const RelayPostSchema = z.object({
  v: z.literal(1),
  key: z.string().min(8).max(100),
  sentAt: number,
  otherSender: z.literal(true).exactOptional(),
  events: z.array(event).min(1).max(MOST_EVENTS),
});

export type ReadRelay =
  | { readonly kind: "post"; readonly post: RelayPost }
  /** In words for whoever looks at the network panel; quotes nothing of the body. */
  | { readonly kind: "refused"; readonly status: 400 | 413; readonly error: string };

export function readRelayPost(body: string): ReadRelay {
  if (body.length > RELAY_BODY_LIMIT)
    return { kind: "refused", status: 413, error: "At most 32 kB can be posted at once." };
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { kind: "refused", status: 400, error: "The body is not JSON." };
  }
  const parsed = RelayPostSchema.safeParse(json);
  if (parsed.success) return { kind: "post", post: parsed.data };
  const issue = parsed.error.issues[0];
  const where =
    issue?.path
      .slice(0, 3)
      .map(String)
      .filter((part) => /^[\w]{1,20}$/.test(part))
      .join(".") || "body";
  return { kind: "refused", status: 400, error: `The field ${where} is missing or malformed.` };
}
