// Builders for what the Setup page is given.
import type { SetupConnection, SetupState } from "../../app/dashboard/setup-state.server.ts";

export interface SetupOverrides {
  readonly shop?: Partial<SetupState["shop"]>;
  readonly signal?: Partial<SetupState["signal"]>;
  readonly otherSender?: Partial<SetupState["otherSender"]>;
  readonly connections?: readonly SetupConnection[];
  readonly samples?: SetupState["samples"];
  readonly newestSinceLive?: SetupState["newestSinceLive"];
}

/** A shop right after installing, unless told otherwise. */
export function aSetupState(overrides: SetupOverrides = {}): SetupState {
  return {
    now: "2026-11-21T09:45:00.000Z",
    shop: {
      name: "Harbor Goods",
      domain: "harbor-goods.myshopify.com",
      timeZone: "Europe/Berlin",
      mode: "watch",
      liveFrom: null,
      ...overrides.shop,
    },
    signal: {
      state: "off",
      lastSeenAt: null,
      toldAt: null,
      behind: false,
      health: { state: "unheard", events: [], unseenOrders: 0, usualShare: null },
      ...overrides.signal,
    },
    otherSender: { found: false, lastSeenAt: null, answer: null, answeredAt: null, ...overrides.otherSender },
    connections: overrides.connections ?? [],
    samples: overrides.samples ?? { areMadeUp: true, orders: [] },
    newestSinceLive: overrides.newestSinceLive ?? null,
  };
}

/** A pixel that works. 09:42:07 UTC is 10:42:07 in Berlin. */
export function aConnection(overrides: Partial<SetupConnection> = {}): SetupConnection {
  return {
    id: "7",
    pixelId: "1029384756102938",
    tokenSavedAt: "2026-11-21T09:42:07.000Z",
    testEventCode: null,
    state: "active",
    stateReason: null,
    stateSince: "2026-11-21T09:42:07.000Z",
    resumeAt: null,
    checkedAt: "2026-11-21T09:42:07.000Z",
    checkTrace: "A1b2C3",
    waiting: 0,
    firstEndsAt: null,
    ...overrides,
  };
}

/** The store signal is on and has been seen. */
export const SEEN = { state: "on", lastSeenAt: "2026-11-21T09:40:51.000Z" } as const;
