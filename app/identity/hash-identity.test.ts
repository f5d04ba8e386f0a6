import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { hashIdentity, sha256Of } from "./hash-identity.ts";

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");
const digests = (...texts: readonly string[]) => texts.map(sha256);

describe("a buyer's fields become digests", () => {
  test("a whole order, every key", () => {
    const { keys, leftOut } = hashIdentity({
      emails: ["John_Smith@gmail.com"],
      phones: [{ number: "(650)555-1212", country: "US" }],
      firstNames: ["Mary"],
      lastNames: ["O'Connor"],
      genders: ["female"],
      birthDates: ["2/16/1997"],
      addresses: [
        {
          city: "Menlo Park",
          province: "California",
          provinceCode: "CA",
          zip: "94025-1234",
          countryCode: "US",
        },
      ],
      externalIds: [6789012345678],
    });
    expect(leftOut).toEqual([]);
    expect(keys).toEqual({
      // The published digests of Meta's Customer Information Parameters page.
      em: ["62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"],
      ph: ["e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"],
      fn: ["6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"],
      ln: digests("oconnor"),
      ge: ["252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111"],
      db: ["01acdbf6ec7b4f478a225f1a246e5d6767eeab1a7ffa17f025265b5b94f40f0c"],
      ct: digests("menlopark"),
      st: digests("ca"),
      zp: digests("94025"),
      country: ["79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621"],
      external_id: digests("6789012345678"),
    });
  });

  test("several values, each once, in their order", () => {
    const { keys } = hashIdentity({
      emails: ["Ada@example.com", "bob@example.com", " ada@EXAMPLE.com "],
      phones: [
        { number: "9876543210", country: "IN" },
        { number: "+91 98765 43210" },
        { number: "020 7946 0958", country: "GB" },
      ],
      addresses: [
        { city: "São Paulo", countryCode: "BR", zip: "01310-100" },
        { city: "Sao Paulo", countryCode: "BR", zip: "01310100" },
        { city: "London", countryCode: "GB" },
      ],
    });
    expect(keys).toEqual({
      em: digests("ada@example.com", "bob@example.com"),
      ph: digests("919876543210", "442079460958"),
      ct: digests("sãopaulo", "saopaulo", "london"),
      zp: digests("01310100", "01310"),
      country: digests("br", "gb"),
    });
  });

  test("what an order repeats is there once: the same address twice, one phone in two spellings", () => {
    const home = { city: "Zürich", provinceCode: "ZH", zip: "8001", countryCode: "CH" };
    const { keys } = hashIdentity({
      emails: ["ada@example.com", "ada@example.com", "Ada@Example.com"],
      phones: [
        { number: "+41446681800", country: "CH" },
        { number: "044 668 18 00", country: "CH" },
        { number: "044 668 18 00", country: "CH" },
      ],
      lastNames: ["Byron", "Byron", "byron", "Lovelace", "Byron"],
      addresses: [home, { ...home }, { ...home, zip: "8002" }],
    });
    expect(keys).toEqual({
      em: digests("ada@example.com"),
      ph: digests("41446681800"),
      ln: digests("byron", "lovelace"),
      ct: digests("zürich", "zurich"),
      st: digests("zh"),
      zp: digests("8001", "8002"),
      country: digests("ch"),
    });
  });

  test("codes win over names; a code with digits leaves the state to its name", () => {
    const japan = { provinceCode: "JP-13", province: "Tokyo", countryCode: "JP", country: "Japan" };
    expect(hashIdentity({ addresses: [japan, japan] }).keys).toEqual({
      st: digests("tokyo"),
      country: digests("jp"),
    });
  });

  test("what is already a digest is kept, in lower case", () => {
    const digest = sha256("ada@example.com");
    expect(hashIdentity({ emails: [digest.toUpperCase(), "ada@example.com"] }).keys.em).toEqual([digest]);
  });
});

describe("bad values cost their own field and nothing else", () => {
  test("absent values are silent, bad ones are named with their reason", () => {
    const { keys, leftOut } = hashIdentity({
      emails: [null, "", "n/a", "ada@example.com"],
      phones: [
        { number: null, country: "US" },
        { number: "12345", country: "US" },
      ],
      firstNames: [undefined, {}],
      addresses: [{ city: "90210", countryCode: null, country: "Narnia", zip: null }],
    });
    expect(keys).toEqual({ em: digests("ada@example.com") });
    expect(leftOut).toEqual([
      { field: "em", why: "empty" },
      { field: "em", why: "placeholder" },
      { field: "ph", why: "not_a_phone" },
      { field: "fn", why: "not_text" },
      { field: "ct", why: "no_letters" },
      { field: "country", why: "not_a_country" },
    ]);
  });

  test("a bad value is named as often as it stands there, also where the rest of its address is said already", () => {
    const home = { city: "Paris", zip: "n/a", countryCode: "FR" };
    const { leftOut } = hashIdentity({ emails: ["n/a", "n/a"], addresses: [home, { ...home }] });
    expect(leftOut).toEqual([
      { field: "em", why: "placeholder" },
      { field: "em", why: "placeholder" },
      { field: "zp", why: "placeholder" },
      { field: "zp", why: "placeholder" },
    ]);
  });

  test("nothing gives nothing", () => {
    expect(hashIdentity({})).toEqual({ keys: {}, leftOut: [] });
    expect(hashIdentity({ emails: [], phones: [], addresses: [{}] })).toEqual({ keys: {}, leftOut: [] });
  });
});

test("an order never changes the digests of another", () => {
  const first = hashIdentity({ addresses: [{ city: "Paris" }] });
  hashIdentity({ addresses: [{ city: "Paris" }, { city: "Lyon" }] });
  expect(first.keys.ct).toEqual(digests("paris"));
  expect(hashIdentity({ addresses: [{ city: "Paris" }] }).keys.ct).toEqual(digests("paris"));
});

test("the same code in another country has an answer of its own", () => {
  expect(hashIdentity({ addresses: [{ province: "Texas", countryCode: "US" }] }).keys.st).toEqual(
    digests("tx"),
  );
  expect(hashIdentity({ addresses: [{ province: "Texas", countryCode: "CA" }] }).leftOut).toEqual([
    { field: "st", why: "not_a_state" },
  ]);
});

test("a digest is of the UTF-8 bytes", () => {
  expect(sha256Of("정")).toBe("8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14");
});
