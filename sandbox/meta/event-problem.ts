// What a rule says about one event: a problem refuses the whole request, a remark is only a diagnostic.
import type { ErrorTexts } from "./error-texts.ts";

export type EventProblem = {
  readonly subcode: number | null;
  readonly texts: ErrorTexts;
  /** Path inside the event, e.g. `["user_data", "em"]`. */
  readonly path: readonly string[];
  /** One sentence that names the field, never its value: values may be personal. */
  readonly reason: string;
};

export type Remark = { readonly field: string; readonly text: string };

export type Findings = { readonly problems: readonly EventProblem[]; readonly remarks: readonly Remark[] };

/** Subcodes of code 100 that an event can provoke. */
export const SUBCODE = {
  eventTooOld: 2804003,
  valueMissing: 2804009,
  currencyMissing: 2804010,
  parameter: 2804019,
  leadId: 2804036,
  userData: 2804050,
  messagingClick: 2804087,
  messagingAccount: 2804116,
} as const;

/** "Server Side Api Parameter Error": a key is missing, unexpected or of the wrong type. */
export function parameterProblem(path: readonly string[], reason: string): EventProblem {
  return { subcode: SUBCODE.parameter, texts: "parameter", path, reason };
}

/** Code 100 without a subcode: the parameter is not what Meta takes there. */
export function invalidProblem(texts: ErrorTexts, path: readonly string[], reason: string): EventProblem {
  return { subcode: null, texts, path, reason };
}
