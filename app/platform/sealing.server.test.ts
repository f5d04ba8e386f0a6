import { describe, expect, test } from "vitest";
import {
  deriveMasterKeys,
  lookupMac,
  newInstallationKey,
  seal,
  UnsealError,
  unseal,
  unwrapInstallationKey,
} from "./sealing.server.ts";

const KEY = Buffer.alloc(32, 7);
const OTHER_KEY = Buffer.alloc(32, 8);
const PLAIN = 'fbp fb.1.1.2 of Åse, "quoted", 漢字';

describe("a sealed value", () => {
  test.each([
    { name: "text", plain: PLAIN },
    { name: "nothing", plain: "" },
    { name: "much", plain: "å".repeat(100_000) },
  ])("opens as it was: $name", ({ plain }) =>
    expect(unseal(KEY, seal(KEY, plain, "token 1"), "token 1")).toBe(plain),
  );

  test("shows nothing of the text, and is never the same twice", () => {
    const [one, two] = [seal(KEY, PLAIN, "token 1"), seal(KEY, PLAIN, "token 1")];
    expect(one.includes("fb.1.1.2")).toBe(false);
    expect(one.equals(two)).toBe(false);
    // Version, IV, text, tag.
    expect(one.length).toBe(1 + 12 + Buffer.byteLength(PLAIN) + 16);
  });

  test("opens from any view of its bytes, as database drivers hand them out", () => {
    const sealed = seal(KEY, PLAIN, "token 1");
    const wider = Buffer.concat([Buffer.alloc(5), sealed, Buffer.alloc(5)]);
    const view = new Uint8Array(wider.buffer, wider.byteOffset + 5, sealed.length);
    expect(unseal(KEY, view, "token 1")).toBe(PLAIN);
  });

  test.each([
    { name: "under another key", key: OTHER_KEY, purpose: "token 1" },
    { name: "in another place", key: KEY, purpose: "token 2" },
    { name: "in no place", key: KEY, purpose: "" },
  ])("does not open $name", ({ key, purpose }) => {
    expect(() => unseal(key, seal(KEY, PLAIN, "token 1"), purpose)).toThrow(UnsealError);
  });

  test("does not open with any one bit changed", () => {
    const sealed = seal(KEY, PLAIN, "token 1");
    for (let at = 0; at < sealed.length; at += 1) {
      for (const bit of [1, 128]) {
        const damaged = Buffer.from(sealed);
        damaged.writeUInt8(sealed.readUInt8(at) ^ bit, at);
        expect(() => unseal(KEY, damaged, "token 1"), `byte ${at}`).toThrow(UnsealError);
      }
    }
  });

  test("does not open cut anywhere, or with a byte more", () => {
    const sealed = seal(KEY, PLAIN, "token 1");
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => unseal(KEY, sealed.subarray(0, length), "token 1"), `${length} bytes`).toThrow(
        UnsealError,
      );
    expect(() => unseal(KEY, Buffer.concat([sealed, Buffer.of(0)]), "token 1")).toThrow(UnsealError);
  });

  test("says nothing of what it is about when it does not open", () => {
    const sealed = seal(KEY, PLAIN, "token 1");
    try {
      unseal(OTHER_KEY, sealed, "token 1");
    } catch (error) {
      expect(String(error)).toBe("UnsealError: the key does not open this value");
      return;
    }
    throw new Error("it opened");
  });
});

describe("the operator's key", () => {
  const keys = deriveMasterKeys(KEY.toString("base64"));

  test("gives three keys of 32 bytes that are all different, and none of them itself", () => {
    const all = [keys.secrets, keys.wrapping, keys.lookup, KEY].map((key) => key.toString("hex"));
    expect(new Set(all).size).toBe(4);
    for (const key of all) expect(key).toHaveLength(64);
  });

  test("gives the same keys each time", () => {
    expect(deriveMasterKeys(KEY.toString("base64"))).toEqual(keys);
    expect(deriveMasterKeys(OTHER_KEY.toString("base64")).secrets.equals(keys.secrets)).toBe(false);
  });

  test("an installation's key is its own, and opens under the operator's alone", () => {
    const [one, two] = [newInstallationKey(keys), newInstallationKey(keys)];
    const key = unwrapInstallationKey(keys, one);
    expect(key).toHaveLength(32);
    expect(key.equals(unwrapInstallationKey(keys, one))).toBe(true);
    expect(key.equals(unwrapInstallationKey(keys, two))).toBe(false);
    expect(() => unwrapInstallationKey(deriveMasterKeys(OTHER_KEY.toString("base64")), one)).toThrow(
      UnsealError,
    );
  });
});

describe("digests for look-ups", () => {
  const keys = deriveMasterKeys(KEY.toString("base64"));
  const others = deriveMasterKeys(OTHER_KEY.toString("base64"));
  const mac = (shop: bigint, kind: string, value: string) =>
    lookupMac(keys, shop, kind, value).toString("hex");
  const known = mac(1n, "email", "ada");

  test("are the same for the same", () => {
    expect(mac(1n, "email", "ada")).toBe(known);
    expect(known).toHaveLength(64);
  });

  test.each([
    { name: "another shop", other: mac(2n, "email", "ada") },
    { name: "another kind", other: mac(1n, "phone", "ada") },
    { name: "another value", other: mac(1n, "email", "adb") },
    { name: "another operator", other: lookupMac(others, 1n, "email", "ada").toString("hex") },
    // Numbers and words must not run into each other.
    { name: "a shop whose number ends as the kind begins", other: mac(11n, "email", "ada") },
  ])("differ for $name", ({ other }) => expect(other).not.toBe(known));
});
