// The switches over HTTP. Only JSON is taken, so that no other site's form can turn them.

import { Hono } from "hono";
import { z } from "zod";
import { ControlSettings } from "../controls.ts";
import type { ShopEnv, Shopfront } from "../shopfront.ts";

export function controlRoutes(front: Shopfront): Hono<ShopEnv> {
  const app = new Hono<ShopEnv>();

  app.get("/_control/settings", (c) => c.json(front.controls.current));
  app.delete("/_control/settings", (c) => c.json(front.controls.reset()));
  app.patch("/_control/settings", async (c) => {
    if (!c.req.header("content-type")?.startsWith("application/json")) {
      return c.json({ error: "Send application/json" }, 415);
    }
    const body: unknown = await c.req.json().catch(() => null);
    const parsed = ControlSettings.partial().safeParse(body);
    if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 422);
    return c.json(front.controls.change(parsed.data));
  });

  return app;
}
