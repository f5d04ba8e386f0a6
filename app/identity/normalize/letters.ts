// The letters of a name or a place: punctuation and white space out, every script kept.

const ASCII_MARKS = /[^a-z0-9]+/g;
// Unicode counts some ASCII punctuation as symbols, hence the extra marks. Emoji and other symbols are neither
// punctuation nor white space; Meta keeps them.
const MARKS = /[\s\p{Z}\p{P}\p{Cc}$+<=>^`|~]+|(?![\u200c\u200d])\p{Cf}/gu;
// The joiners belong to Persian and Indic spelling inside a word, and mean nothing at its ends.
const JOINERS_AT_ENDS = /^[\u200c\u200d]+|[\u200c\u200d]+$/g;
const ANY_LETTER = /\p{L}/u;

/** Lowercase letters and digits of an ASCII text. */
export function asciiLetters(lowercase: string): string {
  return lowercase.replace(ASCII_MARKS, "");
}

/** Letters, digits, accents and symbols of a text in any script, lowercase and composed (NFC). */
export function letters(text: string): string {
  return text.toLowerCase().normalize("NFC").replace(MARKS, "").replace(JOINERS_AT_ENDS, "").normalize("NFC");
}

export function hasLetter(text: string): boolean {
  return ANY_LETTER.test(text);
}

const ACCENTS_ON_LATIN = /(\p{Script=Latin})\p{M}+/gu;
const UNDIVIDED = /[ßæœøłđðþħŧıŋĸſ]/g;
const PLAIN_FOR: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ŧ: "t",
  ı: "i",
  ŋ: "n",
  ĸ: "k",
  ſ: "s",
};

/**
 * A lowercase text with the accents of its Latin letters folded away. Marks of other scripts are part of their letters
 * (й, が, ไ): they stay.
 */
export function foldAccents(lowercase: string): string {
  let folded = "";
  let from = 0;
  for (let at = 0; at < lowercase.length; at += 1) {
    const code = lowercase.charCodeAt(at);
    if (code >= LATIN_END) return foldByRule(lowercase);
    const plain = PLAIN[code];
    if (plain === undefined) continue;
    folded += lowercase.slice(from, at) + plain;
    from = at + 1;
  }
  return from === 0 ? lowercase : folded + lowercase.slice(from);
}

function foldByRule(lowercase: string): string {
  return lowercase
    .normalize("NFD")
    .replace(ACCENTS_ON_LATIN, "$1")
    .replace(UNDIVIDED, (letter) => PLAIN_FOR[letter] ?? letter)
    .normalize("NFC");
}

// Below the combining marks a letter folds by itself, whatever stands beside it: the rule's answers are kept in a table.
const LATIN_END = 0x250;
const PLAIN: readonly (string | undefined)[] = Array.from({ length: LATIN_END }, (_, code) => {
  const letter = String.fromCharCode(code);
  const plain = foldByRule(letter);
  return plain === letter ? undefined : plain;
});
