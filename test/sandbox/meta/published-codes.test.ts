// Every row of Meta's published error codes, provoked over HTTP: by an event of that shape where an event can, by what became of
// the token or the dataset, and by a fault where only Meta itself decides.
// https://developers.facebook.com/docs/graph-api/guides/error-handling
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TokenState } from "../../../sandbox/meta/access.ts";
import type { FakeMeta } from "../../../sandbox/meta/fake-meta.ts";
import {
  DATASET,
  handClock,
  postEvents,
  serverPurchase,
  sha256,
  startedMeta,
  TOKEN,
} from "./sample-traffic.ts";

const clock = handClock();
let meta: FakeMeta;
beforeAll(async () => {
  meta = await startedMeta(clock);
});
afterAll(() => meta.stop());
beforeEach(() => {
  meta.clear();
  meta.clearFaults();
  meta.setToken(TOKEN, { kind: "valid" });
});

interface Numbers {
  readonly code: number;
  readonly error_subcode?: number;
  readonly is_transient: boolean;
}
async function numbersOf(answer: Response): Promise<readonly [number, number | undefined, boolean]> {
  const { error } = (await answer.json()) as { error: Numbers };
  return [error.code, error.error_subcode, error.is_transient];
}
/** Nothing of a refused request is kept, its sound neighbour included. */
const nothingKept = () => expect(meta.events(DATASET.id)).toEqual([]);

const DAY_SEC = 86_400;
const EM = sha256("ada@example.com");
const custom = (data: object) => serverPurchase({ custom_data: data });
const user = (data: object) => serverPurchase({ user_data: data });

describe("what an event can provoke", () => {
  test.each([
    {
      subcode: 2804003,
      name: "seven days and a second old",
      event: serverPurchase({ event_time: clock.seconds() - 7 * DAY_SEC - 1 }),
    },
    { subcode: 2804009, name: "a Purchase without value", event: custom({ currency: "USD" }) },
    { subcode: 2804010, name: "a Purchase without currency", event: custom({ value: 1 }) },
    { subcode: 2804019, name: "a required key missing", event: serverPurchase({ action_source: undefined }) },
    { subcode: 2804019, name: "an unexpected key", event: serverPurchase({ order_id: "1001" }) },
    { subcode: 2804019, name: "a wrong type", event: serverPurchase({ event_time: "1795240740" }) },
    { subcode: 2804050, name: "user data that names nobody", event: user({}) },
    {
      subcode: 2804050,
      name: "user data that is too broad",
      event: user({ ct: [sha256("berlin")], country: [sha256("de")], client_user_agent: "Mozilla/5.0" }),
    },
    { subcode: 2804036, name: "a lead id that is none", event: user({ em: [EM], lead_id: "lead" }) },
    {
      subcode: 2804087,
      name: "a click id of a conversation that is none",
      event: serverPurchase({
        action_source: "business_messaging",
        messaging_channel: "whatsapp",
        user_data: { em: [EM], page_id: "1001", ctwa_clid: "no" },
      }),
    },
    {
      subcode: 2804116,
      name: "a conversation without page or WhatsApp account",
      event: serverPurchase({
        action_source: "business_messaging",
        messaging_channel: "whatsapp",
        user_data: { em: [EM] },
      }),
    },
    { subcode: undefined, name: "an email in plain text", event: user({ em: ["ada@example.com"] }) },
    {
      subcode: undefined,
      name: "an address of the network that is none",
      event: user({ em: [EM], client_ip_address: "home" }),
    },
    {
      subcode: undefined,
      name: "a time in the future",
      event: serverPurchase({ event_time: clock.seconds() + 3600 }),
    },
  ])("100/$subcode: $name", async ({ subcode, event }) => {
    const answer = await postEvents(meta, [serverPurchase({ event_id: "purchase_1" }), event]);
    expect(answer.status).toBe(400);
    expect(await numbersOf(answer)).toEqual([100, subcode, false]);
    nothingKept();
  });
});

describe("what became of the token", () => {
  const invalid = (subcode: number | null): TokenState => ({ kind: "invalid", subcode });
  const denied = (code: number): TokenState => ({ kind: "no_permission", code });
  test.each([
    ...[null, 458, 459, 460, 463, 464, 467, 492].map((subcode) => ({
      code: 190,
      subcode: subcode ?? undefined,
      state: invalid(subcode),
    })),
    ...[3, 10, 200, 294, 299].map((code) => ({ code, subcode: undefined, state: denied(code) })),
  ])("$code/$subcode", async ({ code, subcode, state }) => {
    meta.setToken(TOKEN, state);
    expect(await numbersOf(await postEvents(meta, [serverPurchase()]))).toEqual([code, subcode, false]);
    nothingKept();
  });
});

describe("what became of the dataset", () => {
  test.each([
    { code: 100, subcode: 33, dataset: "9999999999999999", name: "it is not there, or not for this token" },
    { code: 803, subcode: undefined, dataset: "harbor-pixel", name: "a name instead of a number" },
  ])("$code/$subcode: $name", async ({ code, subcode, dataset }) => {
    expect(await numbersOf(await postEvents(meta, [serverPurchase()], { dataset }))).toEqual([
      code,
      subcode,
      false,
    ]);
    nothingKept();
  });
});

describe("what only Meta decides", () => {
  test.each([
    ...[1, 2, 5000, 102, 368, 1404078, 2859015].map((code) => ({ code, subcode: null, isTransient: false })),
    ...[4, 32, 341, 613, 80000, 80003, 80004, 80014].map((code) => ({
      code,
      subcode: null,
      isTransient: false,
    })),
    { code: 17, subcode: 2446079, isTransient: false },
    { code: 613, subcode: 1487742, isTransient: false },
    { code: 613, subcode: 5044001, isTransient: false },
    { code: 100, subcode: 2804003, isTransient: true },
    ...[2804001, 2804007, 2804016, 2804017, 2804048].map((subcode) => ({
      code: 100,
      subcode,
      isTransient: false,
    })),
  ])("$code/$subcode, transient $isTransient", async ({ code, subcode, isTransient }) => {
    meta.addFault({ fault: { kind: "graph_error", code, subcode, isTransient } });
    const answer = await postEvents(meta, [serverPurchase()]);
    const throttles = [4, 17, 32, 341, 613, 80000, 80003, 80004, 80014].includes(code);
    expect(answer.headers.has("x-business-use-case-usage")).toBe(throttles);
    expect(await numbersOf(answer)).toEqual([code, subcode ?? undefined, isTransient]);
    nothingKept();
    expect((await postEvents(meta, [serverPurchase()])).status).toBe(200);
  });
});
