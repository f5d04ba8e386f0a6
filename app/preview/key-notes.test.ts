import { expect, test } from "vitest";
import { clickIdNote, leftOutNotes, missingKeysNote, sentKeysNotes } from "./key-notes.ts";

test.each([
  {
    name: "the browser's own wins",
    site: "/?fbclid=abc",
    cookie: "fb.1.5.def",
    says: "fbc: the browser's own.",
  },
  { name: "no landing site", site: null, cookie: null, says: /^fbc: none, .* holds no click id/ },
  { name: "another parameter", site: "/?xfbclid=abc", cookie: null, says: /holds no click id/ },
  { name: "an intact one", site: "/?fbclid=abc", cookie: null, says: /^fbc: built from the click id/ },
  {
    name: "one at the cut",
    site: `/?fbclid=${"a".repeat(246)}`,
    cookie: null,
    says: /^fbc: none, because the click id is damaged: Shopify keeps 255 characters/,
  },
  { name: "an empty one", site: "/?fbclid=", cookie: null, says: /is none that Meta makes/ },
])("click id: $name", ({ site, cookie, says }) => {
  expect(clickIdNote(site, cookie)).toEqual(typeof says === "string" ? says : expect.stringMatching(says));
});

test("sent keys: the digests apart from what goes as it is, strongest first", () => {
  const userData = { country: ["0"], em: ["1"], fbp: "fb.1.1.1", client_ip_address: "203.0.113.9" };
  expect(sentKeysNotes(userData)).toEqual([
    "Sent as SHA-256 digests: em (email), country (country).",
    "Sent as they are, as Meta asks: fbp (browser), client_ip_address (IP address).",
  ]);
});

test("missing keys: what was left out has its own sentence", () => {
  const userData = {
    em: ["1"],
    external_id: ["2"],
    fn: ["3"],
    ln: ["4"],
    ct: ["5"],
    zp: ["6"],
    country: ["7"],
    client_ip_address: "203.0.113.9",
    client_user_agent: "Mozilla/5.0",
  };
  expect(missingKeysNote(userData, [{ field: "ph", why: "not_a_phone" }])).toBe(
    "Not there, so not sent: st (state), fbp (browser), which only the buyer's browser can tell.",
  );
  expect(missingKeysNote({ ...userData, ph: ["8"], st: ["9"], fbp: "fb.1.1.1" }, [])).toBeNull();
});

test("left-out values are counted, and named by their reason alone", () => {
  expect(
    leftOutNotes([
      { field: "ln", why: "empty" },
      { field: "em", why: "not_an_email" },
      { field: "ln", why: "empty" },
    ]),
  ).toEqual([
    "Left out of ln (name), 2 times: a value, because it is empty.",
    "Left out of em (email): a value, because it is no email address that a person has.",
  ]);
});
