// What the controls accept over HTTP: the shapes of checkout-contract.ts and webhook-sender.ts, checked.
import { z } from "zod";
import type { CheckoutSubmission } from "./checkout-contract.ts";
import type { Disturbance } from "./webhook-sender.ts";

const text = z.string().nullable();
const money = z.string().regex(/^\d+(\.\d+)?$/, "money is a decimal string");

const PostalAddressBody = z.strictObject({
  firstName: text,
  lastName: text,
  address1: text,
  address2: text,
  city: text,
  province: text,
  provinceCode: text,
  country: text,
  countryCode: text,
  zip: text,
  phone: text,
});

const CheckoutLineBody = z.strictObject({
  productId: z.string(),
  variantId: z.string(),
  sku: text,
  title: z.string(),
  variantTitle: text,
  vendor: z.string(),
  quantity: z.int().min(1),
  unitPrice: money,
});

/** A finished checkout. */
export const CheckoutSubmissionBody: z.ZodType<CheckoutSubmission> = z.strictObject({
  checkoutToken: z.string().min(1),
  cartToken: text,
  lines: z.array(CheckoutLineBody).min(1),
  currency: z.string().regex(/^[A-Z]{3}$/),
  subtotal: money,
  shipping: money,
  tax: money,
  total: money,
  email: text,
  phone: text,
  customerId: text,
  shippingAddress: PostalAddressBody.nullable(),
  billingAddress: PostalAddressBody.nullable(),
  buyerIp: text,
  userAgent: text,
  acceptLanguage: text,
  landingSite: text,
  referringSite: text,
  gateway: z.string(),
  noteAttributes: z.array(z.strictObject({ name: z.string(), value: z.string() })),
});

/** How webhooks shall go wrong. */
export const DisturbanceBody = z
  .strictObject({
    duplicates: z.int().min(0).max(100).optional(),
    delayMs: z.number().min(0).optional(),
    reorder: z.boolean().optional(),
    lose: z.union([z.boolean(), z.array(z.string())]).optional(),
    badSignature: z.boolean().optional(),
  })
  .transform((given): Disturbance => {
    const { duplicates, delayMs, reorder, lose, badSignature } = given;
    return {
      ...(duplicates === undefined ? {} : { duplicates }),
      ...(delayMs === undefined ? {} : { delayMs }),
      ...(reorder === undefined ? {} : { reorder }),
      ...(lose === undefined ? {} : { lose }),
      ...(badSignature === undefined ? {} : { badSignature }),
    };
  });
