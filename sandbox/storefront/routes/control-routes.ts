// The switches over HTTP. Only JSON is taken, so that no other site's form can turn them.

import { type Context, Hono } from "hono";
import { z } from "zod";
import { ControlSettings, Customer } from "../controls.ts";
import type { ShopEnv, Shopfront } from "../shopfront.ts";

const SignIn = z.strictObject({ customer: Customer.nullable() });

export function controlRoutes(front: Shopfront): Hono<ShopEnv> {
  const app = new Hono<ShopEnv>();

  app.get("/_control/settings", (c) => c.json(front.controls.current));
  app.delete("/_control/settings", (c) => c.json(front.controls.reset()));
  app.patch("/_control/settings", (c) =>
    answer(c, ControlSettings.partial(), (given) => front.controls.change(given)),
  );
  return app;
}

/** What is turned for one browser, known by its cookie. */
export function visitorControlRoutes(): Hono<ShopEnv> {
  const app = new Hono<ShopEnv>();
  // Signs a customer in on the browser that asks, or out with `null`.
  app.patch("/_control/visitor", (c) =>
    answer(c, SignIn, ({ customer }) => {
      c.get("visit").visitor.customer = customer;
      return { customer };
    }),
  );
  return app;
}

async function answer<Given>(
  c: Context<ShopEnv>,
  shape: z.ZodType<Given>,
  turn: (given: Given) => object,
): Promise<Response> {
  if (!c.req.header("content-type")?.startsWith("application/json")) {
    return c.json({ error: "Send application/json" }, 415);
  }
  const parsed = shape.safeParse(await c.req.json().catch(() => null));
  if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 422);
  return c.json(turn(parsed.data));
}
