// The three things a merchant pastes from Meta's Events Manager, checked as far as they can be without asking Meta. Pure.

export interface MetaForm {
  /** Digits. */
  readonly pixelId: string;
  /** Null keeps the token that is saved. */
  readonly token: string | null;
  readonly testEventCode: string | null;
}

export type PixelIdProblem = "missing" | "ad_account" | "not_digits" | "wrong_length";
export type TokenProblem = "missing" | "short" | "not_a_token";

export type MetaFormResult =
  | { readonly kind: "valid"; readonly form: MetaForm }
  | {
      readonly kind: "invalid";
      readonly pixelId: PixelIdProblem | null;
      readonly token: { readonly problem: TokenProblem; readonly length: number } | null;
      readonly testEventCode: "malformed" | null;
    };

/** Meta's tokens have well over a hundred characters; what is shorter was cut off while copying. */
const SHORTEST_TOKEN = 100;

/** Spaces, line breaks and quotes come along when people copy. */
export const withoutCopyMarks = (text: string) =>
  text.replace(/[\s"'`\u2018\u2019\u201c\u201d\u200b\ufeff]/g, "");

/**
 * @param savedToken whether a token is saved already, so that an empty field keeps it
 * @param shortTokenAllowed the merchant has said that a short token is whole
 */
export function readMetaForm(
  input: { readonly pixelId: string; readonly token: string; readonly testEventCode: string },
  options: { readonly savedToken: boolean; readonly shortTokenAllowed: boolean },
): MetaFormResult {
  const pixelId = withoutCopyMarks(input.pixelId);
  const token = withoutCopyMarks(input.token);
  const testEventCode = withoutCopyMarks(input.testEventCode);
  const idProblem = pixelIdProblem(pixelId);
  const tokenProblem =
    token || !options.savedToken ? findTokenProblem(token, options.shortTokenAllowed) : null;
  const codeProblem =
    testEventCode && !/^[A-Za-z0-9_-]{3,40}$/.test(testEventCode) ? ("malformed" as const) : null;
  if (idProblem || tokenProblem || codeProblem) {
    return {
      kind: "invalid",
      pixelId: idProblem,
      token: tokenProblem && { problem: tokenProblem, length: token.length },
      testEventCode: codeProblem,
    };
  }
  return { kind: "valid", form: { pixelId, token: token || null, testEventCode: testEventCode || null } };
}

function pixelIdProblem(id: string): PixelIdProblem | null {
  if (!id) return "missing";
  if (/^act_/i.test(id)) return "ad_account";
  if (!/^\d+$/.test(id)) return "not_digits";
  return id.length < 10 || id.length > 20 ? "wrong_length" : null;
}

function findTokenProblem(token: string, shortAllowed: boolean): TokenProblem | null {
  if (!token) return "missing";
  if (!/^[A-Za-z0-9_|.-]+$/.test(token)) return "not_a_token";
  return token.length < SHORTEST_TOKEN && !shortAllowed ? "short" : null;
}
