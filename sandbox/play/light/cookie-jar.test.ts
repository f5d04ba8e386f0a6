// Cookies as RFC 6265 has them, as far as a shop and its scripts use them.
import { expect, test } from "vitest";
import { CookieJar } from "./cookie-jar.ts";

const HOST = "harbor-goods.localhost";

test("a script reads what it may read, the shop gets all of it", () => {
  const jar = new CookieJar(HOST);
  jar.set("_shopify_essential=abc; Path=/; HttpOnly; SameSite=Lax", true);
  jar.set("_fbp=fb.1.2.3; path=/");
  expect(jar.document()).toBe("_fbp=fb.1.2.3");
  expect(jar.header()).toBe("_shopify_essential=abc; _fbp=fb.1.2.3");
  expect(jar.value("_shopify_essential")).toBe("");
});

test.each([
  { name: "a public suffix", domain: ".localhost", kept: false },
  { name: "another site", domain: ".other.localhost", kept: false },
  { name: "the host itself", domain: ".harbor-goods.localhost", kept: true },
])("a cookie for $name is kept: $kept", ({ domain, kept }) => {
  const jar = new CookieJar(HOST);
  jar.set(`a=1; domain=${domain}`);
  expect(jar.value("a")).toBe(kept ? "1" : "");
});

test("a script cannot touch the server's own cookie", () => {
  const jar = new CookieJar(HOST);
  jar.set("a=server; HttpOnly", true);
  jar.set("a=script");
  jar.set("b=script; HttpOnly");
  expect(jar.header()).toBe("a=server");
});

test("an age of nothing takes a cookie away", () => {
  const jar = new CookieJar(HOST);
  jar.set("a=1");
  jar.set("a=1; max-age=0");
  expect(jar.header()).toBe("");
});
