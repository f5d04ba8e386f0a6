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

/** `420 ms`, `3 s`, `2.4 s` */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  return `${Math.round(milliseconds / 100) / 10} s`;
}
