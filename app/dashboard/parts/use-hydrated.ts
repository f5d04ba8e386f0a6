import { useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * Whether the page has woken up. A form that is sent before that would leave without a session token, which only
 * App Bridge's `fetch` adds. So its button waits; and as Polaris disables buttons by script alone, it is no submit button
 * until then.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
