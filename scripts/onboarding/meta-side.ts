// What Meta's side of the sandbox has heard.
import type { Summary } from "../../sandbox/meta/figures.ts";
import { PRACTICE_PIXEL, type World } from "../../sandbox/world.ts";

export interface MetaSide {
  /** Names of the events that the server has posted, in order. */
  serverNames(): readonly string[];
  /** Whether one of them had a value. */
  hasValue(): boolean;
  /** Calls of the browsers. */
  browserCalls(): number;
  purchases(): Summary;
}

export function meetMeta({ meta }: World): MetaSide {
  const { id } = PRACTICE_PIXEL;
  const posted = () => meta.posts(id).flatMap((post) => post.events);
  return {
    serverNames: () => posted().map((event) => String(event.event_name)),
    hasValue: () => posted().some((event) => JSON.stringify(event.custom_data ?? {}).includes('"value"')),
    browserCalls: () => meta.imageCalls(id).length,
    purchases: () => meta.summary(id, "Purchase"),
  };
}
