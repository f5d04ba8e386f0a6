import { describe, expect, test } from "vitest";
import type { JsonObject } from "./json-value.ts";
import { checkUserData, isTooBroad } from "./user-data-rules.ts";

const NOW_MS = Date.parse("2026-11-21T12:00:00Z");
// Published by Meta for john_smith@gmail.com and 16505551212.
const EM = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f";
const PH = "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176";
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const first = (given: JsonObject) => checkUserData(given, NOW_MS).problems[0];

describe("user data is refused", () => {
  test.each<{ name: string; given: JsonObject; subcode: number | null; key: string }>([
    { name: "an address in plain text", given: { em: "john_smith@gmail.com" }, subcode: null, key: "em" },
    { name: "an upper-case digest", given: { em: EM.toUpperCase() }, subcode: null, key: "em" },
    { name: "an MD5 digest", given: { em: "0bc83cb571cd1c50ba6f3e8a78ef1346" }, subcode: null, key: "em" },
    { name: "one plain value among digests", given: { ph: [PH, "16505551212"] }, subcode: null, key: "ph" },
    { name: "an empty string", given: { em: "" }, subcode: null, key: "em" },
    { name: "a null", given: { em: null }, subcode: 2804019, key: "em" },
    { name: "a number", given: { ph: 16505551212 }, subcode: 2804019, key: "ph" },
    { name: "an unknown key", given: { em: EM, email: EM }, subcode: 2804019, key: "email" },
    {
      name: "a hashed IP address",
      given: { em: EM, client_ip_address: PH },
      subcode: null,
      key: "client_ip_address",
    },
    {
      name: "an IP address with a space",
      given: { em: EM, client_ip_address: " 192.0.2.1" },
      subcode: null,
      key: "client_ip_address",
    },
    {
      name: "an array of user agents",
      given: { em: EM, client_user_agent: ["Mozilla"] },
      subcode: 2804019,
      key: "client_user_agent",
    },
    {
      name: "a lead id that is no number",
      given: { em: EM, lead_id: "abc" },
      subcode: 2804036,
      key: "lead_id",
    },
    { name: "an empty external id", given: { external_id: [""] }, subcode: 2804019, key: "external_id" },
  ])("$name", ({ given, subcode, key }) => {
    expect({ subcode: first(given)?.subcode, key: first(given)?.path[1] }).toEqual({ subcode, key });
  });

  test.each<{ name: string; given: JsonObject }>([
    { name: "nothing at all", given: {} },
    { name: "only a user agent", given: { client_user_agent: "Mozilla/5.0" } },
    { name: "only the digest of an empty string", given: { em: [EMPTY] } },
    { name: "only an fbp that is none", given: { fbp: "1116446470", client_user_agent: "Mozilla/5.0" } },
  ])("as too little: $name", ({ given }) => expect(first(given)?.subcode).toBe(2804050));
});

describe("user data is accepted", () => {
  test.each<{ name: string; given: JsonObject }>([
    { name: "one digest", given: { em: EM } },
    { name: "a digest with the mark of Meta's builder", given: { em: `${EM}.AQQCAQMC` } },
    { name: "several people's digests", given: { em: [EM], ph: [PH, EM] } },
    { name: "a plain external id", given: { external_id: "gid-77" } },
    { name: "an IPv6 address alone", given: { client_ip_address: "2001:db8::1" } },
    { name: "a browser id", given: { fbp: "fb.1.1596403881668.1116446470" } },
    { name: "a click id with dots inside", given: { fbc: "fb.1.1795240000000.IwAR2.x__DOT__y" } },
  ])("$name", ({ given }) => expect(checkUserData(given, NOW_MS).problems).toEqual([]));
});

describe("a combination is too broad", () => {
  test.each([
    { name: "nothing", keys: [], want: true },
    {
      name: "place, gender and agent",
      keys: ["ct", "country", "st", "zp", "ge", "client_user_agent"],
      want: true,
    },
    { name: "birthday and agent", keys: ["db", "client_user_agent"], want: true },
    { name: "first name and gender", keys: ["fn", "ge"], want: true },
    { name: "last name and gender", keys: ["ln", "ge"], want: true },
    { name: "not both names", keys: ["fn", "ln"], want: false },
    { name: "not place with birthday", keys: ["ct", "db"], want: false },
    { name: "not address with agent", keys: ["client_ip_address", "client_user_agent"], want: false },
  ])("$name", ({ keys, want }) => expect(isTooBroad(keys)).toBe(want));
});

describe("cookies are remarked on", () => {
  test.each([
    { name: "a click id without its time", given: { fbc: "IwAR2abc" }, field: "user_data.fbc" },
    { name: "a click id in seconds", given: { fbc: "fb.1.1795240000.IwAR2" }, field: "user_data.fbc" },
    {
      name: "a click id older than 90 days",
      given: { fbc: "fb.1.1780000000000.IwAR2" },
      field: "user_data.fbc",
    },
    {
      name: "a browser id without a number",
      given: { fbp: "fb.1.1795240000000.abc" },
      field: "user_data.fbp",
    },
  ])("$name", ({ given, field }) => {
    const found = checkUserData({ em: EM, ...given }, NOW_MS);
    expect(found.problems).toEqual([]);
    expect(found.remarks.map((remark) => remark.field)).toEqual([field]);
  });
});
