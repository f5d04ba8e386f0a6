// What a merchant reads on the Setup page, state by state.
import { describe, expect, test } from "vitest";
import type { CheckFailure, SetupActionResult } from "../../app/connections/setup-action.ts";
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
    waiting: 1214,
  });
  const text = readable(setup(aSetupState({ shop: liveShop, signal: SEEN, connections: [broken] })));
  expect(text).toContain("Meta has not let us use pixel 1029384756102938 since 20 Nov 2026, 23:03");
  expect(text).toContain("The saved token stopped working when a password changed.");
  expect(text).toContain("Generate a new one on the same pixel's Settings page and paste all of it below.");
  expect(text).toContain("1,214 events wait.");
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
