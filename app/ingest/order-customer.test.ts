import { expect, test } from "vitest";
import { anOrder } from "../../test/builders/order-payload.ts";
import { readFact } from "../../test/builders/read-fact.ts";
import { type OrderFixture, readOrderFixture } from "../../test/fixtures/orders/read-order-fixture.ts";
import { isPersonWithheld, orderCustomer } from "./order-customer.ts";
import { readOrderPayload } from "./order-payload.ts";

function customerOf(body: unknown) {
  const read = readOrderPayload(typeof body === "string" ? body : JSON.stringify(body));
  if (read.kind !== "order") throw new Error(read.why);
  return orderCustomer(read.payload);
}
const customerOfFixture = async (name: OrderFixture) => customerOf(await readOrderFixture(name));
/** What is there: what is absent is left out by the identity stage. */
const there = (values: readonly unknown[] | undefined) =>
  (values ?? []).filter((value) => value !== null && value !== undefined);

test("every address of the order, every contact, in the order of their weight", () => {
  const place = (city: string, phone: string | null, country: string) => ({
    first_name: `first of ${city}`,
    last_name: `last of ${city}`,
    city,
    province: "P",
    province_code: "PC",
    zip: "1",
    country: `name of ${country}`,
    country_code: country,
    phone,
  });
  const customer = customerOf(
    anOrder({
      email: "order@example.com",
      contact_email: "contact@example.com",
      phone: "1",
      customer: {
        id: 7701,
        email: "customer@example.com",
        phone: "2",
        first_name: "F",
        last_name: "L",
        default_address: place("home", "9", "FR"),
      },
      shipping_address: place("ship", "3", "US"),
      billing_address: place("bill", "4", "DE"),
    }),
  );
  expect(customer.emails).toEqual(["order@example.com", "contact@example.com", "customer@example.com"]);
  expect(customer.phones).toEqual([
    // The order's own and the customer's stand on no address: they are read with the country that is shipped to.
    { number: "1", country: "US" },
    { number: "2", country: "US" },
    { number: "3", country: "US" },
    { number: "4", country: "DE" },
  ]);
  expect(customer.firstNames).toEqual(["first of ship", "first of bill", "F"]);
  expect(customer.lastNames).toEqual(["last of ship", "last of bill", "L"]);
  expect(customer.addresses).toEqual([
    { city: "ship", province: "P", provinceCode: "PC", zip: "1", country: "name of US", countryCode: "US" },
    { city: "bill", province: "P", provinceCode: "PC", zip: "1", country: "name of DE", countryCode: "DE" },
  ]);
  expect(customer.externalIds).toEqual([7701]);
});

test("the customer's own address serves where the order has none", () => {
  const customer = customerOf(
    anOrder({
      phone: "1",
      billing_address: null,
      shipping_address: null,
      customer: { id: 1, default_address: { city: "home", country_code: "FR", phone: "9" } },
    }),
  );
  expect(customer.addresses).toMatchObject([{ city: "home", countryCode: "FR" }]);
  expect(customer.phones).toContainEqual({ number: "1", country: "FR" });
  expect(customer.phones).toContainEqual({ number: "9", country: "FR" });
});

test("a phone on an address without a country's code is read with its name", () => {
  const customer = customerOf(
    anOrder({ shipping_address: { phone: "3", country: "Japan" }, billing_address: null, customer: null }),
  );
  expect(customer.phones).toContainEqual({ number: "3", country: "Japan" });
});

test("nobody: every list is there, and nothing is in it", () => {
  const customer = customerOf(
    anOrder({
      email: "",
      contact_email: null,
      phone: null,
      customer: undefined,
      billing_address: undefined,
      shipping_address: undefined,
    }),
  );
  expect(there(customer.emails)).toEqual([""]);
  expect(there(customer.phones?.map((phone) => phone.number))).toEqual([]);
  for (const list of [customer.firstNames, customer.lastNames, customer.addresses, customer.externalIds])
    expect(there(list)).toEqual([]);
});

test("a buyer who gave only a phone", async () => {
  const customer = await customerOfFixture("web-phone-only-without-sets");
  expect(there(customer.emails)).toEqual([""]);
  expect(customer.phones?.slice(0, 2)).toEqual([
    { number: "+61400000001", country: "AU" },
    { number: "+61400000001", country: "AU" },
  ]);
});

test("names that are not Latin, and phones in national form with the country that they stand on", async () => {
  const customer = await customerOfFixture("web-yen-in-a-dollar-shop");
  expect(customer.firstNames).toEqual(["花子", "花子", "花子"]);
  expect(there(customer.phones?.filter((phone) => phone.number))).toEqual([
    { number: "090-1234-5678", country: "JP" },
    { number: "03-1234-5678", country: "JP" },
  ]);
});

test("a till's order has nobody", async () => {
  expect(there((await customerOfFixture("pos-dinars")).addresses)).toEqual([]);
});

const WITHHELD = {
  email: null,
  contact_email: null,
  phone: null,
  customer: { id: 7_701, email: null, phone: null, first_name: null, last_name: null },
  billing_address: { country_code: "US", province_code: "CO" },
  shipping_address: null,
};
test.each([
  { name: "nothing of the buyer is shown", overrides: WITHHELD, withheld: true },
  {
    name: "not even an address is there",
    overrides: { ...WITHHELD, customer: null, billing_address: null },
    withheld: true,
  },
  { name: "a phone alone is shown", overrides: { ...WITHHELD, phone: "+14155550123" }, withheld: false },
  {
    name: "a name alone is shown",
    overrides: { ...WITHHELD, shipping_address: { last_name: "Byron" } },
    withheld: false,
  },
  { name: "a till asks for nobody's name", overrides: { ...WITHHELD, source_name: "pos" }, withheld: false },
  { name: "an ordinary order", overrides: {}, withheld: false },
])("a buyer whom Shopify keeps to itself: $name", ({ overrides, withheld }) => {
  const read = readOrderPayload(JSON.stringify(anOrder(overrides)));
  if (read.kind !== "order") throw new Error(read.why);
  expect(isPersonWithheld(read.payload, readFact(overrides).kind)).toBe(withheld);
});
