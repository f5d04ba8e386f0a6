// What a call of `/tr` says: its parameters, the custom data and identity inside them, and what Diagnostics would remark.
// https://developers.facebook.com/docs/meta-pixel/advanced/ (image tag)
import { inspectFbc, inspectFbp } from "./click-ids.ts";
import { isAmount, isCurrency } from "./currencies.ts";
import { isDigest, isEmptyDigest } from "./digest.ts";
import type { Diagnostic } from "./journal.ts";
import { type JsonValue, parseJson } from "./json-value.ts";

export type ImageParams = Readonly<Record<string, string>>;

// `cn` is how one of Meta's own plugins writes the country in pixel data.
const IDENTITY_KEYS = ["em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country", "cn", "external_id"];

function bracketed(params: ImageParams, group: "cd" | "ud"): Record<string, string> {
  const found: [string, string][] = [];
  for (const [name, value] of Object.entries(params)) {
    const key = new RegExp(`^${group}\\[([^\\]]+)\\]$`).exec(name)?.[1];
    if (key !== undefined) found.push([key, value]);
  }
  return Object.fromEntries(found);
}

/** Custom data: arrays and objects come as JSON text and are parsed; everything else stays the text it was. */
export function customDataOf(params: ImageParams): Record<string, JsonValue> {
  const entries = Object.entries(bracketed(params, "cd")).map(([key, value]): [string, JsonValue] => {
    const parsed = /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
    return [key, parsed ?? value];
  });
  return Object.fromEntries(entries);
}

/** Identity as sent; the tag hashes nothing by itself. */
export function identityOf(params: ImageParams): Record<string, string> {
  return bracketed(params, "ud");
}

/** The keys that can identify somebody: hashed identity, well-shaped cookies. */
export function imageMatchKeys(params: ImageParams, nowMs: number): string[] {
  const hashed = Object.entries(identityOf(params))
    .filter(
      ([key, value]) =>
        IDENTITY_KEYS.includes(key) && (key === "external_id" ? value !== "" : isDigest(value)),
    )
    .filter(([, value]) => !isEmptyDigest(value))
    .map(([key]) => key);
  if (params.fbp !== undefined && inspectFbp(params.fbp, nowMs).usable) hashed.push("fbp");
  if (params.fbc !== undefined && inspectFbc(params.fbc, nowMs).usable) hashed.push("fbc");
  return hashed;
}

/** Why the call counts for nothing although it is answered like any other; null when it is good. */
export function lostReason(params: ImageParams, datasetExists: boolean): string | null {
  if (params.id === undefined || params.id === "") return "no dataset id";
  if (params.ev === undefined || params.ev === "") return "no event name";
  return datasetExists ? null : "no such dataset";
}

/** Everything Meta would accept in silence and list under Diagnostics. */
export function remarksOnImage(params: ImageParams, nowMs: number): Diagnostic[] {
  const remarks: [string, string][] = [];
  const custom = customDataOf(params);
  if (params.ev === "Purchase" && !isAmount(custom.value))
    remarks.push(["cd[value]", "a Purchase has no value"]);
  if (params.ev === "Purchase" && !(typeof custom.currency === "string" && isCurrency(custom.currency))) {
    remarks.push(["cd[currency]", "a Purchase has no ISO 4217 currency"]);
  }
  if (params.eid === undefined || params.eid === "")
    remarks.push(["eid", "no event id: copies may not be recognised"]);
  if (params.dl === undefined || !URL.canParse(params.dl)) remarks.push(["dl", "no page URL"]);
  if (params.ts !== undefined && !/^\d{13}$/.test(params.ts))
    remarks.push(["ts", "ts is not Unix milliseconds"]);
  for (const key of ["content_ids", "contents"]) {
    const value = custom[key];
    if (value !== undefined && !Array.isArray(value))
      remarks.push([`cd[${key}]`, `${key} is not a JSON array`]);
  }
  for (const [key, value] of Object.entries(identityOf(params))) {
    if (!IDENTITY_KEYS.includes(key)) remarks.push([`ud[${key}]`, "not a key that the image tag knows"]);
    else if (key !== "external_id" && !isDigest(value))
      remarks.push([`ud[${key}]`, "not a SHA-256 digest: ignored"]);
  }
  if (params.fbp !== undefined) addRemark(remarks, "fbp", inspectFbp(params.fbp, nowMs).remark);
  if (params.fbc !== undefined) addRemark(remarks, "fbc", inspectFbc(params.fbc, nowMs).remark);
  if (params.dpo === "LDU" && params.dpoco === undefined) remarks.push(["dpoco", "LDU without a country"]);
  return remarks.map(([field, text]) => ({ index: 0, field, text }));
}

function addRemark(remarks: [string, string][], field: string, remark: string | null): void {
  if (remark !== null) remarks.push([field, remark]);
}
