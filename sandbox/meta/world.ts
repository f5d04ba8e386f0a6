// What the parts of the fake Meta share: clock, journal, datasets, faults, the language of its errors.
import { createHash } from "node:crypto";
import type { Access } from "./access.ts";
import type { Language } from "./error-texts.ts";
import type { Waiting } from "./exchange.ts";
import type { Faults } from "./faults.ts";
import type { Journal } from "./journal.ts";

export type World = {
  readonly now: () => Date;
  readonly journal: Journal;
  readonly access: Access;
  readonly faults: Faults;
  readonly waiting: Waiting;
  readonly nextTraceId: () => string;
  language: Language;
};

/** Trace ids in Meta's shape, `A` and 22 base64url characters, the same ones in the same order on every run. */
export function createTraceIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `A${createHash("sha256").update(`trace ${count}`).digest("base64url").slice(0, 22)}`;
  };
}
