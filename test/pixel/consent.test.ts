// Nothing is sent or stored before marketing is allowed; what is sent tells what was allowed.
// https://shopify.dev/docs/api/web-pixels-api/standard-api/customerprivacy
import { expect, test } from "vitest";
import { readRelayPost } from "../../app/ingest/relay-post.ts";
import { aCheckout, anEvent, aPurchase } from "./storefront-events.ts";
import { ALLOWED, CONFIG, NOW_MS, openHost } from "./worker-host.ts";

const view = anEvent("page_viewed", {});

function flags(text: string) {
  return {
    analyticsProcessingAllowed: text.includes("a"),
    marketingAllowed: text.includes("m"),
    preferencesProcessingAllowed: text.includes("p"),
    saleOfDataAllowed: text.includes("s"),
  };
}

const combinations = Array.from({ length: 16 }, (_, bits) =>
  ["a", "m", "p", "s"].filter((_flag, at) => bits & (1 << at)).join(""),
);

test.each(combinations.map((allowed) => ({ allowed, name: allowed === "" ? "nothing" : allowed })))(
  "allowed at load: $name",
  async ({ allowed }) => {
    const host = openHost({ privacy: flags(allowed), page: "https://www.harbor.example/?fbclid=IwAR1" });
    await host.tell(view);
    await host.tell(aPurchase());
    await host.pass(40);
    if (!allowed.includes("m")) {
      expect(host.signals()).toEqual([]);
      expect(host.posts()).toEqual([]);
      expect([host.cookies.get("_fbp"), host.cookies.get("_fbc")]).toEqual(["", ""]);
      expect([...host.localStorage, ...host.sessionStorage]).toEqual([]);
      return;
    }
    expect(host.signals()).toHaveLength(2);
    expect(host.relayed()).toHaveLength(2);
    for (const { consent } of host.relayed()) {
      expect(consent).toEqual({
        analytics: allowed.includes("a"),
        marketing: true,
        preferences: allowed.includes("p"),
        saleOfData: allowed.includes("s"),
      });
    }
    for (const { params } of host.signals()) {
      const limited = { dpo: params.dpo, dpoco: params.dpoco, dpost: params.dpost };
      // Limited Data Use, the place left to Meta: https://developers.facebook.com/docs/marketing-apis/data-processing-options
      expect(limited).toEqual(
        allowed.includes("s")
          ? { dpo: undefined, dpoco: undefined, dpost: undefined }
          : { dpo: "LDU", dpoco: "0", dpost: "0" },
      );
    }
  },
);

test("a choice made on the page counts from then on", async () => {
  const host = openHost({ privacy: flags("") });
  await host.tell(view);
  await host.choose(flags("ms"));
  await host.tell(anEvent("page_viewed", {}, { id: "after" }));
  await host.pass(40);
  expect(host.relayed()).toMatchObject([
    {
      id: "after",
      consent: { analytics: false, marketing: true, preferences: false, saleOfData: true },
    },
  ]);
  expect(host.signals().map((signal) => signal.params.eid)).toEqual(["after"]);
});

const REFUSED = { analytics: true, marketing: false, preferences: true, saleOfData: true, chosen: true };

test("a choice that is taken back stops everything, and is told with the tokens alone", async () => {
  const host = openHost({ cart: { id: "gid://shopify/Cart/hWN3?key=1" }, customer: { id: "77" } });
  await host.tell(view);
  await host.pass(40);
  await host.choose(flags("aps"));
  await host.pass(0);
  expect(host.posts().at(-1)?.body).toEqual({
    v: 1,
    key: CONFIG.key,
    sentAt: NOW_MS + 40,
    events: [
      {
        id: "sh-page_viewed",
        name: "PageView",
        at: NOW_MS + 40,
        clientId: view.clientId,
        checkoutToken: null,
        cartToken: "hWN3",
        consent: REFUSED,
      },
    ],
  });
  expect(readRelayPost(host.posts().at(-1)?.text ?? "").kind).toBe("post");
  await host.tell(anEvent("page_viewed", {}, { id: "after" }));
  await host.pass(40);
  expect(host.relayed()).toHaveLength(2);
  expect(host.signals().map((signal) => signal.params.eid)).toEqual(["sh-page_viewed"]);
});

test("a checkout that goes on after a refusal tells its token, and fires nothing", async () => {
  const host = openHost();
  await host.tell(view);
  await host.choose(flags("aps"));
  await host.tell(aPurchase());
  await host.pass(40);
  const [, refusal, purchase] = host.relayed();
  expect(refusal).toMatchObject({ id: "sh-page_viewed", consent: REFUSED });
  expect(purchase).toMatchObject({ name: "Purchase", checkoutToken: aCheckout().token, consent: REFUSED });
  expect(Object.keys(purchase ?? {}).sort()).toEqual(Object.keys(refusal ?? {}).sort());
  expect(host.signals().map((signal) => signal.params.ev)).toEqual(["PageView"]);
});

test("each event tells what was allowed when it happened", async () => {
  const host = openHost();
  await host.tell(view);
  await host.choose({ ...ALLOWED, saleOfDataAllowed: false });
  await host.tell(anEvent("page_viewed", {}, { id: "after" }));
  await host.pass(40);
  expect(host.relayed().map((event) => event.consent.saleOfData)).toEqual([true, false]);
  expect(host.signals().map((signal) => signal.params.dpo)).toEqual([undefined, "LDU"]);
});

test.each([
  { name: "null", privacy: null },
  { name: "empty", privacy: {} },
])("flags that are $name allow nothing", async ({ privacy }) => {
  const host = openHost({ privacy });
  await host.tell(view);
  await host.pass(40);
  expect([...host.signals(), ...host.posts()]).toEqual([]);
});
