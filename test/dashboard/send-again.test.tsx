// What the admin says of orders that could be sent again, as a merchant reads it.
import { expect, test } from "vitest";
import type { OrderProof } from "../../app/dashboard/order-proof.server.ts";
import { SendAgainCard } from "../../app/dashboard/orders/SendAgainCard.tsx";
import { SendAgainPage } from "../../app/dashboard/orders/SendAgainPage.tsx";
import type { ReplayResult } from "../../app/replay/replay-result.ts";
import { buttonsOf, readable, renderPage } from "./render-page.tsx";

const EUR = { minor: 6_190, currency: "EUR" };
const AGAIN: ReplayResult = {
  orderId: "1001",
  name: "#1001",
  createdAt: "2026-11-21T11:59:00.000Z",
  state: "rejected",
  reason: "invalid_parameter",
  value: EUR,
  outcome: "would_send",
  why: null,
  until: "2026-11-23T10:59:00.000Z",
  maybeSent: false,
  pixels: ["1234567890123456"],
};

function card(
  order: Pick<OrderProof["order"], "state" | "reason">,
  again: Partial<ReplayResult> = {},
  replays: OrderProof["replays"] = [],
) {
  const proof: OrderProof = {
    order: {
      id: "1001",
      name: "#1001",
      createdAt: AGAIN.createdAt,
      value: null,
      browser: "sent",
      keys: [],
      personWithheld: false,
      ...order,
    },
    eventId: "purchase_1001",
    kind: "online",
    financialStatus: "paid",
    gateways: [],
    total: null,
    receivedAt: AGAIN.createdAt,
    browserSeenAt: null,
    destinations: [],
    replays,
  };
  const html = renderPage(
    <SendAgainCard proof={proof} again={{ ...AGAIN, ...again }} timeZone="Europe/Berlin" />,
  );
  return { text: readable(html), buttons: buttonsOf(html) };
}

test("an order that may go says until when, and asks before it goes", () => {
  const { text, buttons } = card({ state: "rejected", reason: "invalid_parameter" });
  expect(text).toContain("It goes under the same event id and with the same value as before.");
  expect(text).toContain("It can go until 23 Nov 2026, 11:59.");
  expect(buttons).toEqual(["Send again"]);
});

test("an order that waits for the merchant's word has both choices, and only one when it is too late", () => {
  const review = { state: "waiting", reason: "review" } as const;
  const waiting = card(review, { maybeSent: true });
  expect(waiting.text).toContain("Your word is needed");
  expect(waiting.text).toContain("sent twice, Meta could count it twice");
  expect(waiting.buttons).toEqual(["Send", "Leave out"]);
  const late = card(review, { outcome: "refused", why: "earlier_post_uncertain", until: null });
  expect(late.text).toContain("We may have sent it more than 47 hours ago");
  expect(late.buttons).toEqual(["Leave out"]);
});

test("what may not go says why, and a delivered order says when it was sent again", () => {
  const late = card({ state: "expired", reason: "too_old" }, { outcome: "refused", why: "too_old" });
  expect(late).toMatchObject({ buttons: [] });
  expect(late.text).toContain("It is too old: Meta takes nothing of more than seven days.");
  const delivered = { outcome: "refused", why: "delivered" } as const;
  expect(card({ state: "delivered", reason: null }, delivered).text).not.toContain("again");
  const replayed = card({ state: "delivered", reason: null }, delivered, [
    { at: "2026-11-21T12:30:00.000Z", askedBy: "operator", was: { state: "rejected", reason: null } },
  ]);
  expect(replayed.text).toContain("Asked for by support. Before: Refused by Meta");
});

test("groups say how much would go, and what may not go stands below", () => {
  const html = renderPage(
    <SendAgainPage
      isCut={false}
      kept={[{ why: "marketing_refused", orders: 40 }]}
      groups={[
        {
          key: "free_order",
          state: "skipped",
          reason: "free_order",
          sum: { orders: 2, values: [EUR, { minor: 1_200, currency: "USD" }] },
          tooLate: 0,
          examples: [{ id: "1001", name: "#1001" }],
        },
      ]}
    />,
  );
  expect(readable(html)).toContain("2 orders, €61.90 and $12.00");
  expect(readable(html)).toContain("40 orders The buyer refused marketing in your cookie banner");
  expect(html).toContain("/app/orders/1001");
  expect(buttonsOf(html)).toEqual(["Send 2 orders"]);
});
