// The fake's controls as JSON, for scripts and for browsers of the sandbox: `/_control/*`.
import { type Context, Hono } from "hono";
import { z } from "zod";
import { CheckoutSubmissionBody, DisturbanceBody } from "./control-bodies.ts";
import type { FakeShopify } from "./fake-shopify-types.ts";
import { financialStatuses } from "./order-payload.ts";
import type { ShopStates } from "./shop-state.ts";

type Controls = Omit<FakeShopify, "adminOrigin" | "tunnelOrigin" | "stop">;

const OrderRequest = z.strictObject({
  submission: CheckoutSubmissionBody,
  webhooks: DisturbanceBody.optional(),
  financialStatus: z.enum(financialStatuses).optional(),
  exchangeRate: z.string().optional(),
});
const WebhookRequest = z.strictObject({
  topic: z.string(),
  body: z.record(z.string(), z.unknown()),
  isTest: z.boolean().optional(),
  disturbance: DisturbanceBody.optional(),
});
const ScopesRequest = z.strictObject({ scopes: z.array(z.string()) });
const ThrottleRequest = z.strictObject({ calls: z.int().min(0) });
const RevokeRequest = z.strictObject({ refreshToo: z.boolean().optional() });
const Nothing = z.unknown();

/** Every answer is JSON; a bad body is 400 with the reason, an unknown shop or order 404. */
export function controlRoutes(controls: Controls, shops: ShopStates): Hono {
  const app = new Hono();

  app.get("/_control/shops", (c) =>
    c.json(
      shops.all().map(({ shop, installed, scopes, orders }) => ({
        ...shop,
        installed,
        scopes: [...scopes],
        orders: orders.length,
      })),
    ),
  );
  app.get("/_control/webhooks", (c) => c.json(controls.webhookDeliveries()));
  app.get("/_control/shops/:domain/pixel", (c) => reply(c, Nothing, (domain) => controls.webPixel(domain)));
  app.get("/_control/shops/:domain/orders", (c) => reply(c, Nothing, (domain) => controls.orders(domain)));
  app.get("/_control/shops/:domain/session-token", (c) =>
    reply(c, Nothing, (domain) => ({ token: controls.sessionToken(domain) })),
  );
  app.post("/_control/shops/:domain/install", (c) => reply(c, Nothing, (domain) => controls.install(domain)));
  app.post("/_control/shops/:domain/uninstall", (c) =>
    reply(c, Nothing, (domain) => controls.uninstall(domain).firstAttempt),
  );
  app.post("/_control/shops/:domain/scopes", (c) =>
    reply(c, ScopesRequest, (domain, { scopes }) => controls.grantScopes(domain, scopes).firstAttempt),
  );
  app.post("/_control/shops/:domain/revoke-tokens", (c) =>
    reply(c, RevokeRequest, (domain, { refreshToo }) =>
      controls.revokeTokens(domain, { refreshToo: refreshToo === true }),
    ),
  );
  app.post("/_control/shops/:domain/throttle", (c) =>
    reply(c, ThrottleRequest, (domain, { calls }) => controls.throttle(domain, calls)),
  );
  app.post("/_control/shops/:domain/disturb", (c) =>
    reply(c, DisturbanceBody, (domain, body) => controls.disturb(domain, body)),
  );
  app.post("/_control/shops/:domain/orders", (c) =>
    reply(c, OrderRequest, (domain, { submission, ...options }) =>
      controls.placeOrder(domain, submission, withoutUndefined(options)),
    ),
  );
  app.post("/_control/shops/:domain/orders/:id/paid", (c) =>
    reply(c, Nothing, (domain) => controls.markPaid(domain, c.req.param("id")).firstAttempt),
  );
  app.post("/_control/shops/:domain/webhooks", (c) =>
    reply(
      c,
      WebhookRequest,
      (domain, event) => controls.sendWebhook(domain, withoutUndefined(event)).firstAttempt,
    ),
  );
  return app;

  async function reply<Body>(
    c: Context,
    schema: z.ZodType<Body>,
    act: (domain: string, body: Body) => unknown,
  ): Promise<Response> {
    const domain = c.req.param("domain") ?? "";
    if (shops.find(domain) === null) return c.json({ error: `The sandbox has no shop ${domain}.` }, 404);
    const body = schema.safeParse(c.req.method === "GET" ? undefined : await c.req.json().catch(() => ({})));
    if (!body.success) return c.json({ error: z.prettifyError(body.error) }, 400);
    try {
      return c.json((await act(domain, body.data)) ?? { done: true });
    } catch (error) {
      return c.json({ error: error instanceof Error ? error.message : "failed" }, 404);
    }
  }
}

/** zod leaves `undefined` for a key that was not sent; our types say that it is absent. */
function withoutUndefined<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
