// Turns a customer's plain fields into digests in memory: the only step that sees both. Uses node:crypto, whose one-shot
// hash is native and pure; no plain value leaves this file.
import { hash } from "node:crypto";
import { digestCache } from "./hash-identity-cache.ts";
import { normalizeBirthDate } from "./normalize/birth-date.ts";
import { normalizeCity } from "./normalize/city.ts";
import { normalizeCountry } from "./normalize/country.ts";
import { normalizeEmail } from "./normalize/email.ts";
import { normalizeExternalId } from "./normalize/external-id.ts";
import { normalizeFirstName } from "./normalize/first-name.ts";
import { normalizeGender } from "./normalize/gender.ts";
import { normalizeLastName } from "./normalize/last-name.ts";
import type { IdentityField } from "./normalize/normalize-field.ts";
import { isLeftOut, type LeftOutReason, type Normalized } from "./normalize/normalized.ts";
import { normalizePhone } from "./normalize/phone.ts";
import { isSha256 } from "./normalize/raw-text.ts";
import { normalizeState } from "./normalize/state.ts";
import { normalizeZip } from "./normalize/zip.ts";

/** Lowercase hexadecimal SHA-256 of the UTF-8 bytes of a normalised value. */
export type Sha256 = string & { readonly brand: "Sha256" };

/** A phone as it was typed, with the country (ISO code or name) of the address it stands on, where there is one. */
export type PhoneField = { readonly number: unknown; readonly country?: unknown };

/** One address. `countryCode` and `provinceCode` win over the names beside them. */
export type AddressFields = {
  readonly city?: unknown;
  readonly province?: unknown;
  readonly provinceCode?: unknown;
  readonly zip?: unknown;
  readonly country?: unknown;
  readonly countryCode?: unknown;
};

/** What an order knows of its buyer, raw. Every value may be absent, null, empty or nonsense; the order of values is kept. */
export type CustomerFields = {
  readonly emails?: readonly unknown[];
  readonly phones?: readonly PhoneField[];
  readonly firstNames?: readonly unknown[];
  readonly lastNames?: readonly unknown[];
  readonly genders?: readonly unknown[];
  readonly birthDates?: readonly unknown[];
  readonly addresses?: readonly AddressFields[];
  readonly externalIds?: readonly unknown[];
};

/** Digests by Meta's key, each once, the documentation's form first. A key without a value is absent. */
export type HashedKeys = { readonly [Field in IdentityField]?: readonly Sha256[] };

/** A value that was not hashed, and why. Carries no plain value. */
export type LeftOutField = { readonly field: IdentityField; readonly why: LeftOutReason };

/** `leftOut` does not name values that are absent (null, undefined); an empty string is named `empty`. */
export type HashedIdentity = { readonly keys: HashedKeys; readonly leftOut: readonly LeftOutField[] };

type Digests = readonly Sha256[];

// An order's country and state were mostly hashed before: the caches save the normalising and the hashing. For names and
// cities, which are many, looking into a memory large enough costs as much as it saves.
const countryDigests = digestCache<Digests | LeftOutReason>(1_024);
const stateCodeDigests = digestCache<Digests | LeftOutReason>(1_024);
const stateNameDigests = digestCache<Digests | LeftOutReason>(4_096);
const cityDigests = digestCache<Digests | LeftOutReason>(4_096);

/** Normalises, hashes and removes duplicates. Never throws, whatever the values hold. */
export function hashIdentity(fields: CustomerFields): HashedIdentity {
  const leftOut: LeftOutField[] = [];
  const { emails, phones, firstNames, lastNames, genders, birthDates, addresses, externalIds } = fields;
  const em = emails && hashAll(emails, "em", normalizeEmail, leftOut);
  const ph = phones && hashPhones(phones, leftOut);
  const fn = firstNames && hashAll(firstNames, "fn", normalizeFirstName, leftOut);
  const ln = lastNames && hashAll(lastNames, "ln", normalizeLastName, leftOut);
  const ge = genders && hashAll(genders, "ge", normalizeGender, leftOut);
  const db = birthDates && hashAll(birthDates, "db", normalizeBirthDate, leftOut);
  const place = addresses && hashAddresses(addresses, leftOut);
  const ids = externalIds && hashIds(externalIds, leftOut);
  const { ct, st, zp, country } = place ?? NO_PLACE;
  // What a checkout asks for, in one piece: an object that grows key by key is moved several times.
  if (em && ph && fn && ln && ct && st && zp && country && ids && !ge && !db) {
    return { keys: { em, ph, fn, ln, ct, st, zp, country, external_id: ids }, leftOut };
  }
  const keys: { [Field in IdentityField]?: Digests } = {};
  // Each key is written by its own name: a store under a computed name is several times slower.
  if (em) keys.em = em;
  if (ph) keys.ph = ph;
  if (fn) keys.fn = fn;
  if (ln) keys.ln = ln;
  if (ge) keys.ge = ge;
  if (db) keys.db = db;
  if (ct) keys.ct = ct;
  if (st) keys.st = st;
  if (zp) keys.zp = zp;
  if (country) keys.country = country;
  if (ids) keys.external_id = ids;
  return { keys, leftOut };
}

/** The digest of a normalised value. A value that is a digest already is kept. */
export function sha256Of(normalized: string): Sha256 {
  return (isSha256(normalized) ? normalized : hash("sha256", normalized)) as Sha256;
}

interface PlaceDigests {
  readonly ct: Digests | undefined;
  readonly st: Digests | undefined;
  readonly zp: Digests | undefined;
  readonly country: Digests | undefined;
}

const NO_PLACE: PlaceDigests = { ct: undefined, st: undefined, zp: undefined, country: undefined };

function hashAddresses(addresses: readonly AddressFields[], leftOut: LeftOutField[]): PlaceDigests {
  let { ct, st, zp, country: here } = NO_PLACE;
  let before: AddressFields | undefined;
  for (let at = 0; at < addresses.length; at += 1) {
    const address = addresses[at] as AddressFields;
    // Most orders are billed where they are shipped. An address with a bad value is read again, so that each is named.
    if (before !== undefined && isSameAddress(address, before)) continue;
    const badBefore = leftOut.length;
    const country = address.countryCode ?? address.country;
    const state = address.provinceCode ?? address.province;
    if (!isAbsent(address.city)) ct = merge(ct, "ct", cityDigests(address.city, hashCity), leftOut);
    if (!isAbsent(state)) st = merge(st, "st", stateDigests(state, country, address.province), leftOut);
    if (!isAbsent(address.zip)) zp = add(zp, "zp", normalizeZip(address.zip, country), leftOut);
    if (!isAbsent(country)) here = merge(here, "country", countryDigests(country, hashCountry), leftOut);
    before = leftOut.length === badBefore ? address : undefined;
  }
  return { ct, st, zp, country: here };
}

function isSameAddress(one: AddressFields, other: AddressFields): boolean {
  return (
    isSame(one.zip, other.zip) &&
    isSame(one.city, other.city) &&
    isSame(one.provinceCode, other.provinceCode) &&
    isSame(one.province, other.province) &&
    isSame(one.countryCode, other.countryCode) &&
    isSame(one.country, other.country)
  );
}

/** Two texts that are the same, or nothing twice. V8 compares what it knows to be texts in a fraction of the time. */
function isSame(one: unknown, other: unknown): boolean {
  return typeof one === "string"
    ? typeof other === "string" && one === other
    : isAbsent(one) && isAbsent(other);
}

function isAbsent(raw: unknown): boolean {
  return raw === undefined || raw === null;
}

const hashCountry = (raw: unknown) => digestsOf(normalizeCountry(raw));
const hashCity = (raw: unknown) => digestsOf(normalizeCity(raw));
const hashStateCode = (raw: unknown) => digestsOf(normalizeState(raw));

function stateDigests(state: unknown, country: unknown, name: unknown): Digests | LeftOutReason {
  // Two letters mean the same in every country, so the key needs no country.
  if (typeof state === "string" && isTwoLetters(state)) return stateCodeDigests(state, hashStateCode);
  if (typeof state !== "string" || typeof country !== "string" || !isTextOrAbsent(name)) {
    return digestsOf(normalizeState(state, country, name));
  }
  return stateNameDigests(`${country}\n${state}\n${name ?? ""}`, () =>
    digestsOf(normalizeState(state, country, name)),
  );
}

function isTextOrAbsent(raw: unknown): raw is string | null | undefined {
  return typeof raw === "string" || raw === null || raw === undefined;
}

function isTwoLetters(text: string): boolean {
  return text.length === 2 && isLetter(text.charCodeAt(0)) && isLetter(text.charCodeAt(1));
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

// An order says most things two or three times. What was kept last is not hashed again: neither the same raw value nor another
// one that is the same when normalised.

function hashAll(
  values: readonly unknown[],
  field: IdentityField,
  normalize: (raw: unknown) => Normalized,
  leftOut: LeftOutField[],
): Digests | undefined {
  let digests: Digests | undefined;
  let keptRaw: unknown;
  let kept: Normalized | undefined;
  for (let at = 0; at < values.length; at += 1) {
    const raw = values[at];
    if (isAbsent(raw) || isSame(raw, keptRaw)) continue;
    const normalized = normalize(raw);
    if (!isSame(normalized, kept)) digests = add(digests, field, normalized, leftOut);
    if (isLeftOut(normalized)) continue;
    keptRaw = raw;
    kept = normalized;
  }
  return digests;
}

/** Apart from the other values because ids are numbers, of which V8 keeps lists of another kind. */
function hashIds(values: readonly unknown[], leftOut: LeftOutField[]): Digests | undefined {
  let digests: Digests | undefined;
  for (let at = 0; at < values.length; at += 1) {
    const raw = values[at];
    if (!isAbsent(raw)) digests = add(digests, "external_id", normalizeExternalId(raw), leftOut);
  }
  return digests;
}

function hashPhones(phones: readonly PhoneField[], leftOut: LeftOutField[]): Digests | undefined {
  let digests: Digests | undefined;
  let keptPhone: PhoneField | undefined;
  let kept: Normalized | undefined;
  for (let at = 0; at < phones.length; at += 1) {
    const phone = phones[at] as PhoneField;
    if (isAbsent(phone.number)) continue;
    if (keptPhone && isSame(phone.number, keptPhone.number) && isSame(phone.country, keptPhone.country))
      continue;
    const normalized = normalizePhone(phone.number, phone.country);
    if (normalized !== kept) digests = add(digests, "ph", normalized, leftOut);
    if (isLeftOut(normalized)) continue;
    keptPhone = phone;
    kept = normalized;
  }
  return digests;
}

function add(
  digests: Digests | undefined,
  field: IdentityField,
  normalized: Normalized,
  leftOut: LeftOutField[],
): Digests | undefined {
  if (typeof normalized === "string" && digests === undefined) return [sha256Of(normalized)];
  return merge(digests, field, digestsOf(normalized), leftOut);
}

function digestsOf(normalized: Normalized): Digests | LeftOutReason {
  if (typeof normalized === "string") return [sha256Of(normalized)];
  return "leftOut" in normalized ? normalized.leftOut : normalized.map(sha256Of);
}

/** A list that came from a cache is shared by many orders, so a longer one is always a new one. */
function merge(
  digests: Digests | undefined,
  field: IdentityField,
  more: Digests | LeftOutReason,
  leftOut: LeftOutField[],
): Digests | undefined {
  if (typeof more === "string") {
    leftOut.push({ field, why: more });
    return digests;
  }
  if (digests === undefined) return more;
  let all = digests;
  for (const digest of more) if (!all.includes(digest)) all = [...all, digest];
  return all;
}
