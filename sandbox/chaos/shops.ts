// The shops of a chaos run and the Meta datasets that each sends to.
import { createHash } from "node:crypto";
import type { Dataset } from "../meta/access.ts";
import type { SandboxShop } from "../shopify/checkout-contract.ts";

export interface ChaosShop extends SandboxShop {
  readonly datasets: readonly (Dataset & { readonly token: string })[];
}

/** Of the look and length of Meta's, known to the fake alone. */
const tokenOf = (id: string) =>
  `EAA${["one", "two", "three"].map((part) => createHash("sha512").update(`${part} ${id}`).digest("base64url")).join("")}`;

function shop(
  number: number,
  place: { readonly currency: string; readonly countryCode: string; readonly timeZone: string },
  datasets: number,
): ChaosShop {
  const store = `harbor-${number}`;
  return {
    ...place,
    id: String(68_210_003_000 + number),
    domain: `${store}.myshopify.com`,
    name: `Harbor ${number}`,
    storefrontOrigin: `http://${store}.localhost`,
    datasets: Array.from({ length: datasets }, (_, at) => {
      const id = String(1_029_384_756_100_000 + number * 10 + at);
      const token = tokenOf(id);
      return { id, name: `Harbor ${number}`, token, tokens: [token] };
    }),
  };
}

export const CHAOS_SHOPS: readonly ChaosShop[] = [
  shop(1, { currency: "EUR", countryCode: "DE", timeZone: "Europe/Berlin" }, 1),
  shop(2, { currency: "USD", countryCode: "US", timeZone: "America/New_York" }, 2),
  shop(3, { currency: "GBP", countryCode: "GB", timeZone: "Europe/London" }, 1),
  shop(4, { currency: "EUR", countryCode: "FR", timeZone: "Europe/Paris" }, 1),
];
