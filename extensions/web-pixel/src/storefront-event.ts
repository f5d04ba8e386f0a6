// The parts of Shopify's standard events that the pixel reads, as Shopify's own types have them. A storefront keeps less than
// they promise: any field may be absent or null, so what lies deeper than one step is read inside `orNull`.
// https://shopify.dev/docs/api/web-pixels-api/standard-events

type Maybe<T> = T | null | undefined;

export interface PixelMoney {
  readonly amount: Maybe<number | string>;
  readonly currencyCode: Maybe<string>;
}

/** A gid, or the digits alone. */
export interface Identified {
  readonly id?: Maybe<string>;
}

interface PixelVariant extends Identified {
  readonly sku?: Maybe<string>;
  readonly price?: Maybe<PixelMoney>;
  readonly product?: Maybe<Identified>;
}

/** A cart's line (`merchandise`), a checkout's (`variant`), or a product by itself. */
export interface PixelLine extends PixelVariant {
  readonly quantity?: Maybe<number>;
  readonly variant?: Maybe<PixelVariant>;
  readonly merchandise?: Maybe<PixelVariant>;
}

/** What an event is about, whichever it is: product, cart line, cart, checkout, collection or search result. */
export interface PixelSubject extends PixelLine {
  /** Cart and cart line. */
  readonly cost: { readonly totalAmount: Maybe<PixelMoney> };
  /** Cart. */
  readonly lines?: Maybe<readonly PixelLine[]>;
  /** Collection and search result. */
  readonly productVariants?: Maybe<readonly PixelVariant[]>;
  readonly query?: Maybe<string>;
  /** Checkout, from here on. */
  readonly token?: Maybe<string>;
  readonly lineItems?: Maybe<readonly PixelLine[]>;
  readonly totalPrice?: Maybe<PixelMoney>;
  readonly subtotalPrice?: Maybe<PixelMoney>;
  readonly totalTax?: Maybe<PixelMoney>;
  readonly delivery: {
    readonly selectedDeliveryOptions: readonly { readonly costAfterDiscounts: Maybe<PixelMoney> }[];
  };
  readonly transactions?: Maybe<readonly { readonly gateway: Maybe<string> }[]>;
  readonly order: Identified & { readonly customer: Maybe<Identified> };
}

export interface StorefrontEvent {
  /** Unique for one occurrence. */
  readonly id: string;
  readonly name: string;
  readonly clientId: Maybe<string>;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly context: {
    readonly document: { readonly location: { readonly href: string }; readonly referrer: string };
  };
  readonly data?: Maybe<{
    readonly productVariant?: Maybe<PixelSubject>;
    readonly collection?: Maybe<PixelSubject>;
    readonly searchResult?: Maybe<PixelSubject>;
    readonly cart?: Maybe<PixelSubject>;
    readonly cartLine?: Maybe<PixelSubject>;
    readonly checkout?: Maybe<PixelSubject>;
  }>;
}

/** What the page knew when it loaded: `init.data` of the pixel's API. */
export interface PageData {
  readonly cart: Maybe<Identified>;
  readonly customer: Maybe<Identified>;
}
