// What a merchant reads of their orders: the list, and the proof for one.
import { describe, expect, test } from "vitest";
import type { OrderRow } from "../../app/dashboard/order-list.server.ts";
import type { DestinationProof, OrderProof } from "../../app/dashboard/order-proof.server.ts";
import { OrderProofPage } from "../../app/dashboard/orders/OrderProofPage.tsx";
import { OrdersPage } from "../../app/dashboard/orders/OrdersPage.tsx";
import type { ShopMode } from "../../app/domain/pixel-config.ts";
import { readable, renderPage } from "./render-page.tsx";

const BERLIN = "Europe/Berlin";

function anOrder(overrides: Partial<OrderRow> = {}): OrderRow {
  return {
    id: "5678901234001",
    name: "#1042",
    createdAt: "2026-11-21T09:22:19.000Z",
    value: { amount: "129.00", currency: "EUR" },
    state: "delivered",
    reason: null,
    browser: "sent",
    keys: ["em", "ph"],
    ...overrides,
  };
}

const list = (rows: readonly OrderRow[], mode: ShopMode = "live", olderThan: string | null = null) =>
  renderPage(<OrdersPage page={{ rows, olderThan }} timeZone={BERLIN} mode={mode} />, "/app/orders");

describe("the list", () => {
  test("says over the orders that they come without the browser's signal, and where to see to it", () => {
    const page = { rows: [anOrder()], olderThan: null };
    const html = renderPage(
      <OrdersPage page={page} timeZone={BERLIN} mode="live" silentOrders={7} />,
      "/app/orders",
    );
    expect(readable(html)).toContain(
      "Your last 7 online orders came without a browser signal. See what to do",
    );
    expect(html).toContain('href="/app/setup"');
    expect(readable(list([anOrder()]))).not.toContain("without a browser signal");
  });

  test("shows order, time, value, both signals, keys and result, and leads to the proof", () => {
    const html = list([anOrder()]);
    const text = readable(html);
    expect(text).toContain(
      "#1042 21 Nov 2026, 10:22 €129.00 Browser: Sent Server: Accepted email phone Success Accepted by Meta The browser's copy was sent under the same id.",
    );
    expect(html).toContain('href="/app/orders/5678901234001"');
  });

  test.each<{ name: string; order: Partial<OrderRow>; mode?: ShopMode; says: string }>([
    {
      name: "the browser was blocked",
      order: { browser: "blocked" },
      says: "From the server alone: the browser's copy was blocked.",
    },
    { name: "it has just come in", order: { state: "queued" }, says: "On its way" },
    {
      name: "the token is broken",
      order: { state: "queued", reason: "token_expired" },
      says: "Held The saved token has expired. Save a new token in Setup; the order then goes by itself.",
    },
    {
      name: "the shop is paused",
      order: { state: "queued" },
      mode: "paused",
      says: "Held Sending is paused. Resume in Setup; the order then goes by itself.",
    },
    {
      name: "the buyer refused",
      order: { state: "skipped", reason: "marketing_refused", browser: "silent" },
      says: "The buyer refused marketing in your cookie banner, so nothing is sent.",
    },
    {
      name: "the shop watches",
      order: { state: "skipped", reason: "watch" },
      mode: "watch",
      says: "Only watched: nothing was sent.",
    },
    {
      name: "it ran out of time after a browser copy",
      order: { state: "covered_by_browser", reason: "browser_copy_stands" },
      says: "Browser copy stands The browser's copy went to Meta.",
    },
    {
      name: "Meta refused it",
      order: { state: "rejected", reason: "invalid_parameter" },
      says: "Refused by Meta",
    },
    { name: "it has no value", order: { value: null }, says: "No value" },
    { name: "it is in yen", order: { value: { amount: "12000", currency: "JPY" } }, says: "¥12,000" },
    { name: "nothing is known of the buyer", order: { keys: [] }, says: "Server: Accepted Match keys: None" },
  ])("$name", ({ order, mode, says }) =>
    expect(
      readable(list([anOrder(order)], mode)).replace(/\b(Info|Warning|Critical|Success) /g, ""),
    ).toContain(says),
  );

  test.each<{ mode: ShopMode; says: string }>([
    { mode: "watch", says: "Nothing is sent before you go live. Open Setup" },
    {
      mode: "live",
      says: "Within seconds of a purchase you see its value, both signals, and Meta's answer.",
    },
    { mode: "paused", says: "it waits here, and goes to Meta when you resume in Setup. Open Setup" },
  ])("an empty list says what happens next: $mode", ({ mode, says }) => {
    expect(readable(list([], mode))).toContain(says);
  });

  test("offers older orders where there are any", () => {
    expect(list([anOrder()], "live", "1763716272000-5678901234000")).toContain('aria-label="Next"');
    expect(list([anOrder()])).not.toContain('aria-label="Next"');
  });
});

const SENT =
  '{"event_name":"Purchase","event_id":"purchase_5678901234001","user_data":{"em":["5b3f"],"fbp":"fb.1.2.3"}}';

function aDestination(overrides: Partial<DestinationProof> = {}): DestinationProof {
  return {
    pixelId: "1029384756102938",
    state: "delivered",
    reason: null,
    closedAt: "2026-11-21T09:22:23.000Z",
    attempts: 1,
    uncertainAttempts: 0,
    consentRule: "marketing_allowed",
    evidence: {
      marketing: true,
      analytics: false,
      preferences: true,
      saleOfData: true,
      source: "page",
      at: "2026-11-21T09:21:40.000Z",
      clockMs: 1_795_252_900_000,
    },
    browserFate: "sent",
    post: {
      at: "2026-11-21T09:22:22.000Z",
      httpStatus: 200,
      code: null,
      subcode: null,
      traceId: "A9xYbTz",
      durationMs: 312,
      eventsInPost: 3,
    },
    sent: SENT,
    quality: null,
    dueAt: null,
    ...overrides,
  };
}

function aProof(overrides: Partial<OrderProof> = {}): OrderProof {
  return {
    order: anOrder(),
    eventId: "purchase_5678901234001",
    kind: "online",
    financialStatus: "paid",
    gateways: ["shopify_payments"],
    total: { minor: 12900, currency: "EUR" },
    receivedAt: "2026-11-21T09:22:21.000Z",
    browserSeenAt: "2026-11-21T09:22:20.000Z",
    destinations: [aDestination()],
    replays: [],
    ...overrides,
  };
}

const proofText = (proof: OrderProof) =>
  readable(renderPage(<OrderProofPage proof={proof} timeZone={BERLIN} />));

describe("the proof", () => {
  test("puts both signals under one event id, with Meta's answer and the consent rule", () => {
    const text = proofText(aProof());
    expect(text).toContain("Two signals, one event id purchase_5678901234001");
    expect(text).toContain(
      "Trace ID A9xYbTz HTTP status 200 Posted 21 Nov 2026, 10:22:22 Answered in 312 ms",
    );
    expect(text).toContain("Posted together with 2 other events");
    expect(text).toContain("Consent The buyer allowed marketing in your cookie banner.");
    expect(text).toContain(
      "Buyer's choice Allowed: marketing, preferences, sale of data. Refused: analytics. As the page loaded, 21 Nov 2026, 10:21:40",
    );
    expect(text).toContain("Value for Meta €129.00 · The order's whole total.");
    expect(text).toContain("Match keys email browser");
  });

  test("shows the JSON that was sent, line by line, and says what the digests are", () => {
    const html = renderPage(<OrderProofPage proof={aProof()} timeZone={BERLIN} />);
    const json = /<pre[^>]*>(.*?)<\/pre>/s.exec(html)?.[1]?.replaceAll("&quot;", '"');
    expect(JSON.parse(json ?? "")).toEqual(JSON.parse(SENT));
    expect(json?.split("\n").length).toBeGreaterThan(5);
    expect(readable(html)).toContain("They are one-way");
  });

  test("tells a value that leaves a part out from the total", () => {
    const proof = aProof({ total: { minor: 15000, currency: "EUR" } });
    expect(proofText(proof)).toContain(
      "€129.00 · The order's total is €150.00; your value rule leaves a part of it out.",
    );
  });

  test("an order that never had a pixel to go to", () => {
    const order = anOrder({ state: "skipped", reason: "pos_order", browser: "not_seen", value: null });
    const text = proofText(aProof({ order, kind: "pos", gateways: ["cash"], total: null, destinations: [] }));
    expect(text).toContain("Sold in person, at Point of Sale.");
    expect(text).toContain("Payment Paid · cash How it was bought Point of Sale");
    expect(text).not.toContain("Meta's answer");
  });

  test("an order that waits for its next try", () => {
    const waiting = aDestination({
      state: "queued",
      reason: "timeout",
      attempts: 2,
      uncertainAttempts: 1,
      consentRule: null,
      evidence: null,
      post: null,
      sent: null,
      dueAt: "2026-11-21T09:25:00.000Z",
    });
    const order = anOrder({ state: "queued", reason: "timeout" });
    const text = proofText(aProof({ order, destinations: [waiting] }));
    expect(text).toContain(
      "Attempts 2; 1 without an answer, which may have arrived (same event id) Next try 21 Nov 2026, 10:25",
    );
    expect(text).toContain("Meta has not said yet what became of the tries so far.");
    expect(text).toContain("Nothing was sent, or it is no longer kept.");
  });
});
