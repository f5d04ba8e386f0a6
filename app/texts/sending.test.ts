import { expect, test } from "vitest";
import type { OrderRow } from "../dashboard/order-list.server.ts";
import { LIVE, orderLine, SENDING } from "./sending.ts";

const ORDER: OrderRow = {
  id: "5678901234001",
  name: "#1043",
  createdAt: "2026-11-21T09:50:30.000Z",
  value: { amount: "129.00", currency: "EUR" },
  state: "delivered",
  reason: null,
  browser: "sent",
  keys: ["em"],
};

test.each<{ name: string; order: Partial<OrderRow>; acceptedInMs: number | null; says: string }>([
  {
    name: "both signals",
    order: {},
    acceptedInMs: 3_000,
    says: "#1043: accepted by Meta in 3 s; browser copy sent under the same id.",
  },
  {
    name: "blocked in the browser",
    order: { browser: "blocked" },
    acceptedInMs: 640,
    says: "#1043: accepted by Meta in 640 ms; the browser copy was blocked.",
  },
  {
    name: "accepted at a time that is not kept any more",
    order: { browser: "not_seen" },
    acceptedInMs: null,
    says: "#1043: accepted by Meta; the buyer's browser told us nothing.",
  },
  {
    name: "under way",
    order: { state: "queued" },
    acceptedInMs: null,
    says: "#1043: on its way. It waits a moment for what the buyer's browser tells, then goes to Meta.",
  },
  {
    name: "left out: the rule's sentence",
    order: { state: "skipped", reason: "marketing_refused" },
    acceptedInMs: null,
    says: "#1043: not sent. The buyer refused marketing in your cookie banner, so nothing is sent.",
  },
  {
    name: "held",
    order: { state: "queued", reason: "token_expired" },
    acceptedInMs: null,
    says: "#1043: held. The saved token has expired. Save a new token in Setup; the order then goes by itself.",
  },
])("an order in a line: $name", ({ order, acceptedInMs, says }) => {
  expect(orderLine({ ...ORDER, ...order }, acceptedInMs)).toBe(says);
});

test("the minute from which orders go is told before, and to the second after", () => {
  const reader = { timeZone: "Europe/Berlin", now: "2026-11-21T09:50:20.000Z" };
  expect(LIVE.from(reader)).toBe("From 10:50 on, new orders go to Meta; earlier ones do not.");
  expect(SENDING.liveSince("2026-11-21T09:50:20.000Z", { ...reader, now: "2026-11-22T08:00:00.000Z" })).toBe(
    "Orders since 21 Nov, 10:50:20 go to Meta; earlier ones do not.",
  );
});
