// An app that Shopify has not approved for protected customer data: the orders go with what is left, and the merchant is told what
// that costs and why.
import { afterEach, beforeEach, expect, test } from "vitest";
import { readOrderPage } from "../../app/dashboard/order-list.server.ts";
import { readOrderProof } from "../../app/dashboard/order-proof.server.ts";
import { OrderProofPage } from "../../app/dashboard/orders/OrderProofPage.tsx";
import { OrdersPage } from "../../app/dashboard/orders/OrdersPage.tsx";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";
import { readable, renderPage } from "./render-page.tsx";

let product: Product;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(() => product.close());

const withheld = anOrder({
  email: null,
  contact_email: null,
  phone: null,
  customer: { id: 7_701, email: null, phone: null, first_name: null, last_name: null },
  billing_address: { country_code: "US", province_code: "WY" },
  shipping_address: null,
});

test("it is sent with the keys that remain, and list and proof say which are lost and why", async () => {
  await product.webhook(withheld);
  product.clock.forward(31_000);
  await product.deliver();
  const [purchase] = product.meta.events(DATASET_ID, "Purchase");
  const { user_data } = product.meta.asReceived(purchase?.counted as never) as { user_data: object };
  expect(Object.keys(user_data).sort()).toEqual(
    ["client_ip_address", "client_user_agent", "country", "external_id", "fbc", "st"].sort(),
  );

  const { database, keys } = product.services;
  const page = await database.forShop(product.shop.id, (rows) => readOrderPage(rows, product.shop.id, null));
  const list = renderPage(<OrdersPage page={page} timeZone="Europe/Berlin" mode="live" />, "/app/orders");
  expect(readable(list)).toContain(
    "Orders still go to Meta, without email, phone, name, city and postcode, so fewer can be matched.",
  );
  const proof = await readOrderProof(database, keys, product.shop.id, 5_512_345_678_901n);
  if (!proof) throw new Error("the order is not there");
  expect(readable(renderPage(<OrderProofPage proof={proof} timeZone="Europe/Berlin" />))).toContain(
    "because the app is not yet approved for protected customer data. Lost to Meta: email, phone, name, city and postcode.",
  );
});

test("of an order with its buyer nothing is said", async () => {
  await product.webhook(anOrder());
  const page = await product.services.database.forShop(product.shop.id, (rows) =>
    readOrderPage(rows, product.shop.id, null),
  );
  const list = renderPage(<OrdersPage page={page} timeZone="Europe/Berlin" mode="live" />, "/app/orders");
  expect(readable(list)).not.toContain("protected customer data");
});
