// What became of the browser's signal: answered, refused or blocked, or not known yet.
import { describe, expect, test } from "vitest";
import { anEvent, aPurchase } from "./storefront-events.ts";
import { type HostOptions, openHost, PIXEL_ID, type SentRequest } from "./worker-host.ts";

const blocked = () => Promise.reject(new TypeError("Failed to fetch"));

/** Meta answers only when the test says so; the request waits meanwhile, and the page goes on. */
function slowMeta() {
  const waiting = new Map<string, { answer: () => void; refuse: () => void }>();
  const meta = (request: SentRequest) =>
    new Promise<void>((resolve, reject) => {
      const id = new URLSearchParams(request.url.split("?")[1]).get("id") ?? "";
      waiting.set(id, { answer: resolve, refuse: () => reject(new TypeError("Failed to fetch")) });
    });
  return {
    meta,
    answer: (id = PIXEL_ID) => waiting.get(id)?.answer(),
    refuse: (id = PIXEL_ID) => waiting.get(id)?.refuse(),
  };
}

const fates = (host: ReturnType<typeof openHost>) =>
  host.posts().map((post) => post.body.events.map((event) => event.fate));

describe.each([
  { name: "a page view", event: anEvent("page_viewed", {}) },
  { name: "a purchase", event: aPurchase() },
])("$name", ({ event }) => {
  test.each<{ name: string; meta: HostOptions["meta"]; fate: string }>([
    { name: "answered within the moment", meta: undefined, fate: "sent" },
    { name: "refused or blocked within the moment", meta: blocked, fate: "blocked" },
  ])("$name", async ({ meta, fate }) => {
    const host = openHost(meta ? { meta } : {});
    await host.tell(event);
    await host.pass(40);
    await host.pass(10_000);
    expect(fates(host)).toEqual([[{ [PIXEL_ID]: fate }]]);
  });

  test("not answered when the moment has passed: the post is not held up", async () => {
    const host = openHost({ meta: slowMeta().meta, slowMeta: true });
    await host.tell(event);
    await host.pass(40);
    expect(fates(host)).toEqual([[{ [PIXEL_ID]: "unknown" }]]);
  });

  test("each pixel has its own", async () => {
    const host = openHost({
      config: { pixels: [{ id: "111" }, { id: "222" }] },
      meta: (request) => (request.url.includes("id=111") ? blocked() : Promise.resolve()),
    });
    await host.tell(event);
    await host.pass(40);
    expect(fates(host)).toEqual([[{ "111": "blocked", "222": "sent" }]]);
  });
});

describe("a fate that settles after the post", () => {
  test.each(["answer", "refuse"] as const)("of a purchase follows in a post of its own: %s", async (how) => {
    const slow = slowMeta();
    const host = openHost({ meta: slow.meta, slowMeta: true });
    await host.tell(aPurchase());
    await host.pass(40);
    slow[how]();
    await host.rest();
    await host.pass(40);
    expect(fates(host)).toEqual([
      [{ [PIXEL_ID]: "unknown" }],
      [{ [PIXEL_ID]: how === "answer" ? "sent" : "blocked" }],
    ]);
    const [first, second] = host.relayed();
    expect(second).toEqual({ ...first, fate: second?.fate });
    expect(second?.id).toBe("purchase_5512345678901");
    expect(host.signals()).toHaveLength(1);
  });

  test("of two pixels at once share one post", async () => {
    const slow = slowMeta();
    const host = openHost({
      config: { pixels: [{ id: "111" }, { id: "222" }] },
      meta: slow.meta,
      slowMeta: true,
    });
    await host.tell(aPurchase());
    await host.pass(40);
    slow.answer("111");
    slow.refuse("222");
    await host.rest();
    await host.pass(40);
    expect(fates(host)).toEqual([
      [{ "111": "unknown", "222": "unknown" }],
      [{ "111": "sent", "222": "blocked" }],
    ]);
  });

  test("of any other event is not worth a post", async () => {
    const slow = slowMeta();
    const host = openHost({ meta: slow.meta, slowMeta: true });
    await host.tell(anEvent("page_viewed", {}));
    await host.pass(40);
    slow.answer();
    await host.rest();
    await host.pass(10_000);
    expect(fates(host)).toEqual([[{ [PIXEL_ID]: "unknown" }]]);
  });
});

test("a text that cannot be put into an address costs nothing but itself", async () => {
  const host = openHost();
  await host.tell(anEvent("search_submitted", { searchResult: { query: "\ud83d", productVariants: [] } }));
  await host.pass(40);
  expect(host.signals()[0]?.params["cd[search_string]"]).toBe("\ufffd");
  expect(host.relayed()).toMatchObject([{ name: "Search", fate: { [PIXEL_ID]: "sent" } }]);
});
