import { OPEN_FROM_SHOPIFY } from "../../texts/welcome.ts";

/** What somebody reads who came without Shopify. */
export const openFromShopify = (): Response => new Response(OPEN_FROM_SHOPIFY, { status: 400 });
