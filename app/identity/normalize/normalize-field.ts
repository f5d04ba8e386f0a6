// One door to every normaliser, by Meta's name of the field.
import { normalizeBirthDate } from "./birth-date.ts";
import { normalizeCity } from "./city.ts";
import { normalizeCountry } from "./country.ts";
import { normalizeEmail } from "./email.ts";
import { normalizeExternalId } from "./external-id.ts";
import { normalizeFirstName } from "./first-name.ts";
import { normalizeGender } from "./gender.ts";
import { normalizeLastName } from "./last-name.ts";
import type { Normalized } from "./normalized.ts";
import { normalizePhone } from "./phone.ts";
import { normalizeState } from "./state.ts";
import { normalizeZip } from "./zip.ts";

/** Meta's names of the hashed keys. https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters */
export type IdentityField =
  | "em"
  | "ph"
  | "fn"
  | "ln"
  | "ge"
  | "db"
  | "ct"
  | "st"
  | "zp"
  | "country"
  | "external_id";

type Normalizer = (raw: unknown, country?: unknown, name?: unknown) => Normalized;

const NORMALIZERS: Readonly<Record<IdentityField, Normalizer>> = {
  em: (raw) => normalizeEmail(raw),
  ph: normalizePhone,
  fn: (raw) => normalizeFirstName(raw),
  ln: (raw) => normalizeLastName(raw),
  ge: (raw) => normalizeGender(raw),
  db: (raw) => normalizeBirthDate(raw),
  ct: (raw) => normalizeCity(raw),
  st: normalizeState,
  zp: normalizeZip,
  country: (raw) => normalizeCountry(raw),
  external_id: (raw) => normalizeExternalId(raw),
};

/** `country` is that of the address (phones, states, zips), `name` a state's name beside its code. */
export function normalizeField(
  field: IdentityField,
  raw: unknown,
  country?: unknown,
  name?: unknown,
): Normalized {
  return NORMALIZERS[field](raw, country, name);
}
