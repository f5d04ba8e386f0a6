// Which user_data an event may carry, and how much of it is enough.
// https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
import { isIP } from "node:net";
import { inspectFbc, inspectFbp } from "./click-ids.ts";
import { APPENDIX, isDigest, isEmptyDigest } from "./digest.ts";
import {
  type EventProblem,
  invalidProblem,
  parameterProblem,
  type Remark,
  SUBCODE,
} from "./event-problem.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";

const HASHED_LISTS = new Set(["em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country"]);
const HASHED_SINGLE = new Set(["f5first", "f5last", "fi", "dobd", "dobm", "doby", "app_user_id"]);
const PLAIN_TEXT = new Set([
  "client_user_agent",
  "subscription_id",
  "anon_id",
  "madid",
  "page_id",
  "page_scoped_user_id",
  "whatsapp_business_account_id",
  "ctwa_clid",
  "ig_account_id",
  "ig_sid",
]);

// An event whose user data is a subset of one of these is refused since v13.0.
// https://developers.facebook.com/docs/marketing-api/conversions-api/best-practices
const TOO_BROAD: readonly ReadonlySet<string>[] = [
  new Set(["ct", "country", "st", "zp", "ge", "client_user_agent"]),
  new Set(["db", "client_user_agent"]),
  new Set(["fn", "ge"]),
  new Set(["ln", "ge"]),
];

type KeyFinding = { problem?: EventProblem; remark?: string; usable: boolean };

function problem(found: EventProblem): KeyFinding {
  return { problem: found, usable: false };
}

function wrongType(key: string, wanted: string): KeyFinding {
  return problem(parameterProblem(["user_data", key], `user_data.${key} must be ${wanted}`));
}

function notHashed(key: string): KeyFinding {
  return problem(
    invalidProblem("not_hashed", ["user_data", key], `user_data.${key} is not a lower-case SHA-256 digest`),
  );
}

function inspectDigests(key: string, values: readonly JsonValue[]): KeyFinding {
  if (values.some((value) => typeof value !== "string"))
    return wrongType(key, "a digest or an array of digests");
  const texts = values.filter((value) => typeof value === "string");
  if (texts.some((text) => !isDigest(text))) return notHashed(key);
  const filled = texts.filter((text) => !isEmptyDigest(text));
  const remark = filled.length < texts.length ? `${key} holds the digest of an empty string` : undefined;
  return { usable: filled.length > 0, ...(remark === undefined ? {} : { remark }) };
}

function inspectExternalId(value: JsonValue): KeyFinding {
  const values = Array.isArray(value) ? value : [value];
  const good = values.length > 0 && values.every((item) => typeof item === "string" && item.trim() !== "");
  return good ? { usable: true } : wrongType("external_id", "a non-empty string or an array of them");
}

function inspectAddress(value: string): KeyFinding {
  if (isIP(value.replace(new RegExp(`\\.${APPENDIX}$`), "")) !== 0 || isIP(value) !== 0)
    return { usable: true };
  const path = ["user_data", "client_ip_address"];
  return problem(
    invalidProblem(
      "parameter",
      path,
      "user_data.client_ip_address is not an IPv4 or IPv6 address in plain text",
    ),
  );
}

function inspectKey(key: string, value: JsonValue, nowMs: number): KeyFinding {
  if (HASHED_LISTS.has(key)) return inspectDigests(key, Array.isArray(value) ? value : [value]);
  if (HASHED_SINGLE.has(key))
    return Array.isArray(value) ? wrongType(key, "one digest") : inspectDigests(key, [value]);
  if (key === "external_id") return inspectExternalId(value);
  if (key === "fb_login_id" || key === "lead_id") return inspectNumericId(key, value);
  if (typeof value !== "string" || value === "") return wrongType(key, "a non-empty string");
  if (key === "fbc" || key === "fbp") {
    const { usable, remark } = key === "fbc" ? inspectFbc(value, nowMs) : inspectFbp(value, nowMs);
    return { usable, ...(remark === null ? {} : { remark }) };
  }
  if (isDigest(value)) {
    return problem(invalidProblem("parameter", ["user_data", key], `user_data.${key} must not be hashed`));
  }
  return key === "client_ip_address" ? inspectAddress(value) : { usable: true };
}

function inspectNumericId(key: string, value: JsonValue): KeyFinding {
  const good = Number.isSafeInteger(value) || (typeof value === "string" && /^\d+$/.test(value));
  if (good) return { usable: true };
  if (key !== "lead_id") return wrongType(key, "an integer");
  const path = ["user_data", key];
  return problem({
    subcode: SUBCODE.leadId,
    texts: "lead_id",
    path,
    reason: "user_data.lead_id is not an integer",
  });
}

function isKnown(key: string): boolean {
  const others = ["external_id", "client_ip_address", "fbc", "fbp", "fb_login_id", "lead_id"];
  return HASHED_LISTS.has(key) || HASHED_SINGLE.has(key) || PLAIN_TEXT.has(key) || others.includes(key);
}

/** True when these keys alone could describe too many people. No key at all is the broadest of all. */
export function isTooBroad(usableKeys: readonly string[]): boolean {
  return TOO_BROAD.some((broad) => usableKeys.every((key) => broad.has(key)));
}

/** Checks every key, then whether what is left is enough. `matchKeys` are the keys that can identify somebody. */
export function checkUserData(
  userData: JsonObject,
  nowMs: number,
): { problems: EventProblem[]; remarks: Remark[]; matchKeys: string[] } {
  const problems: EventProblem[] = [];
  const remarks: Remark[] = [];
  const matchKeys: string[] = [];
  for (const [key, value] of Object.entries(userData)) {
    if (!isKnown(key)) {
      problems.push(parameterProblem(["user_data", key], `user_data has an unexpected key: ${key}`));
      continue;
    }
    const finding = inspectKey(key, value, nowMs);
    if (finding.problem !== undefined) problems.push(finding.problem);
    if (finding.remark !== undefined) remarks.push({ field: `user_data.${key}`, text: finding.remark });
    if (finding.usable) matchKeys.push(key);
  }
  if (problems.length === 0 && isTooBroad(matchKeys)) {
    const reason =
      matchKeys.length === 0 ? "user_data names nobody" : "user_data is too broad to match with anybody";
    problems.push({ subcode: SUBCODE.userData, texts: "user_data", path: ["user_data"], reason });
  }
  return { problems, remarks, matchKeys };
}
