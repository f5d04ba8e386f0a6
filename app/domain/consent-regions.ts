// Where the law asks for consent before advertising, or gives an opt-out from the sale of personal data. Data, with its sources;
// to be read again when a law or Meta's list changes.

/**
 * Countries whose law asks for consent first: the EEA, the United Kingdom and Switzerland, which are also Shopify's defaults
 * (https://help.shopify.com/manual/privacy-and-security/privacy/customer-privacy-settings, read 2026-11), and the territories
 * that are part of them for this purpose.
 */
export const CONSENT_REGIONS: ReadonlySet<string> = new Set(
  (
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO GB CH " +
    "AX GF GP MQ RE YT MF GI GG JE IM"
  ).split(" "),
);

/**
 * US states with a right to opt out of the sale of personal data, with Meta's number for Limited Data Use
 * (https://developers.facebook.com/docs/marketing-apis/data-processing-options, read 2026-11). 0 where Meta has none: it is
 * asked to limit the use all the same, and finds the place out by itself. Each is a state of Shopify's default policies.
 */
export const SALE_OPT_OUT_STATES: Readonly<Record<string, number>> = {
  CA: 1000,
  CO: 1001,
  CT: 1002,
  FL: 1003,
  OR: 1004,
  TX: 1005,
  MT: 1006,
  DE: 1007,
  NE: 1008,
  NH: 1009,
  NJ: 1010,
  MN: 1011,
  MD: 1012,
  RI: 1013,
  IA: 0,
  IN: 0,
  KY: 0,
  TN: 0,
  UT: 0,
  VA: 0,
};
