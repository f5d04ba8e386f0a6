// Reads what a storefront's pixel posts. Anyone can post here: nothing in it is trusted beyond its shape.
import { z } from "zod";
import { EVENT_NAMES } from "../domain/conversion-event.ts";
import type { RelayPost } from "../domain/relay.ts";

/** 32 kB and 50 events: a pixel's post has a few events of at most a few kilobytes. */
export const RELAY_BODY_LIMIT = 32 * 1024;
const MOST_EVENTS = 50;
const LONGEST_KEY = 100;

// A refusal tells no more than the tokens that it has: what is absent is null.
const token = z.string().min(1).max(255).nullable().default(null);
/** The first so many UTF-16 units; never half a character, which PostgreSQL cannot hold. */
const cut = (value: string, units: number) => value.slice(0, units).replace(/[\ud800-\udbff]$/, "");
// One long address or search must not cost the post, which may be the only one to tell who is behind an order.
const url = z
  .string()
  .nullable()
  .default(null)
  .transform((value) => (value === null ? null : cut(value, 2_048)));
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
    chosen: z.boolean().exactOptional(),
  }),
  fate: z.record(z.string().regex(/^\d{1,20}$/), z.enum(["sent", "blocked", "unknown"])).default({}),
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
  searchString: z
    .string()
    .transform((value) => cut(value, 500))
    .exactOptional(),
});

const RelayPostSchema = z.object({
  v: z.literal(1),
  key: z.string().min(8).max(LONGEST_KEY),
  sentAt: number,
  events: z.array(event).min(1).max(MOST_EVENTS),
});

export type ReadRelay =
  | { readonly kind: "post"; readonly post: RelayPost }
  /** In words for whoever looks at the network panel; quotes nothing of the body. */
  | {
      readonly kind: "refused";
      readonly status: 400 | 413;
      readonly error: string;
      /** The ingest key, where one can be read. */
      readonly key: string | null;
    };

export function readRelayPost(body: string): ReadRelay {
  if (body.length > RELAY_BODY_LIMIT || Buffer.byteLength(body) > RELAY_BODY_LIMIT)
    return { kind: "refused", status: 413, error: "At most 32 kB can be posted at once.", key: null };
  const json = jsonOf(body);
  if (json === undefined) return { kind: "refused", status: 400, error: "The body is not JSON.", key: null };
  const parsed = RelayPostSchema.safeParse(json);
  if (parsed.success) return { kind: "post", post: parsed.data };
  const issue = parsed.error.issues[0];
  const where =
    issue?.path
      .slice(0, 3)
      .map(String)
      .filter((part) => /^[\w]{1,20}$/.test(part))
      .join(".") || "body";
  return {
    kind: "refused",
    status: 400,
    error: `The field ${where} is missing or malformed.`,
    key: keyOf(json),
  };
}

/** What PostgreSQL cannot hold: NUL, and halves of a character (a text that was cut within an emoji). They are left out. */
const UNSTORABLE = /[\0\ud800-\udfff]/gu;
/** As JSON escapes them, which is the only way in: the body was UTF-8. */
const UNSTORABLE_ESCAPED = /\\u(0000|d[89a-f])/i;

function jsonOf(body: string): unknown {
  try {
    if (!UNSTORABLE_ESCAPED.test(body)) return JSON.parse(body);
    return JSON.parse(body, (_key, value) =>
      typeof value === "string" ? value.replace(UNSTORABLE, "") : value,
    );
  } catch {
    return undefined;
  }
}

function keyOf(json: unknown): string | null {
  const key = typeof json === "object" && json !== null && "key" in json ? json.key : null;
  return typeof key === "string" && key.length <= LONGEST_KEY ? key : null;
}
