// The one list of platforms.
import type { Destination } from "./kit/destination.ts";
import { meta } from "./meta/destination.server.ts";

// Each platform's events are its own; whoever holds the registry passes on what `plan` gave to the same platform's `send`.
export const DESTINATIONS: ReadonlyMap<string, Destination<never>> = new Map([
  [meta.key, meta as Destination<never>],
]);
