// Where buyers live, what the law there asks for, and people who do not exist to live there.

export const PLACE_KEYS = ["de", "fr", "gb", "us-ca", "us-me", "ca-on", "au", "jp", "kw"] as const;
export type PlaceKey = (typeof PLACE_KEYS)[number];

export interface Place {
  readonly key: PlaceKey;
  readonly label: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** As the checkout's form has it; empty where an address carries none. */
  readonly province: string;
  readonly city: string;
  readonly zip: string;
  readonly street: string;
  readonly language: string;
  /**
   * Without evidence: `consent` means that nothing may be assumed, `opt_out` that the sale of data may be refused
   * (Limited Data Use), `open` neither.
   */
  readonly law: "consent" | "opt_out" | "open";
  /** With `#` for digits to fill in, from ranges that regulators keep for films; null where none is kept. */
  readonly phone: string | null;
  readonly names: readonly (readonly [first: string, last: string])[];
}

export const PLACES: Readonly<Record<PlaceKey, Place>> = {
  de: {
    key: "de",
    label: "Germany",
    country: "DE",
    province: "",
    city: "Köln",
    zip: "50667",
    street: "Am Hafen",
    language: "de-DE",
    law: "consent",
    phone: "+49 30 23125 ###",
    names: [
      ["Jörg", "Weiß"],
      ["Anna", "Meyer zu Hagen"],
      ["Mara", "Lindqvist"],
    ],
  },
  fr: {
    key: "fr",
    label: "France",
    country: "FR",
    province: "",
    city: "Saint-Étienne",
    zip: "42000",
    street: "rue du Phare",
    language: "fr-FR",
    law: "consent",
    phone: "+33 1 99 00 ## ##",
    names: [
      ["Élodie", "Brisé"],
      ["Jean-Luc", "d'Arcourt"],
    ],
  },
  gb: {
    key: "gb",
    label: "United Kingdom",
    country: "GB",
    province: "",
    city: "London",
    zip: "EC1A 1BB",
    street: "Quay Road",
    language: "en-GB",
    law: "consent",
    phone: "+44 20 7946 0###",
    names: [
      ["Zoë", "O'Hara"],
      ["Ian", "Smythe-Jones"],
    ],
  },
  "us-ca": {
    key: "us-ca",
    label: "California",
    country: "US",
    province: "CA",
    city: "San Diego",
    zip: "92101-1234",
    street: "Pier Avenue",
    language: "en-US",
    law: "opt_out",
    phone: "+1 619 555 01##",
    names: [
      ["José", "Núñez"],
      ["Dana", "Fox"],
    ],
  },
  "us-me": {
    key: "us-me",
    label: "Maine",
    country: "US",
    province: "ME",
    city: "Portland",
    zip: "04101",
    street: "Wharf Street",
    language: "en-US",
    law: "open",
    phone: "+1 207 555 01##",
    names: [
      ["Ada", "Buyer"],
      ["Li", "Wei"],
    ],
  },
  "ca-on": {
    key: "ca-on",
    label: "Ontario",
    country: "CA",
    province: "ON",
    city: "Ottawa",
    zip: "K1A 0B1",
    street: "Lock Lane",
    language: "en-CA",
    law: "open",
    phone: "+1 613 555 01##",
    names: [
      ["Noah", "Tremblay"],
      ["Maya", "Singh"],
    ],
  },
  au: {
    key: "au",
    label: "Australia",
    country: "AU",
    province: "",
    city: "Hobart",
    zip: "7000",
    street: "Harbour View",
    language: "en-AU",
    law: "open",
    phone: "+61 2 7010 ####",
    names: [
      ["Ruby", "Nguyen"],
      ["Jack", "Harbour"],
    ],
  },
  jp: {
    key: "jp",
    label: "Japan",
    country: "JP",
    province: "",
    city: "Tokyo",
    zip: "100-0001",
    street: "Minato 2-chome",
    language: "ja-JP",
    law: "open",
    phone: null,
    names: [
      ["花子", "山田"],
      ["Ken", "Sato"],
    ],
  },
  kw: {
    key: "kw",
    label: "Kuwait",
    country: "KW",
    province: "KW-KU",
    city: "Kuwait City",
    zip: "",
    street: "Gulf Road",
    language: "ar-KW",
    law: "open",
    phone: null,
    names: [
      ["ليلى", "الصباح"],
      ["Yousef", "Al-Rashid"],
    ],
  },
};
