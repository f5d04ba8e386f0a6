// The fast path of a phone: the digits of a number as people write it, in one look at each character.

const DIGIT = 1;
const GAP = 2;
const KINDS = new Uint8Array(128);
for (const char of "0123456789") KINDS[char.charCodeAt(0)] = DIGIT;
for (const char of " ().-/") KINDS[char.charCodeAt(0)] = GAP;

const FEWEST = 7;
const MOST = 17;
const LONGEST = 40;

/**
 * The digits of `text` from position `from`, where it holds digits, spaces and `().-/` alone. Null for every other text, for
 * fewer than 7 or more than 17 digits (15 and a dialled `00`), and where they are all the same.
 */
export function writtenDigits(text: string, from: number): string | null {
  const length = text.length;
  if (length - from < FEWEST || length > LONGEST) return null;
  let digits = "";
  let run = -1;
  let first = 0;
  let varied = false;
  for (let at = from; at < length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? KINDS[code] : 0;
    if (kind === DIGIT) {
      if (run === -1) run = at;
      if (first === 0) first = code;
      else if (code !== first) varied = true;
    } else if (kind === GAP) {
      if (run !== -1) digits += text.slice(run, at);
      run = -1;
    } else {
      return null;
    }
  }
  if (!varied) return null;
  if (run !== -1) digits = digits === "" ? (run === 0 ? text : text.slice(run)) : digits + text.slice(run);
  return digits.length >= FEWEST && digits.length <= MOST ? digits : null;
}
