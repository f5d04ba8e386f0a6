// What a merchant reads on the Setup page, state by state.
import { describe, expect, test } from "vitest";
import { type CheckFailure, type SetupActionResult, UNANSWERED } from "../../app/connections/setup-action.ts";
import { SetupPage } from "../../app/dashboard/setup/SetupPage.tsx";
import type { SetupState } from "../../app/dashboard/setup-state.server.ts";
import { buttonsOf, readable, renderPage } from "./render-page.tsx";
import { aConnection, aSetupState, SEEN } from "./setup-states.ts";

const STORE = "https://harbor-goods.myshopify.com/";

function setup(state: SetupState, result: SetupActionResult | null = null): string {
  return renderPage(<SetupPage state={state} result={result} storefrontUrl={STORE} busy={null} />);
}

const liveShop = { mode: "live", liveFrom: "2026-11-21T09:50:00.000Z" } as const;

describe("each state offers what comes next, and nothing that does not", () => {
  const CONNECT = ["Add a test code", "Check with Meta", "Ask someone who has it"];
  const CHANGE = ["Change token or test code", "Connect another pixel"];
  test.each([
    { name: "right after installing", state: aSetupState(), want: ["Turn on"] },
    {
      name: "the signal is on but not seen",
      state: aSetupState({ signal: { state: "on" } }),
      want: ["Open my store", ...CONNECT],
    },
    { name: "the signal was seen", state: aSetupState({ signal: SEEN }), want: CONNECT },
    {
      name: "the installation lacks its extension",
      state: aSetupState({ signal: { state: "no_extension" } }),
      want: ["Copy message for support", "Go on without it"],
    },
    {
      name: "a pixel is connected",
      state: aSetupState({ signal: SEEN, connections: [aConnection()] }),
      want: [...CHANGE, "Go on", "Go live"],
    },
    {
      name: "connected without the extension",
      state: aSetupState({ signal: { state: "no_extension" }, connections: [aConnection()] }),
      want: ["Check again", ...CHANGE, "Show me where", "Go on", "Go live"],
    },
    {
      name: "live",
      state: aSetupState({ shop: liveShop, signal: SEEN, connections: [aConnection()] }),
      want: ["Pause sending", ...CHANGE],
    },
    {
      name: "paused",
      state: aSetupState({
        shop: { ...liveShop, mode: "paused" },
        signal: SEEN,
        connections: [aConnection()],
      }),
      want: ["Back to watching", "Resume sending", ...CHANGE],
    },
    {
      name: "live with a broken token",
      state: aSetupState({
        shop: liveShop,
        signal: SEEN,
        connections: [aConnection({ state: "paused_access", stateReason: "token_expired" })],
      }),
      want: ["Pause sending", ...CONNECT],
    },
  ])("$name", ({ state, want }) => expect(buttonsOf(setup(state))).toEqual(want));
});

describe("what is done shows its proof", () => {
  test.each([
    { name: "just now", at: "2026-11-21T09:44:56.000Z", says: "We saw your visit 4 seconds ago." },
    { name: "a minute ago", at: "2026-11-21T09:43:59.000Z", says: "We saw your visit 1 minute ago." },
    { name: "hours ago", at: "2026-11-21T08:40:51.000Z", says: "On. We last saw a visit at 09:40." },
    { name: "days ago", at: "2026-11-18T08:40:51.000Z", says: "On. We last saw a visit at 18 Nov, 09:40." },
  ])("the store signal, in the shop's time zone: $name", ({ at, says }) => {
    const signal = { state: "on", lastSeenAt: at } as const;
    expect(readable(setup(aSetupState({ signal })))).toContain(
      `${says} From now on each order shows what we would send.`,
    );
    const abroad = aSetupState({ shop: { timeZone: "America/New_York" }, signal });
    expect(readable(setup(abroad))).toContain(says.replace("09:40", "03:40"));
  });

  test("the pixel, with the trace of the check, and without its token", () => {
    const text = readable(setup(aSetupState({ signal: SEEN, connections: [aConnection()] })));
    expect(text).toContain("Connected. Meta accepted the check event at 10:42:07 (trace A1b2C3).");
    expect(text).toContain("Pixel 1029384756102938. Access token: saved 21 Nov, never shown again.");
  });

  test("being live, since when", () => {
    const text = readable(setup(aSetupState({ shop: liveShop, signal: SEEN, connections: [aConnection()] })));
    expect(text).toContain(
      "Live. Waiting for your first order… Orders since 10:50:00 go to Meta; earlier ones do not.",
    );
  });
});

describe("another sender of purchases", () => {
  const seenAt = "2026-11-21T09:40:00.000Z";
  const CHANGE = ["Change token or test code", "Connect another pixel"];
  const CLEAR = [
    "Show me where",
    "I turned it off, check again",
    "It uses a different pixel",
    "Watch only for now",
  ];
  test.each<{
    name: string;
    shop?: Partial<SetupState["shop"]>;
    sender: Partial<SetupState["otherSender"]>;
    says: string;
    buttons: readonly string[];
  }>([
    {
      name: "none was seen",
      sender: {},
      says: "Two senders with different ids count every order twice. We found no other sender.",
      buttons: [...CHANGE, "Go on", "Go live"],
    },
    {
      name: "one was seen: going live waits",
      sender: { found: true, lastSeenAt: seenAt },
      says: "Another Meta pixel sets cookies on your store (seen 10:40). Turn off its data sharing; your catalogue and ads stay.",
      buttons: [...CHANGE, ...CLEAR],
    },
    {
      name: "it was seen again after it was said to be off",
      sender: {
        found: true,
        lastSeenAt: seenAt,
        answer: "turned_off",
        answeredAt: "2026-11-21T09:30:00.000Z",
      },
      says: "Still seen at 10:40. Countersign stays on watch and sends nothing until this is clear.",
      buttons: [...CHANGE, ...CLEAR, "Send anyway, count twice"],
    },
    {
      name: "the merchant says that it is off, and nobody has visited since",
      sender: { lastSeenAt: seenAt, answer: "turned_off", answeredAt: "2026-11-21T09:41:00.000Z" },
      says: "You turned the other sender off. Open your store once more, so that we can look again.",
      buttons: [...CHANGE, "Open my store", "Go on", "Go live"],
    },
    {
      name: "it is off: the visit after that was clean",
      sender: { lastSeenAt: seenAt, answer: "turned_off", answeredAt: "2026-11-21T09:40:30.000Z" },
      says: "You turned the other sender off; not seen since 10:40.",
      buttons: [...CHANGE, "Go on", "Go live"],
    },
    {
      name: "it uses a different pixel",
      sender: { lastSeenAt: seenAt, answer: "different_pixel", answeredAt: seenAt },
      says: "you said that it uses a different pixel.",
      buttons: [...CHANGE, "Go on", "I turned it off, check again", "Go live"],
    },
    {
      name: "one appears in a live shop: sending goes on",
      shop: liveShop,
      sender: { found: true, lastSeenAt: seenAt },
      says: "Countersign goes on sending: until this is clear, Meta may get every order twice.",
      buttons: ["Pause sending", ...CHANGE, ...CLEAR],
    },
  ])("$name", ({ shop = {}, sender, says, buttons }) => {
    const html = setup(
      aSetupState({ shop, signal: SEEN, connections: [aConnection()], otherSender: sender }),
    );
    expect(readable(html)).toContain(says);
    expect(buttonsOf(html)).toEqual(buttons);
  });

  test.each([
    { kind: "not_connected", says: "Connect a pixel first." },
    { kind: "other_sender", says: "Something else sends your purchases. Clear that first, above." },
  ] as const)("going live was refused: $kind", ({ kind, says }) => {
    const state = aSetupState({ signal: SEEN, connections: [aConnection()] });
    expect(readable(setup(state, { intent: "go-live", outcome: { kind } }))).toContain(says);
    const paused = aSetupState({ shop: { mode: "paused" }, signal: SEEN, connections: [aConnection()] });
    expect(readable(setup(paused, { intent: "resume", outcome: { kind } }))).toContain(says);
  });
});

test("a broken connection says since when, how much waits, and what to do", () => {
  const broken = aConnection({
    state: "paused_access",
    stateReason: "token_password_changed",
    stateSince: "2026-11-20T22:03:00.000Z",
    resumeAt: "2026-11-21T09:50:00.000Z",
    waiting: 1214,
    firstEndsAt: "2026-11-22T21:01:00.000Z",
  });
  const text = readable(setup(aSetupState({ shop: liveShop, signal: SEEN, connections: [broken] })));
  expect(text).toContain("Meta has not let us use pixel 1029384756102938 since 20 Nov 2026, 23:03");
  expect(text).toContain("The saved token stopped working when a password changed.");
  expect(text).toContain("Generate a new one on the same pixel's Settings page and paste all of it below.");
  expect(text).toContain(
    "1,214 events wait. They are kept and go by themselves when this is mended; after 22 Nov 2026, 22:01 the first is too late.",
  );
  expect(text).toContain(
    "We try again by ourselves at 21 Nov 2026, 10:50; if access is back, nothing is left to do.",
  );
  expect(text).not.toContain("Connected.");
});

test("a connection that Meta slowed down is no error", () => {
  const slow = aConnection({
    state: "throttled",
    stateReason: "rate_limited",
    resumeAt: "2026-11-21T10:12:00.000Z",
    waiting: 1,
  });
  const text = readable(setup(aSetupState({ shop: liveShop, signal: SEEN, connections: [slow] })));
  expect(text).toContain("Meta asked us to slow down. 1 event waits. We go on at 21 Nov 2026, 11:12.");
  expect(text).toContain("Connected.");
});

describe("a check that Meta did not accept", () => {
  const failed = (why: CheckFailure): SetupActionResult => ({
    intent: "connect-meta",
    outcome: { kind: "failed", why, code: 100, subcode: null, traceId: "T9" },
  });
  test.each<{ name: string; why: CheckFailure; says: string; red: boolean }>([
    { name: "code 190", why: "token_invalid", says: "Meta does not recognise this token.", red: true },
    { name: "subcode 463", why: "token_expired", says: "This token has expired.", red: true },
    {
      name: "subcode 460",
      why: "token_password_changed",
      says: "This token stopped working when a password changed.",
      red: true,
    },
    {
      name: "codes 10, 200–299",
      why: "permission_missing",
      says: "The token works but may not send events.",
      red: true,
    },
    { name: "100/33 or 803", why: "dataset_unreachable", says: "Compare the ID digit by digit", red: true },
    { name: "code 368", why: "policy_block", says: "Meta has blocked this account for now", red: false },
    { name: "a limit", why: "rate_limited", says: "Meta asks this account to slow down.", red: false },
    {
      name: "no answer",
      why: "no_answer",
      says: "Nothing is wrong on your side; we try again in 30 seconds.",
      red: false,
    },
    { name: "another refusal", why: "refused", says: "Meta refused the check event (code 100).", red: true },
  ])("$name", ({ why, says, red }) => {
    const html = setup(aSetupState({ signal: SEEN }), failed(why));
    expect(readable(html)).toContain(says);
    const isRed = html.includes("Polaris-InlineError") || html.includes("--p-color-text-critical");
    expect(isRed).toBe(red);
  });
});

describe("the store signal and Shopify", () => {
  test("switched off there: where to switch it on, and a way where it cannot be found there", () => {
    const html = renderPage(
      <SetupPage
        state={aSetupState({ signal: SEEN })}
        result={null}
        storefrontUrl={STORE}
        busy={null}
        inShopify={false}
      />,
    );
    expect(readable(html)).toContain(
      "Shopify has our pixel off: Settings › Customer events › Countersign › Connect. Open it",
    );
    expect(buttonsOf(html).slice(0, 2)).toEqual(["Open it", "It is not in that list: turn it on anew"]);
    expect(readable(html)).not.toContain("We saw your visit");
  });

  test.each([
    { name: "off", signal: { state: "off" } as const },
    { name: "on", signal: { state: "on" } as const },
    { name: "seen", signal: SEEN },
    { name: "lacking its extension", signal: { state: "no_extension" } as const },
  ])("what 'Optimized' may do is always said: $name", ({ signal }) => {
    expect(readable(setup(aSetupState({ signal })))).toContain(
      "Shopify's 'Optimized' data sharing may pause this signal without telling you. Choose Always on. Open the setting",
    );
  });

  test("Shopify says that it has the pixel", () => {
    const html = renderPage(
      <SetupPage
        state={aSetupState({ signal: SEEN })}
        result={null}
        storefrontUrl={STORE}
        busy={null}
        inShopify
      />,
    );
    expect(readable(html)).toContain(
      "Shopify has our pixel on. Shopify's 'Optimized' data sharing may pause",
    );
  });

  test.each<{ mode: "live" | "paused"; says: string; not: string }>([
    {
      mode: "live",
      says: "Our server sends. But Shopify did not take the change for the store signal, so your buyers' browsers may send nothing yet. Try again",
      not: "may still send",
    },
    {
      mode: "paused",
      says: "Our server sends nothing. But Shopify did not take the change for the store signal, so your buyers' browsers may still send. Try again",
      not: "Nothing goes to Meta from browser or server.",
    },
  ])("a store that was not told of it: $mode", ({ mode, says, not }) => {
    const state = aSetupState({
      shop: { ...liveShop, mode },
      signal: { ...SEEN, behind: true },
      connections: [aConnection()],
    });
    const text = readable(setup(state));
    expect(text).toContain(says);
    expect(text).not.toContain(not);
  });
});

describe("a store signal that is on shows how it fares", () => {
  const events = [
    { name: "PageView", lastSeenAt: "2026-11-21T09:40:51.000Z" },
    { name: "AddPaymentInfo", lastSeenAt: null },
    { name: "Purchase", lastSeenAt: "2026-11-20T08:40:51.000Z" },
  ] as const;

  test("all is well: when each event was last seen is folded", () => {
    const health = { state: "heard", events, unseenOrders: 3, usualShare: 0.9 } as const;
    const html = setup(aSetupState({ signal: { ...SEEN, health } }));
    expect(readable(html)).toContain("When each event was last seen");
    expect(readable(html)).not.toContain("Payment given");
    expect(html).toContain('aria-expanded="false"');
    expect(readable(html)).not.toContain("without a browser signal");
  });

  test.each<{
    name: string;
    state: "silent" | "checkouts_silent";
    seen: string | null;
    share: number | null;
    says: string;
  }>([
    {
      name: "nothing of the store",
      state: "silent",
      seen: "2026-11-20T08:40:51.000Z",
      share: 0.896,
      says: "Of those before them 90% had one. No visit has reached us since 20 Nov, 09:40, either.",
    },
    {
      name: "nothing of it, ever",
      state: "silent",
      seen: null,
      share: null,
      says: "No order has had one yet. No visit has reached us, either.",
    },
    {
      name: "visits and no checkouts",
      state: "checkouts_silent",
      seen: SEEN.lastSeenAt,
      share: 1,
      says: "Of those before them 100% had one. Visits still reach us; only checkouts do not.",
    },
  ])("orders come without it: $name", ({ state, seen, share, says }) => {
    const health = { state, events, unseenOrders: 7, usualShare: share };
    const html = setup(
      aSetupState({
        shop: liveShop,
        signal: { state: "on", lastSeenAt: seen, health },
        connections: [aConnection()],
      }),
    );
    const text = readable(html);
    expect(text).toContain("Turn on the store signal Critical Needs you");
    expect(text).toContain(`Your last 7 online orders came without a browser signal ${says}`);
    expect(text).toContain("Open the setting, choose Countersign and set it to Always on.");
    expect(html).toContain('href="shopify://admin/settings/customer_events"');
    const list = "Page viewed 10:40 Payment given Not yet Purchase 20 Nov, 09:40";
    expect(text.includes(list)).toBe(seen !== null);
  });
});

describe("going live", () => {
  const connected = { signal: SEEN, connections: [aConnection()] };
  const order = {
    id: "5678901234001",
    name: "#1042",
    createdAt: "2026-11-21T09:44:00.000Z",
    value: { amount: "129.00", currency: "EUR" },
    state: "skipped",
    reason: "watch",
    browser: "silent",
    keys: ["em", "ph"],
  } as const;

  test("shows orders with value, keys and reason, and the minute from which they go", () => {
    const html = setup(aSetupState({ ...connected, samples: { areMadeUp: false, orders: [order] } }));
    expect(readable(html)).toContain(
      "#1042 Info Would be sent €129.00 email phone Only watched: nothing was sent. Once you are live, an order like this goes to Meta.",
    );
    expect(html).toContain('href="/app/orders/5678901234001"');
    expect(readable(html)).toContain("From 10:45 on, new orders go to Meta; earlier ones do not.");
  });

  test("says where they are made up, and leads to practice data", () => {
    const html = setup(aSetupState({ ...connected, samples: { areMadeUp: true, orders: [order] } }));
    expect(readable(html)).toContain("No order has come in yet, so these three are made up.");
    expect(html).toContain('href="/app/practice/5678901234001"');
  });

  test("tells of the first order, and links the rule where it is not sent", () => {
    const live = { ...connected, shop: liveShop };
    const accepted = {
      order: { ...order, state: "delivered", reason: null, browser: "sent" },
      acceptedInMs: 3_000,
    } as const;
    expect(readable(setup(aSetupState({ ...live, newestSinceLive: accepted })))).toContain(
      "#1042: accepted by Meta in 3 s; browser copy sent under the same id. See the orders",
    );
    const left = { order: { ...order, reason: "test_order" }, acceptedInMs: null };
    const html = setup(aSetupState({ ...live, newestSinceLive: left }));
    expect(readable(html)).toContain(
      "#1042: not sent. A test order. Meta gets those only through a pixel with a test event code. See this rule",
    );
    expect(html).toContain('href="/app/orders/5678901234001"');
  });
});

describe("looking for another sender where nothing can be seen", () => {
  test.each([
    {
      name: "nobody has visited",
      signal: { state: "on" } as const,
      says: "We look for it with the first visit that we see.",
    },
    {
      name: "the shop goes on without the signal",
      signal: { state: "no_extension" } as const,
      says: "Without the store signal we cannot look for one. Look yourself before you go live.",
    },
  ])("$name", ({ signal, says }) => {
    const text = readable(setup(aSetupState({ signal, connections: [aConnection()] })));
    expect(text).toContain(says);
    expect(text).not.toContain("We found no other sender.");
  });
});

test("an answer that never came takes nothing away", () => {
  const text = readable(setup(aSetupState({ signal: SEEN }), UNANSWERED));
  expect(text).toContain("That did not go through: we could not be reached. What you typed is still here");
  expect(text).toContain("Pixel ID");
});

test("a short token is doubted, not refused: nothing is red, and the merchant may go on", () => {
  const result: SetupActionResult = {
    intent: "connect-meta",
    outcome: { kind: "invalid", pixelId: null, token: { problem: "short", length: 41 }, testEventCode: null },
  };
  const html = setup(aSetupState({ signal: SEEN }), result);
  expect(readable(html)).toContain(
    "This token has 41 characters; Meta's are much longer. Was it cut off while copying?",
  );
  expect(html).not.toContain("Polaris-InlineError");
  expect(buttonsOf(html)).toContain("Check anyway");
});

test("a pair that Meta refuses is checked again, and the owner of the pixel is asked", () => {
  const result: SetupActionResult = {
    intent: "connect-meta",
    outcome: { kind: "failed", why: "dataset_unreachable", code: 100, subcode: 33, traceId: "T1" },
  };
  const buttons = buttonsOf(setup(aSetupState({ signal: SEEN }), result));
  expect(buttons).toEqual(["Add a test code", "Check again", "Ask someone"]);
});

test("a form that cannot be right says so beside each field", () => {
  const result: SetupActionResult = {
    intent: "connect-meta",
    outcome: {
      kind: "invalid",
      pixelId: "ad_account",
      token: { problem: "short", length: 41 },
      testEventCode: "malformed",
    },
  };
  const html = setup(aSetupState({ signal: SEEN }), result);
  const text = readable(html);
  expect(text).toContain("act_… is your ad account; the pixel is under Data sources.");
  expect(text).toContain(
    "This token has 41 characters; Meta's are much longer. Was it cut off while copying?",
  );
  expect(text).toContain("A test code looks like TEST12345");
  expect(buttonsOf(html)).toContain("Check anyway");
});

test("Shopify's refusal to turn the signal on names its code", () => {
  const result: SetupActionResult = {
    intent: "turn-on-signal",
    outcome: { kind: "refused", code: "INVALID_SETTINGS" },
  };
  const html = setup(aSetupState(), result);
  expect(readable(html)).toContain("Shopify did not turn it on (INVALID_SETTINGS).");
  expect(buttonsOf(html)).toEqual(["Copy message for support", "Turn on"]);
});

test("nothing can be sent before the page has woken up: such a form would carry no session token", () => {
  const states = [
    aSetupState(),
    aSetupState({ signal: SEEN }),
    aSetupState({ signal: SEEN, connections: [aConnection()] }),
  ];
  for (const state of states) expect(setup(state)).not.toContain('type="submit"');
});
