// Graph API versions and the day each one ends.

// https://developers.facebook.com/docs/graph-api/changelog/versions
const ENDS: Readonly<Record<string, string | null>> = {
  "v26.0": null,
  "v25.0": "2028-07-29",
  "v24.0": "2028-02-18",
  "v23.0": "2027-10-08",
  "v22.0": "2027-05-20",
  "v21.0": "2027-01-21",
  "v20.0": "2026-09-24",
};
const OLDEST_LISTED = 20;

export const NEWEST_VERSION = "v26.0";

/** `live` until the day a version ends; `expired` from that day on; `unknown` for anything Meta never published. */
export function versionState(version: string, now: Date): "live" | "expired" | "unknown" {
  const number = /^v(\d+)\.0$/.exec(version)?.[1];
  if (number === undefined) return "unknown";
  const ends = ENDS[version];
  if (ends === null) return "live";
  if (ends === undefined) return Number(number) < OLDEST_LISTED ? "expired" : "unknown";
  return now.getTime() < Date.parse(`${ends}T00:00:00Z`) ? "live" : "expired";
}
