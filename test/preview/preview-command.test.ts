// `npm run preview` as support uses it: which decision, for which reason, with what in both requests.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runPreview } from "../../scripts/preview-run.ts";
import { fixturePath, orderFixture, previewOf, spawnPreview } from "./preview-command.ts";
import { COLORADO, FACTS, GERMANY, paidInGermany, refuse, SETTINGS } from "./preview-files.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "preview-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const notEvidence = { ...FACTS, consent: null };

test("a paid order with browser facts: both requests, field by field", () => {
  const preview = previewOf(folder, {
    order: orderFixture("preview-web-colorado"),
    browser: FACTS,
    settings: SETTINGS,
  });
  expect(Object.keys(preview)).toEqual(["decision", "reason", "holds", "request", "browser", "notes"]);
  expect(preview).toMatchObject({ decision: "send", reason: null, holds: [] });
  // https://developers.facebook.com/docs/marketing-api/conversions-api/parameters
  expect(preview.request).toEqual({
    url: "https://graph.facebook.com/v26.0/1234567890123456/events",
    body: {
      data: [
        {
          event_name: "Purchase",
          event_id: "purchase_6200000000001",
          event_time: Date.parse("2026-11-21T11:30:11Z") / 1000,
          action_source: "website",
          event_source_url: "https://harbor.example/checkouts/cn/_/thank-you?utm_source=facebook",
          referrer_url: "https://harbor.example/cart",
          user_data: {
            em: [sha256("rosa.delgado@example.com")],
            ph: [sha256("13035550142")],
            fn: [sha256("rosa")],
            ln: [sha256("delgadonúñez")],
            ct: [sha256("boulder")],
            st: [sha256("co")],
            zp: [sha256("80302")],
            country: [sha256("us")],
            external_id: [sha256("7200000000001")],
            client_ip_address: FACTS.ip,
            client_user_agent: FACTS.userAgent,
            fbp: FACTS.fbp,
            fbc: FACTS.fbc,
          },
          custom_data: {
            value: 87.45,
            currency: "USD",
            order_id: "6200000000001",
            content_type: "product",
            content_ids: ["44200000000001", "44200000000002"],
            contents: [
              { id: "44200000000001", quantity: 2, item_price: 30 },
              { id: "44200000000002", quantity: 1, item_price: 12 },
            ],
            num_items: 4,
          },
        },
      ],
      partner_agent: "countersign",
    },
  });
  // https://developers.facebook.com/docs/meta-pixel/advanced
  const url = new URL(preview.browser?.url ?? "");
  expect(url.origin + url.pathname).toBe("https://www.facebook.com/tr/");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    id: "1234567890123456",
    ev: "Purchase",
    eid: "purchase_6200000000001",
    dl: "https://harbor.example/checkouts/cn/_/thank-you?utm_source=facebook",
    rl: "https://harbor.example/cart",
    ts: String(Date.parse("2026-11-21T11:30:11Z")),
    fbp: FACTS.fbp,
    fbc: FACTS.fbc,
    "ud[external_id]": sha256("7200000000001"),
    "cd[value]": "87.45",
    "cd[currency]": "USD",
    "cd[order_id]": "6200000000001",
    "cd[content_type]": "product",
    "cd[content_ids]": '["44200000000001","44200000000002"]',
    "cd[contents]":
      '[{"id":"44200000000001","quantity":2,"item_price":30},{"id":"44200000000002","quantity":1,"item_price":12}]',
    "cd[num_items]": "4",
  });
});

test.each([
  {
    name: "no facts of a browser: a bounded wait, then without",
    order: COLORADO,
    want: { decision: "send", reason: null, holds: ["browser_facts"], browser: null },
    notes: [/^No facts of the buyer's browser were given: it waits 30 seconds/, /Limited Data Use/],
  },
  {
    name: "a bank deposit that is not paid",
    order: GERMANY,
    browser: FACTS,
    want: { decision: "skip", reason: "payment", holds: ["payment"] },
    notes: [/^Waits for the payment\.$/, /^fbc: none, because the click id is damaged/],
  },
  {
    name: "paid, in a consent region, nothing known of the buyer's choice",
    order: GERMANY,
    overrides: paidInGermany,
    want: { decision: "skip", reason: "waiting_for_consent", holds: ["consent"] },
    notes: [/waits up to 24 hours/],
  },
  {
    name: "the same a day later",
    order: GERMANY,
    overrides: paidInGermany,
    at: "2026-11-22T11:40:01Z",
    want: { decision: "skip", reason: "no_evidence_consent_region", holds: [] },
    notes: [/the law of their country asks for it first/],
  },
  {
    name: "facts that hold no consent are no evidence",
    order: GERMANY,
    overrides: paidInGermany,
    browser: notEvidence,
    want: { decision: "skip", reason: "waiting_for_consent", holds: ["consent"] },
    notes: [/^The browser facts hold no consent/],
  },
  {
    name: "the policy always sends without evidence",
    order: GERMANY,
    overrides: paidInGermany,
    settings: { consent: "always" },
    want: { decision: "send", holds: ["browser_facts"] },
    notes: [/your rule sends such orders/],
  },
  {
    name: "the policy strict never does",
    order: COLORADO,
    settings: { consent: "strict" },
    want: { decision: "skip", reason: "waiting_for_consent", holds: ["consent"] },
    notes: [],
  },
  {
    name: "marketing refused",
    order: COLORADO,
    browser: refuse("marketing"),
    want: { decision: "skip", reason: "marketing_refused", holds: [] },
    notes: [/refused marketing/],
  },
  {
    name: "older than seven days",
    order: COLORADO,
    at: "2026-11-29T12:00:00Z",
    want: { decision: "skip", reason: "too_old", holds: [] },
    notes: [/Meta takes nothing older/],
  },
  {
    name: "two days later, when the browser's copy has long been sent",
    order: COLORADO,
    browser: FACTS,
    at: "2026-11-23T12:00:00Z",
    want: { decision: "skip", reason: "browser_copy_stands", holds: [] },
    notes: [/second purchase/],
  },
  {
    name: "two days later, when the browser's copy was blocked",
    order: COLORADO,
    browser: { ...FACTS, fate: "blocked" },
    at: "2026-11-23T12:00:00Z",
    want: { decision: "send", holds: [] },
    notes: [/kept from leaving/],
  },
  {
    name: "a test order",
    order: "preview-test-order",
    want: { decision: "skip", reason: "test_order", holds: [] },
    notes: [/^A test order\./],
  },
  {
    name: "a draft: what the staff's browser left on it is ignored",
    order: "draft-by-staff",
    browser: FACTS,
    want: { decision: "skip", reason: "draft_order", holds: [] },
    notes: [/are ignored, and the browser facts that were given are not used\.$/],
  },
  {
    name: "a marketplace's order",
    order: "third-party-checkout",
    want: { decision: "skip", reason: "third_party_checkout", holds: [] },
    notes: [],
  },
  {
    name: "a point-of-sale order",
    order: "pos-dinars",
    want: { decision: "skip", reason: "pos_order", holds: [] },
    notes: [/^Value: 12\.345 KWD/],
  },
  {
    name: "a cancelled order",
    order: COLORADO,
    overrides: { cancelled_at: "2026-11-21T11:45:00Z" },
    want: { decision: "skip", reason: "cancelled", holds: [] },
    notes: [],
  },
])("$name", ({ order, overrides, browser, settings, at, want, notes }) => {
  const preview = previewOf(folder, {
    order: orderFixture(order, overrides),
    ...(browser ? { browser } : {}),
    settings: { ...SETTINGS, ...settings },
    ...(at ? { at } : {}),
  });
  expect(preview).toMatchObject(want);
  if (want.decision === "skip") expect(preview).toMatchObject({ request: null, browser: null });
  else expect(preview.request?.body.data).toHaveLength(1);
  for (const note of notes) expect(preview.notes).toContainEqual(expect.stringMatching(note));
});

test("nothing personal is in the output but what Meta gets as it is", () => {
  const order = orderFixture(COLORADO);
  const args = ["--order", fixturePath(COLORADO), "--at", "2026-11-21T12:00:00Z"];
  const output = spawnPreview(args).stdout;
  expect(output).toBe(runPreview(args).stdout);
  const text = JSON.stringify(order);
  const personal = [
    "rosa",
    "delgado",
    "núñez",
    "example.com",
    "555-0142",
    "boulder",
    "colorado",
    "80302",
    "invented row",
    "7200000000001",
    String(order.checkout_token),
    String(order.token),
    "u=secret",
  ];
  for (const value of personal) {
    expect(text.toLowerCase()).toContain(value);
    expect(output.toLowerCase()).not.toContain(value);
  }
});
