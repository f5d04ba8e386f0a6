// The buyer in an order body: customer and addresses.
import type { CheckoutSubmission, PostalAddress } from "./checkout-contract.ts";

/** An address as order bodies carry it. */
export function orderAddress(address: PostalAddress) {
  return {
    first_name: address.firstName,
    address1: address.address1,
    phone: address.phone,
    city: address.city,
    zip: address.zip,
    province: address.province,
    country: address.country,
    last_name: address.lastName,
    address2: address.address2,
    company: null,
    latitude: null,
    longitude: null,
    name: fullName(address),
    country_code: address.countryCode,
    province_code: address.provinceCode,
  };
}

export interface CustomerInput {
  readonly id: number;
  readonly addressId: number;
  readonly submission: CheckoutSubmission;
  readonly currency: string;
  /** ISO 8601 with the shop's offset. */
  readonly at: string;
}

/** The customer object of 2025 and later: no tags, no counters, no marketing consent. */
export function orderCustomer(input: CustomerInput) {
  const { id, submission } = input;
  const address = submission.shippingAddress ?? submission.billingAddress;
  return {
    id,
    created_at: input.at,
    updated_at: input.at,
    first_name: address?.firstName ?? null,
    last_name: address?.lastName ?? null,
    state: "disabled",
    note: null,
    verified_email: submission.email !== null,
    multipass_identifier: null,
    tax_exempt: false,
    email: submission.email,
    phone: submission.phone,
    currency: input.currency,
    tax_exemptions: [],
    admin_graphql_api_id: `gid://shopify/Customer/${id}`,
    ...(address === null
      ? {}
      : {
          default_address: {
            id: input.addressId,
            customer_id: id,
            ...orderAddress(address),
            country_name: address.country,
            default: true,
          },
        }),
  };
}

function fullName(address: PostalAddress): string | null {
  return [address.firstName, address.lastName].filter((part) => part !== null).join(" ") || null;
}
