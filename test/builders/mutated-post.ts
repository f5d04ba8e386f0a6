// Posts to the relay as nobody's pixel makes them: a good one, bent in one to five ways. All of it follows from the seed.
import { EVENT_NAMES } from "../../app/domain/conversion-event.ts";
import { aPurchaseEvent, aRelayPost } from "./relay-post.ts";

export interface MutatedPost {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Address of the socket. */
  readonly remoteAddress: string;
}

/** Numbers from 0 up to 1 that follow from the seed (mulberry32). */
export function seededDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const LONG = "x".repeat(5_000);
const DEEP = JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`);
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  -1e308,
  2 ** 53,
  0.1 + 0.2,
  "",
  " ",
  "null",
  "\0",
  "a\0b",
  "\ud800",
  "\udfff tail",
  "\u{1f600}",
  "\u202e\u0000",
  "' or 1=1; drop table shop; --",
  '<script>alert(1)</script>"',
  "{}",
  "%00",
  LONG,
  [],
  {},
  [[]],
  [null],
  DEEP,
  { toString: "x", valueOf: 1 },
  JSON.parse('{"__proto__": {"marketing": true}, "constructor": {"prototype": 1}}'),
  "9".repeat(400),
  "2026-11-21T12:00:00Z",
  "purchase_5512345678901",
  "Purchase",
  "OrderUpsell",
  "Refund",
  "constructor",
  "gid://shopify/Order/5512345678901",
];
const NAMES = [...EVENT_NAMES, "Purchase", "Purchase"] as const;
const TOKENS = [
  "c0ffee00c0ffee00c0ffee00c0ffee00",
  "Z2NwLWV1cm9wZS13ZXN0NDow",
  "another-checkout",
  "a?key=b",
  null,
];
const REFUSED = { analytics: true, marketing: false, preferences: true, saleOfData: true, chosen: true };
const AGENTS = [
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "curl/8.9.1",
  "",
  LONG,
];
const KEYS = ["", "cs_", "cs_nobody_shows_this_key", LONG, 7, null, {}];
const FORWARDED = ["", "198.51.100.7", ", ,", "unknown", "2001:db8::7, 10.0.0.1", "<script>", LONG];
const RAW = ["1e999", "-0", "01", "undefined", "NaN", "'x'", '"\\u00"', '"\\ud83d"', '"\\u0000"', "\u0000"];

type Dice = () => number;
const pick = <Item>(dice: Dice, from: readonly Item[]): Item =>
  from[Math.floor(dice() * from.length)] as Item;
type Json = Record<string, unknown> | unknown[];
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** Places in a document: the object that holds something, and under which key. */
function places(root: Json): readonly (readonly [holder: Json, key: string])[] {
  return Object.keys(root).flatMap((key) => {
    const value = (root as Record<string, unknown>)[key];
    return [[root, key] as const, ...(isJson(value) && value !== DEEP ? places(value) : [])];
  });
}

/** Of one's own: a list that several posts share would be changed by all of them, and could come to hold itself. */
const own = (value: unknown) => (isJson(value) && value !== DEEP ? structuredClone(value) : value);

const set = (holder: Json, key: string, value: unknown) =>
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });

const CHANGES: readonly ((post: Record<string, unknown>, dice: Dice) => void)[] = [
  (post, dice) => {
    const [holder, key] = pick(dice, places(post));
    set(holder, key, own(pick(dice, VALUES)));
  },
  (post, dice) => {
    const [holder, key] = pick(dice, places(post));
    delete (holder as Record<string, unknown>)[key];
  },
  (post, dice) => {
    const [holder] = pick(dice, places(post));
    set(
      holder,
      pick(dice, ["__proto__", "constructor", "more", "shopId", "shop_id", "order_id"]),
      own(pick(dice, VALUES)),
    );
  },
  (post, dice) => {
    const events = post.events;
    if (Array.isArray(events)) post.events = Array(Math.floor(dice() * 60)).fill(events[0]);
  },
  (post, dice) => {
    post.key = own(pick(dice, KEYS));
  },
  (post, dice) => {
    post.sentAt = pick(dice, [0, -1, 1e308, -1e308, 8.64e15 + 1, Date.parse("2099-01-01"), "now"]);
  },
];

/** Changes of the text itself. */
const CUTS: readonly ((text: string, dice: Dice) => string)[] = [
  (text, dice) => text.slice(0, Math.floor(dice() * text.length)),
  (text, dice) => {
    const at = Math.floor(dice() * text.length);
    return text.slice(0, at) + String.fromCharCode(Math.floor(dice() * 0xffff)) + text.slice(at + 1);
  },
  (text, dice) => text.replace(/"[^"]*"(?=[,}])/, pick(dice, RAW)),
  (text, dice) => text.replace(/:\d+/, `:${pick(dice, RAW)}`),
  (text) => text + text,
  (text, dice) => text + " ".repeat(Math.floor(dice() * 40_000)),
  (text) => `\ufeff${text}`,
  (text) => `[${text}]`,
];

/**
 * @param key an ingest key of the one shop that these posts may write for
 * @param nowMs the server's clock
 */
export function mutatedPost(dice: Dice, key: string, nowMs: number): MutatedPost {
  const events = Array.from({ length: 1 + Math.floor(dice() * 4) }, () =>
    aPurchaseEvent({
      id: pick(dice, [`sh-${Math.floor(dice() * 1e6)}`, "sh-same", "purchase_5512345678901"]),
      name: pick(dice, NAMES),
      at: nowMs - Math.floor(dice() * 1e6),
      checkoutToken: pick(dice, TOKENS),
      cartToken: pick(dice, TOKENS),
      customerId: pick(dice, [null, null, "gid://shopify/Customer/99"]),
      ...(dice() < 0.1 ? { consent: REFUSED } : {}),
      ...(dice() < 0.3 ? { value: dice() * 100, currency: "EUR" } : {}),
    }),
  );
  const post: Record<string, unknown> = structuredClone({ ...aRelayPost(key, events, nowMs) });
  const changes = Math.floor(dice() * 5);
  for (let change = 0; change < changes && Object.keys(post).length > 0; change++)
    pick(dice, CHANGES)(post, dice);
  const text = JSON.stringify(post);
  const method = dice() < 0.97 ? "POST" : pick(dice, ["PUT", "DELETE", "PATCH"]);
  return {
    method,
    body: dice() < 0.25 ? pick(dice, CUTS)(text, dice) : text,
    headers: {
      "content-type": pick(dice, [
        "text/plain;charset=UTF-8",
        "application/json",
        "x",
        "multipart/form-data",
      ]),
      "user-agent": pick(dice, AGENTS),
      "x-forwarded-for": pick(dice, FORWARDED),
    },
    remoteAddress: `198.${18 + Math.floor(dice() * 2)}.${Math.floor(dice() * 256)}.${Math.floor(dice() * 256)}`,
  };
}
