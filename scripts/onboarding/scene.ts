// What every part of the walk is given.
import type { Browser } from "playwright-core";
import type { World } from "../../sandbox/world.ts";
import type { Say } from "../progress.ts";
import type { Walker } from "./walker.ts";

export interface Scene {
  readonly walker: Walker;
  readonly world: World;
  /** For buyers and visitors, who share nothing with the merchant. */
  readonly browser: Browser;
  readonly say: Say;
}
