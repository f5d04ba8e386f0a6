// Completes a number that follows its country's numbering plan to the letter, as libphonenumber would, at a tenth of the cost.
import { callingCodeLength, callingCodePlan, type NumberingPlan, planOf } from "./numbering-plan.ts";

const ZERO = 48;
const MOST_DIGITS = 15;
const LEADING_ZEROS = /^0+/;

/** International digits where they are whole as they stand; null where only the library can tell. */
export function wholeInternational(written: string): string | null {
  const digits = written.charCodeAt(0) === ZERO ? written.replace(LEADING_ZEROS, "") : written;
  const codeLength = callingCodeLength(digits);
  if (codeLength === 0 || digits.length > MOST_DIGITS) return null;
  const plan = callingCodePlan(digits.slice(0, codeLength));
  if (plan === undefined || ((plan.lengths >> (digits.length - codeLength)) & 1) === 0) return null;
  const main = planOf(plan.mainCountry);
  if (main === undefined || main.prefix === null) return digits;
  if (main.onlyZero) return digits.charCodeAt(codeLength) === ZERO ? null : digits;
  // Some prefixes are optional as a whole and so are found, empty, in front of any number.
  return (main.prefix.exec(digits.slice(codeLength))?.[0] ?? "") === "" ? digits : null;
}

/** International digits of a national number; null where only the library can tell. `country` is an upper-case ISO code. */
export function completeNational(digits: string, country: string): string | null {
  const plan = planOf(country);
  if (plan === undefined || plan.abroad.test(digits)) return null;
  if (holdsCallingCode(digits, plan)) return digits;
  const rest = withoutPrefix(digits, plan);
  if (rest === null || !plan.pattern.test(rest)) return null;
  // A prefix that was cut from a number which was whole with it was no prefix.
  if (rest !== digits && plan.pattern.test(digits)) return null;
  return plan.callingCode + rest;
}

/**
 * True where bare digits begin with the country's own calling code and are a number behind it. Both readings may fit where
 * lengths vary (Germany, Indonesia): then the one nearer to a usual number's length stands.
 */
export function holdsCallingCode(digits: string, plan: NumberingPlan): boolean {
  if (!digits.startsWith(plan.callingCode)) return false;
  const rest = digits.length - plan.callingCode.length;
  const isNearer = Math.abs(rest - plan.usualLength) < Math.abs(digits.length - plan.usualLength);
  return isNearer && plan.pattern.test(digits.slice(plan.callingCode.length));
}

function withoutPrefix(digits: string, plan: NumberingPlan): string | null {
  if (plan.prefix === null) return digits;
  if (plan.onlyZero) return digits.charCodeAt(0) === ZERO ? digits.slice(1) : digits;
  if (!plan.prefix.test(digits)) return digits;
  if (plan.rewrite === "") return digits.replace(plan.prefix, "");
  return digits.replace(plan.prefix, (...found: readonly unknown[]) => {
    const groups = found.slice(1, -2);
    if (groups.at(-1) === undefined) return "";
    return plan.rewrite.replace(/\$(\d)/g, (_, number: string) => String(groups[Number(number) - 1] ?? ""));
  });
}
