// Who is asking: the shop behind a verified session token, never behind anything in a query or a form.
import type { Services } from "../platform/services.server.ts";
import type { AdminGraphql } from "./admin-graphql.server.ts";
import { installShop } from "./install-shop.server.ts";
import type { ShopContext } from "./shop-context.server.ts";

type Authenticated = Awaited<ReturnType<Services["shopify"]["authenticate"]["admin"]>>;

export interface Merchant {
  readonly shop: ShopContext;
  readonly graphql: AdminGraphql;
  /** Keeps Shopify's parameters and leaves the frame where it must. */
  readonly redirect: Authenticated["redirect"];
}

type MerchantServices = Pick<Services, "shopify" | "shops" | "database" | "keys" | "clock" | "env">;

/** @throws a Response that Shopify's package answers with where nobody is signed in */
export async function merchant(services: MerchantServices, request: Request): Promise<Merchant> {
  const { session, admin, redirect } = await services.shopify.authenticate.admin(request);
  const known = await services.shops.byDomain(session.shop);
  const shop = known ?? (await installAgain(services, session.shop, admin.graphql));
  return { shop, graphql: admin.graphql, redirect };
}

/** A session can outlive its tenant: a restored database, a redacted shop. Signing in makes it anew. */
async function installAgain(
  services: MerchantServices,
  domain: string,
  graphql: AdminGraphql,
): Promise<ShopContext> {
  const { database, keys, clock, env, shops } = services;
  await installShop(
    { pool: database.hot, keys, clock, appClientId: env.SHOPIFY_API_KEY },
    { domain, graphql },
  );
  shops.forget();
  const shop = await shops.byDomain(domain);
  if (!shop) throw new Error("a shop that has just been installed is not there");
  return shop;
}
