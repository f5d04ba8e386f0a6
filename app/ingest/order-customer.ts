// The person in an order payload, field by field, for the identity stage. Lives in memory only.
import type { OrderFact } from "../domain/order-fact.ts";
import type { AddressFields, CustomerFields, PhoneField } from "../identity/hash-identity.ts";
import type { OrderPayload, PayloadAddress } from "./order-payload.ts";

/**
 * All of a buyer's contacts and addresses. Phones stand with the country of the address they are on; the order's own phone
 * with the country it is shipped to.
 */
export function orderCustomer(payload: OrderPayload): CustomerFields {
  const { customer, shipping_address: shipping, billing_address: billing } = payload;
  const spare = customer?.default_address;
  const home = shipping?.country_code || billing?.country_code || spare?.country_code || null;
  // The default address is the customer's newest order's as a rule; it serves only where the order has none of its own.
  const first = shipping ?? billing ?? spare;
  const second = shipping ? billing : null;
  return {
    emails: [payload.email, payload.contact_email, customer?.email],
    phones: [
      { number: payload.phone, country: home },
      { number: customer?.phone, country: home },
      placePhone(first),
      placePhone(second),
    ],
    firstNames: [first?.first_name, second?.first_name, customer?.first_name],
    lastNames: [first?.last_name, second?.last_name, customer?.last_name],
    addresses: second ? [placeAddress(first), placeAddress(second)] : first ? [placeAddress(first)] : [],
    externalIds: [customer?.id],
  };
}

/**
 * Whether Shopify has kept the buyer to itself: an order of the online store, whose checkout asks everybody for a contact and a
 * name, shows none. So it is while the app is not approved for protected customer data (level 2).
 * https://shopify.dev/docs/apps/launch/protected-customer-data
 */
export function isPersonWithheld(payload: OrderPayload, kind: OrderFact["kind"]): boolean {
  if (kind !== "online") return false;
  const { customer, shipping_address: shipping, billing_address: billing } = payload;
  const said = [payload.email, payload.contact_email, payload.phone, customer?.email, customer?.phone];
  const places = [customer, customer?.default_address, shipping, billing];
  return !said.some(Boolean) && !places.some((place) => place?.first_name || place?.last_name);
}

type MaybeAddress = PayloadAddress | null | undefined;

const placePhone = (place: MaybeAddress): PhoneField => ({
  number: place?.phone,
  country: place?.country_code ?? place?.country,
});

const placeAddress = (place: MaybeAddress): AddressFields => ({
  city: place?.city,
  province: place?.province,
  provinceCode: place?.province_code,
  zip: place?.zip,
  country: place?.country,
  countryCode: place?.country_code,
});
