// The two optional files of a preview: the settings of a shop, and what its buyer's browser told.
import { z } from "zod";
import { ShopSettingsSchema } from "../connections/shop-settings.ts";
import type { BrowserFate } from "../domain/relay.ts";

const text = z.string().nullish();
// A file may hold the id as a number; beyond 2^53 it would have lost digits, so it is refused there.
const digits = z
  .union([z.string().regex(/^\d{1,20}$/), z.number().int().positive().max(Number.MAX_SAFE_INTEGER)])
  .transform(String)
  .nullish();
const { content, purchase, consent } = ShopSettingsSchema.shape;
const { value, contentId } = content.unwrap().shape;
const { trigger, freeOrders, currency } = purchase.unwrap().shape;

// The choices and defaults are those of the merchant's settings; `null` is as good as leaving out.
const choice = <Choice extends z.ZodType>(schema: Choice) =>
  z.preprocess((given) => given ?? undefined, schema);

const SettingsSchema = z.strictObject({
  pixelId: digits,
  testEventCode: z
    .string()
    .regex(/^[A-Za-z0-9_-]{3,40}$/)
    .nullish(),
  valuePolicy: choice(value),
  currency: choice(currency),
  contentId: choice(contentId),
  consent: choice(consent),
  trigger: choice(trigger),
  freeOrders: choice(freeOrders),
  /** ISO alpha-2 of the shop, for content ids with a country. */
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/)
    .nullish(),
  /** `{store}.myshopify.com` */
  shop: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/)
    .nullish(),
});

const flag = z.boolean().nullish();
const FATES = ["sent", "blocked", "unknown"] as const satisfies readonly BrowserFate[];

const BrowserSchema = z.strictObject({
  fbp: text,
  fbc: text,
  ip: text,
  userAgent: text,
  url: text,
  referrer: text,
  clientId: text,
  consent: z
    .strictObject({ analytics: flag, marketing: flag, preferences: flag, saleOfData: flag })
    .nullish(),
  fate: z.enum(FATES).nullish(),
});

/** Settings of a shop as a preview's file names them, with the product's own defaults where it names none. */
export type PreviewSettings = z.infer<typeof SettingsSchema>;

/** What the buyer's browser told. `fate`: what became of the browser's own copy; it is taken as sent where it is not said. */
export type BrowserFacts = z.infer<typeof BrowserSchema>;

/** What a malformed value should have been, where it is no choice. */
const HINTS: Readonly<Record<string, string>> = {
  pixelId: "a pixel id has digits only; write it as a text",
  testEventCode: "a test code looks like TEST12345",
  country: "a country has two letters, like DE",
  shop: "a shop is named like harbor-goods.myshopify.com",
};

export type ReadInput<Input> =
  | { readonly kind: "read"; readonly input: Input }
  /** A sentence that names the field and quotes none of the values. */
  | { readonly kind: "refused"; readonly why: string };

/** @param json `{}` gives the defaults */
export function readPreviewSettings(json: unknown): ReadInput<PreviewSettings> {
  return read(SettingsSchema, json, "setting");
}

export function readBrowserFacts(json: unknown): ReadInput<BrowserFacts> {
  return read(BrowserSchema, json, "fact of a browser");
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
  thing: string,
): ReadInput<z.infer<Schema>> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return { kind: "read", input: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") ?? "";
  if (issue?.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => (path ? `${path}.${key}` : key)).map((name) => name.slice(0, 40));
    return { kind: "refused", why: `There is no ${thing} called ${names.join(", ")}.` };
  }
  if (path === "") return { kind: "refused", why: "The file holds no JSON object." };
  const hint = issue?.code === "invalid_value" ? `it is one of ${issue.values.join(", ")}` : HINTS[path];
  return { kind: "refused", why: `The ${thing} ${path} is malformed${hint ? `: ${hint}` : ""}.` };
}
