// `consentPolicy`: where Shopify's default regional policies ask for consent, or give an opt-out from sale.

/** Europe's economic area, Britain and Switzerland: nothing is collected before the visitor agrees. */
const CONSENT_COUNTRIES = [
  "AT",
  "BE",
  "BG",
  "CH",
  "CY",
  "CZ",
  "DE",
  "DK",
  "EE",
  "ES",
  "FI",
  "FR",
  "GB",
  "GR",
  "HR",
  "HU",
  "IE",
  "IS",
  "IT",
  "LI",
  "LT",
  "LU",
  "LV",
  "MT",
  "NL",
  "NO",
  "PL",
  "PT",
  "RO",
  "SE",
  "SI",
  "SK",
];

/** American states whose laws give an opt-out from the sale of data. */
const OPT_OUT_STATES = [
  "CA",
  "CO",
  "CT",
  "DE",
  "FL",
  "IA",
  "IN",
  "KY",
  "MD",
  "MN",
  "MT",
  "NE",
  "NH",
  "NJ",
  "OR",
  "RI",
  "TN",
  "TX",
  "UT",
  "VA",
];

interface PolicyArguments {
  readonly countryCode?: string | undefined;
  readonly regionCode?: string | undefined;
}

/** The policies that match; all of them when no country is asked for. */
export function consentPolicies(shopId: string, args: PolicyArguments) {
  const all = [
    ...CONSENT_COUNTRIES.map((country) =>
      policy(shopId, { country, region: null, consent: true, optOut: false }),
    ),
    policy(shopId, { country: "US", region: null, consent: false, optOut: false }),
    ...OPT_OUT_STATES.map((region) =>
      policy(shopId, { country: "US", region, consent: false, optOut: true }),
    ),
  ];
  const inCountry = all.filter(
    (held) => args.countryCode === undefined || held.countryCode === args.countryCode,
  );
  if (args.regionCode === undefined) return inCountry;
  const inRegion = inCountry.filter((held) => held.regionCode === args.regionCode);
  return inRegion.length > 0 ? inRegion : inCountry.filter((held) => held.regionCode === null);
}

function policy(
  shopId: string,
  held: { country: string; region: string | null; consent: boolean; optOut: boolean },
) {
  return {
    id: `gid://shopify/ConsentPolicy/${held.country}${held.region ?? ""}`,
    shopId: `gid://shopify/Shop/${shopId}`,
    countryCode: held.country,
    regionCode: held.region,
    consentRequired: held.consent,
    dataSaleOptOutRequired: held.optOut,
  };
}
