// What a product, a variant and a collection are here, and how they are found.

import type { ArtKey } from "./product-art.ts";
import { PRODUCTS } from "./products.ts";

export interface Variant {
  /** Shopify's numeric id, digits. */
  readonly id: string;
  /** `Default Title` where a product has no options, as Shopify names it. */
  readonly title: string;
  readonly sku: string | null;
  readonly priceMinor: number;
  /** Fill of the drawing, a CSS colour. */
  readonly color: string;
  readonly soldOut: boolean;
}

export interface Product {
  /** Shopify's numeric id, digits. */
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly type: string;
  readonly vendor: string;
  readonly description: string;
  readonly art: ArtKey;
  readonly optionName: string | null;
  readonly variants: readonly [Variant, ...Variant[]];
}

export interface Collection {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly description: string;
  readonly productHandles: readonly string[];
}

export const COLLECTIONS: readonly Collection[] = [
  {
    id: "421850644714",
    handle: "all",
    title: "Everything",
    description: "The whole shelf, from the mug to the blanket.",
    productHandles: PRODUCTS.map((product) => product.handle),
  },
  {
    id: "421850677482",
    handle: "galley",
    title: "The galley",
    description: "For the kitchen, at sea or ashore.",
    productHandles: ["tide-enamel-mug", "keel-linen-apron", "driftwood-serving-board", "dawn-watch-coffee"],
  },
  {
    id: "421850710250",
    handle: "warm-things",
    title: "Warm things",
    description: "Wool, wax and what keeps the wind out.",
    productHandles: ["breakwater-beanie", "gull-wool-blanket", "lantern-soy-candle"],
  },
];

/** Offered after the payment when the post-purchase page is on. */
export const POST_PURCHASE_VARIANT_ID = "44718209925354";

export function productByHandle(handle: string): Product | null {
  return PRODUCTS.find((product) => product.handle === handle) ?? null;
}

export function collectionByHandle(handle: string): Collection | null {
  return COLLECTIONS.find((collection) => collection.handle === handle) ?? null;
}

export function productsOf(collection: Collection): readonly Product[] {
  return collection.productHandles.flatMap((handle) => productByHandle(handle) ?? []);
}

export function variantById(id: string): { readonly product: Product; readonly variant: Variant } | null {
  for (const product of PRODUCTS) {
    const variant = product.variants.find((candidate) => candidate.id === id);
    if (variant !== undefined) return { product, variant };
  }
  return null;
}

/** Products whose title, type or vendor holds every word of the query. */
export function searchProducts(query: string): readonly Product[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return PRODUCTS.filter((product) => {
    const text = `${product.title} ${product.type} ${product.vendor}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
