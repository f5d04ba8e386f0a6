import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aPurchaseEvent, aRelayPost } from "../../test/builders/relay-post.ts";
import { EVENT_NAMES } from "../domain/conversion-event.ts";
import { RELAY_BODY_LIMIT, readRelayPost } from "./relay-post.ts";

const KEY = "cs_0123456789";
const post = (...events: readonly object[]) => ({ ...aRelayPost(KEY, []), events });
const read = (given: unknown) => readRelayPost(typeof given === "string" ? given : JSON.stringify(given));
const event = (overrides: object) => ({ ...aPurchaseEvent(), ...overrides });
/** The status and the words of a refusal. */
function refusal(given: unknown): string {
  const answer = read(given);
  return answer.kind === "post" ? "taken" : `${answer.status} ${answer.error}`;
}

test("a whole post is read as it was", () => {
  const given = aRelayPost(KEY, [
    aPurchaseEvent({
      value: 61.9,
      currency: "EUR",
      contents: {
        content_type: "product",
        content_ids: ["44001"],
        contents: [{ id: "44001", quantity: 2, item_price: 24.95 }],
        num_items: 2,
      },
      searchString: "rope",
    }),
  ]);
  expect(read(given)).toEqual({ kind: "post", post: given });
});

test("what a newer pixel adds is left out", () => {
  const { more: _more, ...known } = { ...aPurchaseEvent(), more: 1 };
  expect(read({ ...post(event({ more: 1 })), more: 1 })).toEqual({ kind: "post", post: post(known) });
});

test.each(EVENT_NAMES.map((name) => ({ name })))("the event $name", ({ name }) => {
  expect(refusal(post(event({ name })))).toBe("taken");
});

const MALFORMED = (field: string) => `400 The field ${field} is missing or malformed.`;

describe("refused, with the field's name", () => {
  const { key: _key, ...withoutKey } = post(event({}));
  const { consent: _consent, ...withoutConsent } = aPurchaseEvent();
  test.each([
    { name: "no JSON", given: "<html>", want: "400 The body is not JSON." },
    { name: "nothing", given: "", want: "400 The body is not JSON." },
    { name: "JSON null", given: "null", want: MALFORMED("body") },
    { name: "a list", given: "[]", want: MALFORMED("body") },
    { name: "another version", given: { ...post(event({})), v: 2 }, want: MALFORMED("v") },
    { name: "no key", given: withoutKey, want: MALFORMED("key") },
    { name: "a short key", given: { ...post(event({})), key: "short" }, want: MALFORMED("key") },
    { name: "a time as text", given: { ...post(event({})), sentAt: "now" }, want: MALFORMED("sentAt") },
    { name: "no events", given: post(), want: MALFORMED("events") },
    { name: "an event that is none", given: { ...post(), events: ["x"] }, want: MALFORMED("events.0") },
    {
      name: "a name that is none of ours",
      given: post(event({ name: "Refund" })),
      want: MALFORMED("events.0.name"),
    },
    { name: "an id that is empty", given: post(event({ id: "" })), want: MALFORMED("events.0.id") },
    { name: "an endless id", given: post(event({ id: "x".repeat(101) })), want: MALFORMED("events.0.id") },
    { name: "no consent", given: post(withoutConsent), want: MALFORMED("events.0.consent") },
    {
      name: "consent that is no yes or no",
      given: post(event({ consent: { ...aPurchaseEvent().consent, marketing: "yes" } })),
      want: MALFORMED("events.0.consent"),
    },
    {
      name: "the fate of what is no pixel",
      given: post(event({ fate: { "pixel one": "sent" } })),
      want: MALFORMED("events.0.fate"),
    },
    {
      name: "a fate that is none",
      given: post(event({ fate: { "123": "counted" } })),
      want: MALFORMED("events.0.fate"),
    },
    { name: "a negative value", given: post(event({ value: -1 })), want: MALFORMED("events.0.value") },
    { name: "a value as text", given: post(event({ value: "61.90" })), want: MALFORMED("events.0.value") },
    {
      name: "a currency in small letters",
      given: post(event({ currency: "eur" })),
      want: MALFORMED("events.0.currency"),
    },
    {
      name: "an order id that is no digits",
      given: post(event({ orderId: "gid://1" })),
      want: MALFORMED("events.0.orderId"),
    },
    {
      name: "more digits than an order id has",
      given: post(event({ orderId: "1".repeat(19) })),
      want: MALFORMED("events.0.orderId"),
    },
    {
      name: "null where a field may only be absent",
      given: post(event({ value: null })),
      want: MALFORMED("events.0.value"),
    },
    {
      name: "a second event that is bad",
      given: post(event({}), event({ name: 1 })),
      want: MALFORMED("events.1.name"),
    },
  ])("$name", ({ given, want }) => expect(refusal(given)).toBe(want));

  test("nothing of a body is quoted, not even a field's name that may be somebody's", () => {
    const fate = { "ada@example.com": "sent", "<script>": "sent" };
    expect(refusal(post(event({ fate })))).toBe(MALFORMED("events.0.fate"));
    expect(refusal("ada@example.com")).not.toContain("ada");
  });
});

describe("limits", () => {
  test("fifty events are taken, fifty-one are not", () => {
    const small = { ...aPurchaseEvent(), url: null, referrer: null, clientId: null, fbc: null, fbp: null };
    expect(refusal(post(...Array.from({ length: 50 }, () => small)))).toBe("taken");
    expect(refusal(post(...Array.from({ length: 51 }, () => small)))).toBe(MALFORMED("events"));
  });

  test("bytes are counted, not letters", () => {
    const body = JSON.stringify(post(event({ more: "ü".repeat(RELAY_BODY_LIMIT / 2) })));
    expect(body.length).toBeLessThan(RELAY_BODY_LIMIT);
    expect(refusal(body)).toBe("413 At most 32 kB can be posted at once.");
  });

  test("32 kB are read, a byte more is not", () => {
    const body = JSON.stringify(post(event({})));
    expect(refusal(body + " ".repeat(RELAY_BODY_LIMIT - body.length))).toBe("taken");
    expect(refusal(body + " ".repeat(RELAY_BODY_LIMIT - body.length + 1))).toBe(
      "413 At most 32 kB can be posted at once.",
    );
  });
});

// https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
describe("a click id that is not of Meta's form is left out, and the event goes on", () => {
  const kept = (field: "fbp" | "fbc", value: unknown) => {
    const answer = read(post(event({ [field]: value })));
    if (answer.kind === "refused") throw new Error(answer.error);
    return answer.post.events[0]?.[field] ?? null;
  };
  test.each([
    { field: "fbp", value: "fb.1.1596403881668.1116446470", form: "Meta's example" },
    { field: "fbp", value: "fb.2.1763726000000.123456789987654321.AQQGAQMC", form: "with Meta's mark" },
    {
      field: "fbc",
      value: "fb.1.1554763741205.AbCdEfGhIjKlMnOpQrStUvWxYz1234567890",
      form: "Meta's example",
    },
    { field: "fbc", value: "fb.1.1554763741205.IwAR_x-9.AQ", form: "with Meta's older mark" },
    { field: "fbc", value: null, form: "none" },
  ] as const)("kept: $field, $form", ({ field, value }) => expect(kept(field, value)).toBe(value));

  test.each([
    { field: "fbp", value: "fb.1.1596403881668.abc" },
    { field: "fbp", value: "fb.1.x.1" },
    { field: "fbp", value: "GA1.1.1116446470.1596403881" },
    { field: "fbp", value: "" },
    { field: "fbp", value: 7 },
    { field: "fbp", value: { toString: "fb.1.1.1" } },
    { field: "fbp", value: `fb.1.1.${"1".repeat(600)}` },
    { field: "fbc", value: "IwAR2F4dbP0l7Mn1I" },
    { field: "fbc", value: "fb.1.1554763741205." },
    { field: "fbc", value: `fb.1.1.${"x".repeat(600)}` },
    { field: "fbc", value: "xfb.1.1.x" },
  ] as const)("left out: $field, $value", ({ field, value }) => expect(kept(field, value)).toBeNull());
});

/** The first event as it was read. */
function readEvent(given: unknown) {
  const answer = read(given);
  if (answer.kind === "refused") throw new Error(answer.error);
  return answer.post.events[0];
}

describe("what the database could not hold is left out", () => {
  test.each([
    { name: "NUL", given: "a\0b", want: "ab" },
    { name: "the first half of a character", given: "rope \ud83d", want: "rope " },
    { name: "the second half of a character", given: "\ude00 rope", want: " rope" },
    { name: "a whole character stays", given: "rope \u{1f600}", want: "rope \u{1f600}" },
    { name: "a text about an escape stays", given: "\\u0000", want: "\\u0000" },
  ])("$name", ({ given, want }) => {
    expect(readEvent(post(event({ searchString: given })))?.searchString).toBe(want);
  });

  test("written as an escape, whole characters stay too", () => {
    const body = JSON.stringify(post(event({ searchString: "@" }))).replace('"@"', '"\\ud83d\\ude00\\u0000"');
    expect(readEvent(body)?.searchString).toBe("\u{1f600}");
  });

  test("a long text is cut, and never within a character", () => {
    const searchString = `${"x".repeat(499)}\u{1f600}`;
    expect(readEvent(post(event({ searchString })))?.searchString).toBe("x".repeat(499));
    const url = `https://harbor.example/${"x".repeat(3_000)}`;
    expect(readEvent(post(event({ url, referrer: url })))).toMatchObject({
      url: url.slice(0, 2_048),
      referrer: url.slice(0, 2_048),
    });
  });
});

describe("a refusal tells whose pixel it was, where that can be read", () => {
  test.each([
    { name: "a bad event", given: { ...post(), events: ["x"] }, want: KEY },
    { name: "another version", given: { ...post(event({})), v: 2 }, want: KEY },
    { name: "no JSON", given: "{", want: null },
    { name: "a key that is no text", given: { ...post(event({})), key: 7 }, want: null },
    { name: "an endless key", given: { ...post(event({})), key: "x".repeat(101) }, want: null },
    { name: "a list", given: [KEY], want: null },
    { name: "too much to read", given: " ".repeat(RELAY_BODY_LIMIT + 1), want: null },
  ])("$name", ({ given, want }) => {
    expect(read(given)).toMatchObject({ kind: "refused", key: want });
  });
});

test("whatever is posted is taken or refused, never thrown at", () => {
  const field = fc.constantFrom(
    ...Object.keys(aPurchaseEvent()),
    "value",
    "currency",
    "contents",
    "searchString",
  );
  fc.assert(
    fc.property(field, fc.jsonValue(), fc.string(), (name, value, text) => {
      for (const body of [JSON.stringify(post(event({ [name]: value }))), JSON.stringify(value), text]) {
        expect(["post", "refused"]).toContain(readRelayPost(body).kind);
      }
    }),
  );
});
