// Graph errors: one constructor for each refusal, and the JSON body they share.
import { type ErrorTexts, type Language, userTexts } from "./error-texts.ts";
import type { Refusal } from "./journal.ts";

type Extra = { subcode?: number | null; blame?: readonly string[]; status?: number; isTransient?: boolean };

/** A refusal with Meta's usual HTTP status 400. */
export function refusal(code: number, texts: ErrorTexts, reason: string, extra: Extra = {}): Refusal {
  return {
    status: extra.status ?? 400,
    code,
    subcode: extra.subcode ?? null,
    isTransient: extra.isTransient ?? false,
    texts,
    blame: extra.blame ?? [],
    reason,
  };
}

/** Codes that say "later": they carry usage headers, and Meta marks several of them transient. */
export const THROTTLE_CODES: readonly number[] = [4, 17, 32, 341, 613, 80000, 80003, 80004, 80014];

function messageOf(given: Refusal): string {
  switch (given.texts) {
    case "token":
      return `Error validating access token: ${given.reason}`;
    case "object":
      return `Unsupported post request. ${given.reason} Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`;
    case "permission":
      return `(#${given.code}) ${given.reason}`;
    case "throttled":
      return `(#${given.code}) Application request limit reached`;
    case "temporary":
      return "An unknown error has occurred.";
    case "version":
    case "request":
      return given.code === 100 ? "Invalid parameter" : `(#${given.code}) ${given.reason}`;
    default:
      return "Invalid parameter";
  }
}

/**
 * The body of a refusal. `type` is `OAuthException` whatever happened, as in Meta's own answers, and the words are in the
 * token owner's language: only the numbers may be relied on.
 */
export function errorBody(given: Refusal, language: Language, traceId: string): string {
  const words = userTexts(given.texts, language);
  return JSON.stringify({
    error: {
      message: messageOf(given),
      type: "OAuthException",
      code: given.code,
      ...(given.blame.length > 0 ? { error_data: { blame_field_specs: [given.blame] } } : {}),
      ...(given.subcode === null ? {} : { error_subcode: given.subcode }),
      is_transient: given.isTransient,
      error_user_title: words.title,
      error_user_msg: words.message,
      fbtrace_id: traceId,
    },
  });
}
