// Why Meta did not accept the check event, in words, with what to do. What the numbers mean is decided elsewhere.

import type { PixelIdProblem, TokenProblem } from "../connections/meta-form.ts";
import type { CheckFailure } from "../connections/setup-action.ts";

/** Where a sentence stands: beside one of the fields, or over the form where no field alone is wrong. */
export interface CheckSentence {
  readonly beside: "token" | "form";
  /** `stop`: nothing can go on before the merchant acts. `wait`: it passes by itself. */
  readonly kind: "stop" | "wait";
  readonly lines: readonly [string, ...string[]];
}

/** Seconds after which a check is made again by itself, where the sentence promises that. */
export const CHECK_AGAIN_SECONDS: { readonly [Why in CheckFailure]?: number } = {
  no_answer: 30,
  rate_limited: 60,
  // Blocks last for hours and more; asking often would not shorten them.
  policy_block: 300,
};

/** What the sentences name. */
export interface FailedCheck {
  readonly pixelId: string;
  readonly code: number | null;
  readonly subcode: number | null;
  readonly traceId: string | null;
}

const stop = (beside: CheckSentence["beside"], ...lines: CheckSentence["lines"]): CheckSentence => ({
  beside,
  kind: "stop",
  lines,
});
const wait = (...lines: CheckSentence["lines"]): CheckSentence => ({ beside: "form", kind: "wait", lines });

export const CHECK_FAILURES: Readonly<Record<CheckFailure, (check: FailedCheck) => CheckSentence>> = {
  token_invalid: () =>
    stop(
      "token",
      "Meta does not recognise this token. Generate a new one on the same pixel's Settings page and paste all of it.",
    ),
  token_expired: () =>
    stop(
      "token",
      "This token has expired. Generate a new one on the same pixel's Settings page and paste all of it.",
    ),
  token_password_changed: () =>
    stop(
      "token",
      "This token stopped working when a password changed. Generate a new one on the same pixel's Settings page and paste all of it.",
    ),
  permission_missing: () =>
    stop(
      "token",
      "The token works but may not send events. In Business settings › System users give it this pixel with 'Manage', then make a new token.",
    ),
  dataset_unreachable: ({ pixelId }) =>
    stop(
      "form",
      `Meta knows this token but cannot use pixel ${pixelId} with it.`,
      "1) Compare the ID digit by digit with the pixel's page.",
      "2) If it is right, the token belongs to another pixel or business: generate it on this pixel's own page, or ask the owner to give that system user this pixel.",
    ),
  policy_block: () =>
    wait("Meta has blocked this account for now; see Account Quality. We keep your orders and try again."),
  rate_limited: () =>
    wait("Meta asks this account to slow down. Nothing is wrong on your side; we try again in a minute."),
  no_answer: () =>
    wait(
      `Meta did not answer in time. Nothing is wrong on your side; we try again in ${CHECK_AGAIN_SECONDS.no_answer} seconds.`,
    ),
  refused: ({ code, subcode, traceId }) =>
    stop(
      "form",
      `Meta refused the check event (${refusalNumbers(code, subcode)}).`,
      `Check again; if it stays, send these numbers to support${traceId ? `, with the trace ${traceId}` : ""}.`,
    ),
};

function refusalNumbers(code: number | null, subcode: number | null): string {
  if (code === null) return "without a code";
  return subcode === null ? `code ${code}` : `code ${code}, ${subcode}`;
}

export const PIXEL_ID_PROBLEMS: Readonly<Record<PixelIdProblem, string>> = {
  missing: "Paste the pixel ID here.",
  ad_account: "A pixel ID has digits only. act_… is your ad account; the pixel is under Data sources.",
  not_digits: "A pixel ID has digits only. act_… is your ad account; the pixel is under Data sources.",
  wrong_length: "A pixel ID has 15 or 16 digits as a rule. Was one lost while copying?",
};

export const TOKEN_PROBLEMS: Readonly<Record<TokenProblem, (length: number) => string>> = {
  missing: () => "Paste the access token here.",
  short: (length) =>
    `This token has ${length} characters; Meta's are much longer. Was it cut off while copying?`,
  not_a_token: () =>
    "This is no token: it holds characters that Meta's tokens never have. Copy it again, and nothing else.",
};

export const TEST_CODE_PROBLEM =
  "A test code looks like TEST12345; copy it from Events Manager › Test events.";
