// The person in an order payload, field by field, for the identity stage. Lives in memory only.
import type { CustomerFields } from "../identity/hash-identity.ts";
import type { OrderPayload, PayloadAddress } from "./order-payload.ts";

/**
 * All of a buyer's contacts and addresses. Phones stand with the country of the address they are on; the order's own phone
 * with the country it is shipped to.
 */
export function orderCustomer(payload: OrderPayload): CustomerFields {
  const { customer, shipping_address: shipping, billing_address: billing } = payload;
  const places = [shipping, billing, customer?.default_address].filter((place): place is PayloadAddress =>
    Boolean(place),
  );
  const home = places.find((place) => place.country_code)?.country_code ?? null;
  // The default address is the customer's newest order's as a rule; it serves only where the order has none of its own.
  const own = places.length > 1 && customer?.default_address === places.at(-1) ? places.slice(0, -1) : places;
  return {
    emails: [payload.email, payload.contact_email, customer?.email],
    phones: [
      { number: payload.phone, country: home },
      { number: customer?.phone, country: home },
      ...own.map((place) => ({ number: place.phone, country: place.country_code ?? place.country })),
    ],
    firstNames: [...own.map((place) => place.first_name), customer?.first_name],
    lastNames: [...own.map((place) => place.last_name), customer?.last_name],
    addresses: own.map((place) => ({
      city: place.city,
      province: place.province,
      provinceCode: place.province_code,
      zip: place.zip,
      country: place.country,
      countryCode: place.country_code,
    })),
    externalIds: [customer?.id],
  };
}
