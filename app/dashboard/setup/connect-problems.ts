// Which sentence stands beside which field after a check.
import type { ConnectOutcome } from "../../connections/setup-action.ts";
import {
  CHECK_FAILURES,
  type CheckSentence,
  PIXEL_ID_PROBLEMS,
  TOKEN_PROBLEMS,
} from "../../texts/check-failure.ts";

export interface ConnectProblems {
  readonly pixelId: string | null;
  readonly token: string | null;
  /** The merchant may say that the token is whole all the same. */
  readonly shortToken: boolean;
  readonly testCode: boolean;
  /** What no field alone is to blame for. */
  readonly form: CheckSentence | null;
}

const NONE: ConnectProblems = { pixelId: null, token: null, shortToken: false, testCode: false, form: null };

/** @param pixelId as typed, for sentences that name it */
export function connectProblems(outcome: ConnectOutcome | null, pixelId: string): ConnectProblems {
  switch (outcome?.kind) {
    case undefined:
    case "connected":
      return NONE;
    case "invalid":
      return {
        pixelId: outcome.pixelId && PIXEL_ID_PROBLEMS[outcome.pixelId],
        token: outcome.token && TOKEN_PROBLEMS[outcome.token.problem](outcome.token.length),
        shortToken: outcome.token?.problem === "short",
        testCode: outcome.testEventCode !== null,
        form: null,
      };
    case "failed": {
      const { code, subcode, traceId } = outcome;
      const sentence = CHECK_FAILURES[outcome.why]({ pixelId: pixelId.trim(), code, subcode, traceId });
      return sentence.beside === "token"
        ? { ...NONE, token: sentence.lines.join(" ") }
        : { ...NONE, form: sentence };
    }
  }
}
