// Times and amounts as a merchant reads them. The months are spelled here because browsers and Node disagree about their
// abbreviations, and a page must hydrate to what the server wrote.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

interface Clock {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  /** `10:42` */
  readonly minute: string;
  readonly second: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const options = {
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en", { ...options, timeZone });
  } catch {
    // A zone that this runtime does not know.
    format = new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" });
  }
  formats.set(timeZone, format);
  return format;
}

function clockAt(iso: string, timeZone: string): Clock {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatFor(timeZone).formatToParts(new Date(iso))) parts[type] = value;
  return {
    year: parts.year ?? "",
    month: MONTHS[Number(parts.month) - 1] ?? "",
    day: parts.day ?? "",
    minute: `${parts.hour}:${parts.minute}`,
    second: parts.second ?? "",
  };
}

/** `21 Nov 2026` in the shop's time zone (IANA name); UTC where the zone is not known. */
export function dayText(iso: string, timeZone: string): string {
  const { day, month, year } = clockAt(iso, timeZone);
  return `${day} ${month} ${year}`;
}

/** `21 Nov 2026, 10:42` */
export function minuteText(iso: string, timeZone: string): string {
  const clock = clockAt(iso, timeZone);
  return `${clock.day} ${clock.month} ${clock.year}, ${clock.minute}`;
}

/** `21 Nov 2026, 10:42:07` */
export function secondText(iso: string, timeZone: string): string {
  const clock = clockAt(iso, timeZone);
  return `${clock.day} ${clock.month} ${clock.year}, ${clock.minute}:${clock.second}`;
}

/** From where and when a time is read. */
export interface Reader {
  /** IANA name. */
  readonly timeZone: string;
  /** ISO 8601. */
  readonly now: string;
}

/** `10:42` today, `20 Nov, 10:42` this year, `21 Nov 2025, 10:42` before that. */
export function clockText(iso: string, reader: Reader): string {
  return shortened(iso, reader, clockAt(iso, reader.timeZone).minute);
}

/** `10:42:07` today, `20 Nov, 10:42:07` this year, `21 Nov 2025, 10:42:07` before that. */
export function clockSecondText(iso: string, reader: Reader): string {
  const { minute, second } = clockAt(iso, reader.timeZone);
  return shortened(iso, reader, `${minute}:${second}`);
}

/** `21 Nov` this year, `21 Nov 2025` before that. */
export function shortDayText(iso: string, { timeZone, now }: Reader): string {
  const { day, month, year } = clockAt(iso, timeZone);
  return year === clockAt(now, timeZone).year ? `${day} ${month}` : `${day} ${month} ${year}`;
}

function shortened(iso: string, reader: Reader, time: string): string {
  const isToday = dayText(iso, reader.timeZone) === dayText(reader.now, reader.timeZone);
  return isToday ? time : `${shortDayText(iso, reader)}, ${time}`;
}

/** `just now`, `4 seconds ago`, `1 minute ago`; null for what is an hour old or more. */
export function agoText(iso: string, now: string): string | null {
  const seconds = Math.max(0, Math.floor((Date.parse(now) - Date.parse(iso)) / 1_000));
  if (seconds >= 3_600) return null;
  if (seconds === 0) return "just now";
  const [count, unit] = seconds < 60 ? [seconds, "second"] : [Math.floor(seconds / 60), "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}

/** `420 ms`, `3 s`, `2.4 s` */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  return `${Math.round(milliseconds / 100) / 10} s`;
}
