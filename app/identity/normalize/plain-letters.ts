// The fast path of names and cities: one look at each character, no regular expression, no new string where none is needed.
// Whatever it does not know it leaves to the full rules, which must give the same answer; a property test compares them.

const LETTER = 1;
const CAPITAL = 2;
const GAP = 4;

// Latin letters that Unicode composes to themselves, so that NFC leaves them alone.
const LATIN_END = 0x180;
const KINDS = new Uint8Array(LATIN_END);
for (let code = 0; code < LATIN_END; code += 1) {
  const char = String.fromCharCode(code);
  if (/\p{Ll}/u.test(char)) KINDS[code] = LETTER;
  if (/\p{Lu}/u.test(char)) KINDS[code] = LETTER | CAPITAL;
}
for (const gap of " '-") KINDS[gap.charCodeAt(0)] = GAP;

const GAPS = /[ '-]+/g;
const LONGEST = 50;

/**
 * Lowercase letters of a text that consists of composed letters, spaces, hyphens and apostrophes; null for every other text
 * and where nothing is left. Scripts: Latin, Cyrillic, Arabic, Hebrew, kana, CJK, Hangul.
 */
export function plainLetters(text: string): string | null {
  const length = text.length;
  if (length === 0 || length > LONGEST) return null;
  let seen = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < LATIN_END ? (KINDS[code] ?? 0) : isWholeLetter(code) ? LETTER | CAPITAL : 0;
    if (kind === 0) return null;
    seen |= kind;
  }
  if ((seen & LETTER) === 0) return null;
  const lowercase = (seen & CAPITAL) === 0 ? text : text.toLowerCase();
  return (seen & GAP) === 0 ? lowercase : lowercase.replace(GAPS, "");
}

/** Letters beyond Latin that NFC leaves alone and nothing combines with: marks, jamo and Greek (final sigma) are not among them. */
function isWholeLetter(code: number): boolean {
  return (
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0x400 && code <= 0x481) ||
    (code >= 0x620 && code <= 0x63f) ||
    (code >= 0x641 && code <= 0x64a) ||
    (code >= 0x5d0 && code <= 0x5ea) ||
    (code >= 0x3041 && code <= 0x3096) ||
    (code >= 0x30a1 && code <= 0x30fa)
  );
}

/** A set of rare words with a cheap "certainly not": most texts are told apart by length and first letter alone. */
export class RareWords {
  readonly #words: ReadonlySet<string>;
  readonly #firstLettersByLength = new Uint32Array(64);

  /** `words` are lowercase ASCII letters. */
  constructor(words: readonly string[]) {
    this.#words = new Set(words);
    for (const word of words) {
      const before = this.#firstLettersByLength[word.length] ?? 0;
      this.#firstLettersByLength[word.length] = before | (1 << (word.charCodeAt(0) - 97));
    }
  }

  has(text: string): boolean {
    const first = text.charCodeAt(0) - 97;
    const letters = this.#firstLettersByLength[text.length] ?? 0;
    return first >= 0 && first < 26 && ((letters >> first) & 1) === 1 && this.#words.has(text);
  }
}
