// db: a date of birth.
import { NOT_A_DATE, type Normalized, PLACEHOLDER } from "./normalized.ts";
import { isSha256, readValue } from "./raw-text.ts";

const LONGEST = 100;
const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2099;
// One-digit and two-digit parts in any order around one four-digit year, with a time of day allowed after an ISO date.
const YEAR_FIRST = /^(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?$/i;
const YEAR_LAST = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})$/;
const EIGHT_DIGITS = /^(\d{4})(\d{2})(\d{2})$/;
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * `YYYYMMDD` from an ISO date, from eight digits, or from day, month and year with separators. Where both day and month
 * could be either, the month comes first, as in Meta's own code: `05/06/1990` is the sixth of May. The date must exist and
 * lie in 1900 to 2099. 64 hexadecimal digits are a digest already and are kept.
 *
 * Left out: `not_a_date`, `placeholder` (zeros), `masked`, `too_long`, `empty`, `not_text`, `broken_text`.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
export function normalizeBirthDate(raw: unknown): Normalized {
  const text = readValue(raw, LONGEST);
  if (typeof text !== "string") return text;
  if (isSha256(text)) return text.toLowerCase();
  if (/^[0/.\s-]+$/.test(text)) return PLACEHOLDER;
  const yearFirst = EIGHT_DIGITS.exec(text);
  if (yearFirst) return date(yearFirst[1], yearFirst[2], yearFirst[3]);
  const iso = YEAR_FIRST.exec(text);
  if (iso) return Number(iso[3]) > 12 ? date(iso[1], iso[4], iso[3]) : date(iso[1], iso[3], iso[4]);
  const parts = YEAR_LAST.exec(text);
  if (!parts) return NOT_A_DATE;
  return Number(parts[1]) > 12 ? date(parts[4], parts[3], parts[1]) : date(parts[4], parts[1], parts[3]);
}

function date(yearText = "", monthText = "", dayText = ""): Normalized {
  const year = Number(yearText);
  const month = Number(monthText);
  const day = Number(dayText);
  const days = DAYS_IN_MONTH[month - 1];
  if (year < EARLIEST_YEAR || year > LATEST_YEAR || days === undefined || day < 1 || day > days)
    return NOT_A_DATE;
  if (month === 2 && day === 29 && !isLeapYear(year)) return NOT_A_DATE;
  return `${yearText}${monthText.padStart(2, "0")}${dayText.padStart(2, "0")}`;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
