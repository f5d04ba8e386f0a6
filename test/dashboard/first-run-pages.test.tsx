// What stands before Setup: the welcome, and the practice data that it leads to.
import { expect, test } from "vitest";
import { OrderProofPage } from "../../app/dashboard/orders/OrderProofPage.tsx";
import { OrdersPage } from "../../app/dashboard/orders/OrdersPage.tsx";
import { practiceOrders, practiceProof } from "../../app/dashboard/practice/practice-orders.ts";
import { openFromShopify } from "../../app/dashboard/welcome/open-from-shopify.ts";
import { WelcomePage } from "../../app/dashboard/welcome/WelcomePage.tsx";
import { buttonsOf, readable, renderPage } from "./render-page.tsx";

const NOW = new Date("2026-11-21T10:15:00.000Z");
const BERLIN = "Europe/Berlin";
const MARK = "These orders are made up. None of them is in your shop, in our database or at Meta.";

test("the welcome says what this is, and offers a start and a look around that work without scripts", () => {
  const html = renderPage(<WelcomePage />, "/app/welcome");
  expect(readable(html)).toContain(
    "See every order reach Meta Countersign sends each order from the buyer's browser and from our server under one id, and shows you Meta's answer.",
  );
  expect(buttonsOf(html)).toEqual(["Start", "Look around with practice data"]);
  expect(html).toContain('href="/app/setup"');
  expect(html).toContain('href="/app/practice"');
});

test("the practice orders are marked, lead to practice proofs alone, and are left in one click", () => {
  const page = { rows: practiceOrders(NOW), olderThan: null };
  const html = renderPage(
    <OrdersPage page={page} timeZone={BERLIN} mode="live" isPractice />,
    "/app/practice",
  );
  expect(readable(html)).toContain(`Practice data ${MARK}`);
  expect(buttonsOf(html)).toEqual(["Leave practice data"]);
  expect(html).toContain('href="/app/practice/900000001009"');
  expect(html).not.toContain('href="/app/orders/');
  expect(readable(html)).not.toContain("Pause sending");
});

test.each(practiceOrders(NOW).map(({ id, name }) => ({ id, name })))(
  "the proof of $name is marked, too",
  ({ id }) => {
    const proof = practiceProof(id, NOW);
    if (!proof) throw new Error("there is no such practice order");
    const html = renderPage(<OrderProofPage proof={proof} timeZone={BERLIN} isPractice />, "/app/practice/x");
    expect(readable(html)).toContain(MARK);
    expect(buttonsOf(html)[0]).toBe("Leave practice data");
  },
);

test("a live shop can be paused from its orders; one that watches has nothing to pause", () => {
  const list = (mode: "live" | "watch") =>
    readable(renderPage(<OrdersPage page={{ rows: [], olderThan: null }} timeZone={BERLIN} mode={mode} />));
  expect(list("live")).toContain("Pause sending");
  expect(list("watch")).not.toContain("Pause sending");
});

test("who came without Shopify is told where to go", async () => {
  const answer = openFromShopify();
  expect(answer.status).toBe(400);
  expect(await answer.text()).toBe("Open Countersign from your Shopify admin, under Apps.");
});
