// The cart: its page, its changes, and the two JSON addresses that apps use to read it and to write attributes.

import { type Context, Hono } from "hono";
import { addToCart, type CartChange, itemCount, priceLine, setQuantity } from "../cart.ts";
import { variantById } from "../catalog.ts";
import type { CartAnswer, PageEvent } from "../page-data.ts";
import { cartContents, cartPage } from "../pages/cart-page.ts";
import { renderPage } from "../pages/layout.ts";
import { cartLinePayload, cartPayload } from "../pixel-payloads.ts";
import { cartLines, payloadContext, type ShopEnv, type Shopfront, type Visit } from "../shopfront.ts";

/** Shopify cuts attributes off somewhere too; nobody needs more here. */
const MOST_ATTRIBUTES = 50;
const LONGEST_ATTRIBUTE = 1_000;

export function cartRoutes(front: Shopfront): Hono<ShopEnv> {
  const app = new Hono<ShopEnv>();

  app.get("/cart", (c) => {
    const visit = c.get("visit");
    const cart = cartPayload(payloadContext(front, visit), visit.visitor.cart, cartLines(front, visit));
    return c.html(
      renderPage(front, visit, {
        title: "Your cart",
        body: cartPage(front, visit),
        events: [{ name: "cart_viewed", data: { cart } }],
      }),
    );
  });

  app.post("/cart/add", async (c) => {
    const form = await c.req.formData();
    const found = variantById(String(form.get("id") ?? ""));
    const quantity = wholeNumber(form.get("quantity") ?? "1");
    if (found === null || found.variant.soldOut || quantity === null || quantity < 1) {
      return c.text("Name a variant that is in stock and a quantity of 1 or more", 422);
    }
    const change = addToCart(c.get("visit").visitor.cart, found.variant.id, quantity);
    return answer(front, c, change, `${found.product.title} is in your cart.`);
  });

  app.post("/cart/change", async (c) => {
    const form = await c.req.formData();
    const found = variantById(String(form.get("id") ?? ""));
    const quantity = wholeNumber(form.get("quantity"));
    if (found === null || quantity === null || quantity < 0)
      return c.text("Name a variant and a quantity", 422);
    const change = setQuantity(c.get("visit").visitor.cart, found.variant.id, quantity);
    const said = quantity === 0 ? `${found.product.title} was removed.` : "The cart was updated.";
    return answer(front, c, change, said);
  });

  app.post("/cart/update", async (c) => {
    const form = await c.req.formData();
    const given = [...form].flatMap(([name, value]) => {
      const key = /^attributes\[(.+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, String(value)] as const];
    });
    setAttributes(c.get("visit"), Object.fromEntries(given));
    return answer(front, c, null, "Saved.");
  });

  // https://shopify.dev/docs/api/ajax/reference/cart
  app.get("/cart.js", (c) => c.json(ajaxCart(front, c.get("visit"))));
  app.post("/cart/update.js", async (c) => {
    const body: unknown = await c.req.json().catch(() => null);
    const attributes =
      body !== null && typeof body === "object" && "attributes" in body ? body.attributes : null;
    if (attributes !== null && typeof attributes === "object") {
      setAttributes(c.get("visit"), attributes as Readonly<Record<string, unknown>>);
    }
    return c.json(ajaxCart(front, c.get("visit")));
  });

  return app;
}

function answer(front: Shopfront, c: Context<ShopEnv>, change: CartChange | null, message: string): Response {
  const visit = c.get("visit");
  if (change !== null) visit.visitor.cart = change.cart;
  if (!c.req.header("accept")?.includes("application/json")) return c.redirect("/cart", 303);
  const body: CartAnswer = {
    events: change === null ? [] : changeEvents(front, visit, change),
    itemCount: itemCount(visit.visitor.cart),
    cartHtml: cartContents(front, visit).text,
    message,
  };
  return c.json(body);
}

/** The line in the event has the quantity that was added or removed, not the line's new one. */
function changeEvents(front: Shopfront, visit: Visit, change: CartChange): readonly PageEvent[] {
  const quantity = Math.abs(change.delta);
  const { currency } = visit.visitor;
  const line = priceLine({ variantId: change.variantId, quantity }, front.options.shop.currency, currency);
  if (quantity === 0 || line === null) return [];
  const data = { cartLine: cartLinePayload(payloadContext(front, visit), line) };
  return [{ name: change.delta > 0 ? "product_added_to_cart" : "product_removed_from_cart", data }];
}

/** An empty value takes the attribute away. */
function setAttributes(visit: Visit, given: Readonly<Record<string, unknown>>): void {
  const merged = new Map(Object.entries(visit.visitor.cart.attributes));
  for (const [key, value] of Object.entries(given).slice(0, MOST_ATTRIBUTES)) {
    const text = value === null || value === undefined ? "" : String(value).slice(0, LONGEST_ATTRIBUTE);
    if (text === "") merged.delete(key);
    else merged.set(key.slice(0, LONGEST_ATTRIBUTE), text);
  }
  visit.visitor.cart = { ...visit.visitor.cart, attributes: Object.fromEntries(merged) };
}

function ajaxCart(front: Shopfront, visit: Visit) {
  const { cart, currency } = visit.visitor;
  const lines = cartLines(front, visit);
  return {
    token: `${cart.token}?key=${cart.key}`,
    note: null,
    attributes: cart.attributes,
    item_count: itemCount(cart),
    currency,
    total_price: lines.reduce((total, line) => total + line.total.minor, 0),
    items: lines.map((line) => ({
      id: Number(line.variant.id),
      variant_id: Number(line.variant.id),
      product_id: Number(line.product.id),
      quantity: line.quantity,
      sku: line.variant.sku,
      title: line.product.title,
      price: line.unit.minor,
      line_price: line.total.minor,
    })),
  };
}

function wholeNumber(value: FormDataEntryValue | null): number | null {
  return typeof value === "string" && /^\d{1,4}$/.test(value.trim()) ? Number(value) : null;
}
