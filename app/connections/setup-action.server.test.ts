import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type PixelAdmin, pixelAdmin } from "../../test/builders/pixel-admin.ts";
import {
  DATASET_ID,
  META_TOKEN,
  type Product,
  SHOP_DOMAIN,
  startProduct,
} from "../../test/harness/product.ts";
import { readSetupState } from "../dashboard/setup-state.server.ts";
import type { Merchant } from "./merchant.server.ts";
import { runSetupAction } from "./setup-action.server.ts";
import type { SetupActionResult } from "./setup-action.ts";

let product: Product;
let admin: PixelAdmin;
beforeEach(async () => {
  product = await startProduct("watch");
  admin = pixelAdmin();
});
afterEach(() => product.close());

const noRedirect = (): never => {
  throw new Error("nobody is led elsewhere");
};

async function run(fields: Readonly<Record<string, string>>): Promise<SetupActionResult> {
  const { services } = product;
  const shop = await services.shops.byDomain(SHOP_DOMAIN);
  if (!shop) throw new Error("the shop is not installed");
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const who: Merchant = { shop, graphql: admin.graphql, redirect: noRedirect };
  return runSetupAction(services, who, form);
}
const connect = (fields: Readonly<Record<string, string>> = {}) =>
  run({ intent: "connect-meta", pixelId: DATASET_ID, token: META_TOKEN, testEventCode: "", ...fields });
const connections = async () =>
  (
    await product.rows.query(
      "select external_id, state, state_reason, test_event_code, token_sealed is not null as has_token from connection order by 1",
    )
  ).rows;
const state = () => {
  const { services, shop, clock } = product;
  return services.database.forShop(shop.id, (rows) => readSetupState(rows, shop.id, clock.now()));
};
const mode = async () => (await product.rows.query("select mode from shop")).rows[0].mode;
const checks = () => product.meta.posts(DATASET_ID).length;
const OTHER_PIXEL = "9876543210987654";
const OTHER_TOKEN = `EAA${"wharf".repeat(24)}`;

describe("connecting Meta", () => {
  test("a sound pair is checked, saved and shown to the pixel", async () => {
    product.meta.addDataset({ id: OTHER_PIXEL, name: "Wharf", tokens: [OTHER_TOKEN] });
    const result = await connect({ pixelId: OTHER_PIXEL, token: OTHER_TOKEN, testEventCode: "TEST12345" });
    expect(result).toEqual({
      intent: "connect-meta",
      outcome: { kind: "connected", at: "2026-11-21T12:00:00.000Z", traceId: expect.any(String) },
    });
    expect(await connections()).toContainEqual({
      external_id: OTHER_PIXEL,
      state: "active",
      state_reason: null,
      test_event_code: "TEST12345",
      has_token: true,
    });
    expect(admin.pixel?.settings).toContain(OTHER_PIXEL);
  });

  test("a form that cannot be right is not shown to Meta", async () => {
    const before = checks();
    expect(await connect({ pixelId: "act_12345", token: "EAAshort" })).toEqual({
      intent: "connect-meta",
      outcome: {
        kind: "invalid",
        pixelId: "ad_account",
        token: { problem: "short", length: 8 },
        testEventCode: null,
      },
    });
    expect(checks()).toBe(before);
  });

  test.each([
    { name: "expired", state: { kind: "invalid", subcode: 463 }, why: "token_expired", code: 190 },
    {
      name: "ended by a new password",
      state: { kind: "invalid", subcode: 460 },
      why: "token_password_changed",
      code: 190,
    },
  ] as const)("a token that has $name is told so, and nothing is saved", async ({ state, why, code }) => {
    const before = await connections();
    product.meta.setToken(META_TOKEN, state);
    expect(await connect({ testEventCode: "TEST12345" })).toMatchObject({
      outcome: { kind: "failed", why, code, subcode: state.subcode },
    });
    expect(await connections()).toEqual(before);
  });

  test("a dataset that the token cannot reach is told so, and nothing is saved", async () => {
    const before = await connections();
    const result = await connect({ pixelId: OTHER_PIXEL });
    expect(result).toMatchObject({ outcome: { kind: "failed", why: "dataset_unreachable" } });
    expect(await connections()).toEqual(before);
  });

  test.each([
    { name: "a limit", fault: { kind: "graph_error", code: 4 }, why: "rate_limited" },
    { name: "a block", fault: { kind: "graph_error", code: 368 }, why: "policy_block" },
    { name: "a page of a proxy", fault: { kind: "html_502" }, why: "no_answer" },
  ] as const)("$name is told so, and nothing is saved", async ({ fault, why }) => {
    const before = await connections();
    product.meta.addFault({ fault, stage: "before_storing", times: 1, datasetId: DATASET_ID });
    expect(await connect({ testEventCode: "TEST12345" })).toMatchObject({ outcome: { kind: "failed", why } });
    expect(await connections()).toEqual(before);
  });

  test("an empty token keeps the saved one, which is checked again", async () => {
    const before = checks();
    expect(await connect({ token: "", testEventCode: "TEST77" })).toMatchObject({
      outcome: { kind: "connected" },
    });
    expect(checks()).toBe(before + 1);
    expect(await connections()).toMatchObject([{ test_event_code: "TEST77", has_token: true }]);
  });

  test("a pixel id with what comes along when people copy finds its saved token", async () => {
    expect(await connect({ pixelId: ` "${DATASET_ID}"\u200b`, token: "" })).toMatchObject({
      outcome: { kind: "connected" },
    });
  });

  test("an empty token where none is saved is told to be missing", async () => {
    expect(await connect({ pixelId: OTHER_PIXEL, token: "" })).toMatchObject({
      outcome: { kind: "invalid", token: { problem: "missing", length: 0 } },
    });
  });

  test("a connection that was held goes on", async () => {
    await product.rows.query("update connection set state = 'paused_access', state_reason = 'token_invalid'");
    await connect();
    expect(await connections()).toMatchObject([{ state: "active", state_reason: null }]);
  });

  test("neither token nor sealed token is in what is answered", async () => {
    expect(JSON.stringify(await connect())).not.toContain("EAA");
  });
});

describe("going live and stopping", () => {
  test("live from this minute on; the pixel learns it at once", async () => {
    expect(await run({ intent: "go-live" })).toEqual({
      intent: "go-live",
      outcome: { kind: "live", from: "2026-11-21T12:00:00.000Z" },
    });
    expect(await mode()).toBe("live");
    expect(JSON.parse(JSON.parse(admin.pixel?.settings ?? "").config)).toMatchObject({ mode: "live" });
  });

  test("not before a dataset is linked", async () => {
    await product.rows.query("update connection set state = 'removed'");
    expect(await run({ intent: "go-live" })).toEqual({
      intent: "go-live",
      outcome: { kind: "not_connected" },
    });
    expect(await mode()).toBe("watch");
  });

  test("pressed twice, the start does not move: orders in between stay in", async () => {
    await run({ intent: "go-live" });
    product.clock.forward(60_000);
    expect(await run({ intent: "go-live" })).toMatchObject({ outcome: { from: "2026-11-21T12:00:00.000Z" } });
  });

  test("a pause and its end leave the start where it was", async () => {
    await run({ intent: "go-live" });
    product.clock.forward(60_000);
    expect(await run({ intent: "pause" })).toEqual({
      intent: "pause",
      outcome: { kind: "stopped", storeTold: true },
    });
    expect(await mode()).toBe("paused");
    product.clock.forward(60_000);
    expect(await run({ intent: "resume" })).toMatchObject({ outcome: { from: "2026-11-21T12:00:00.000Z" } });
  });

  test("back to watch, the next start is a new one", async () => {
    await run({ intent: "go-live" });
    await run({ intent: "back-to-watch" });
    expect(await mode()).toBe("watch");
    product.clock.forward(60_000);
    expect(await run({ intent: "go-live" })).toMatchObject({ outcome: { from: "2026-11-21T12:01:00.000Z" } });
  });

  test("a pause during watch does not bring an earlier start back", async () => {
    await run({ intent: "go-live" });
    await run({ intent: "back-to-watch" });
    product.clock.forward(60_000);
    await run({ intent: "pause" });
    expect(await run({ intent: "resume" })).toMatchObject({ outcome: { from: "2026-11-21T12:01:00.000Z" } });
  });

  test("every change is a version of the settings", async () => {
    for (const intent of ["go-live", "pause", "resume"]) await run({ intent });
    const { rows } = await product.rows.query(
      "select version, settings ->> 'mode' as mode from settings_version order by 1",
    );
    expect(rows).toEqual([
      { version: 1, mode: null },
      { version: 2, mode: "live" },
      { version: 3, mode: "paused" },
      { version: 4, mode: "live" },
    ]);
  });
});

describe("Shopify fails while the merchant changes something", () => {
  const failures = [
    { name: "an error of the moment", thrown: new Error("Throttled") },
    {
      name: "a failure of its own, which its package throws as a Response",
      thrown: new Response("Bad gateway", { status: 502 }),
    },
  ];
  const failing = (thrown: unknown): PixelAdmin => ({
    ...admin,
    graphql: async () => {
      throw thrown;
    },
  });

  test.each(failures)("$name: the server pauses, and the store is told later", async ({ thrown }) => {
    await run({ intent: "go-live" });
    const sound = admin;
    admin = failing(thrown);
    expect(await run({ intent: "pause" })).toEqual({
      intent: "pause",
      outcome: { kind: "stopped", storeTold: false },
    });
    expect(await mode()).toBe("paused");
    expect((await state()).signal.behind).toBe(true);

    admin = sound;
    await run({ intent: "turn-on-signal" });
    expect((await state()).signal.behind).toBe(false);
    expect(JSON.parse(JSON.parse(admin.pixel?.settings ?? "").config)).toMatchObject({ mode: "paused" });
  });

  test("a refusal counts as not told", async () => {
    await run({ intent: "go-live" });
    admin.refuse = "UNEXPECTED_ERROR";
    expect(await run({ intent: "pause" })).toMatchObject({ outcome: { storeTold: false } });
    expect((await state()).signal.behind).toBe(true);
  });

  test("a store without the extension has nobody to tell", async () => {
    admin.deployed = false;
    await run({ intent: "go-live" });
    expect(await run({ intent: "pause" })).toMatchObject({ outcome: { storeTold: true } });
    expect((await state()).signal.behind).toBe(false);
  });

  test("a pixel that Meta has accepted stays connected", async () => {
    product.meta.addDataset({ id: OTHER_PIXEL, name: "Wharf", tokens: [OTHER_TOKEN] });
    admin = failing(new Error("Throttled"));
    expect(await connect({ pixelId: OTHER_PIXEL, token: OTHER_TOKEN })).toMatchObject({
      outcome: { kind: "connected" },
    });
    expect(await connections()).toHaveLength(2);
  });

  test("a way to sign in anew passes through, so that App Bridge takes it", async () => {
    const signIn = new Response(null, { status: 401 });
    admin = failing(signIn);
    await expect(run({ intent: "pause" })).rejects.toBe(signIn);
  });
});

describe("the store's signal", () => {
  test("is switched on", async () => {
    expect(await run({ intent: "turn-on-signal" })).toEqual({
      intent: "turn-on-signal",
      outcome: { kind: "on" },
    });
  });

  test("cannot be switched on where the extension was not deployed", async () => {
    admin.deployed = false;
    expect(await run({ intent: "turn-on-signal" })).toMatchObject({ outcome: { kind: "no_extension" } });
  });
});

test.each([{ fields: {} }, { fields: { intent: "" } }, { fields: { intent: "delete-everything" } }])(
  "what nobody offers is not done: $fields",
  async ({ fields }) => {
    expect(await run(fields)).toEqual({ intent: "unknown", outcome: { kind: "unknown" } });
    expect(await mode()).toBe("watch");
    expect(admin.asked).toEqual([]);
  },
);
