// Countries the shop delivers to, their regions, postal codes and one flat tax rate each.

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly name: string;
  /** Tax on goods in hundredths of a percent, added to the price. */
  readonly taxBasisPoints: number;
  /** Shape of a postal code; `null` where an address may have none. */
  readonly zip: { readonly pattern: RegExp; readonly example: string } | null;
  readonly zipLabel: string;
  readonly regionLabel: string | null;
  /** Code to name; empty where addresses carry no region. */
  readonly regions: Readonly<Record<string, string>>;
}

const US_STATES = pairs(
  "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming",
);
const CANADIAN_PROVINCES = pairs(
  "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia|NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon",
);
const KUWAITI_GOVERNORATES = pairs(
  "KW-AH Al Ahmadi|KW-FA Al Farwaniyah|KW-JA Al Jahra|KW-KU Al Asimah|KW-HA Hawalli|KW-MU Mubarak Al-Kabeer",
);

const FIVE_DIGITS = /^\d{5}$/;

export const COUNTRIES: readonly Country[] = [
  place("AU", "Australia", 1000, /^\d{4}$/, "2000", "Postcode"),
  place(
    "CA",
    "Canada",
    500,
    /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i,
    "K1A 0B1",
    "Postal code",
    "Province",
    CANADIAN_PROVINCES,
  ),
  place("FR", "France", 2000, FIVE_DIGITS, "75001", "Postal code"),
  place("DE", "Germany", 1900, FIVE_DIGITS, "20457", "Postal code"),
  place("JP", "Japan", 1000, /^\d{3}-?\d{4}$/, "100-0001", "Postal code"),
  {
    ...place("KW", "Kuwait", 0, FIVE_DIGITS, "", "Postal code", "Governorate", KUWAITI_GOVERNORATES),
    zip: null,
  },
  place("NO", "Norway", 2500, /^\d{4}$/, "0150", "Postal code"),
  place("GB", "United Kingdom", 2000, /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i, "EC1A 1BB", "Postcode"),
  place("US", "United States", 725, /^\d{5}(-\d{4})?$/, "04101", "ZIP code", "State", US_STATES),
];

export function countryByCode(code: string): Country | null {
  return COUNTRIES.find((country) => country.code === code) ?? null;
}

function place(
  code: string,
  name: string,
  taxBasisPoints: number,
  pattern: RegExp,
  example: string,
  zipLabel: string,
  regionLabel: string | null = null,
  regions: Readonly<Record<string, string>> = {},
): Country {
  return { code, name, taxBasisPoints, zip: { pattern, example }, zipLabel, regionLabel, regions };
}

function pairs(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split("|").map((pair) => [pair.slice(0, pair.indexOf(" ")), pair.slice(pair.indexOf(" ") + 1)]),
  );
}
