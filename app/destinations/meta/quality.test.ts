import { describe, expect, test } from "vitest";
import type { MetaUserData } from "./meta-event.ts";
import { estimateMatchQuality, KEY_TENTHS } from "./quality.ts";

const DIGEST = ["62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"];
const FULL: MetaUserData = {
  em: DIGEST,
  ph: DIGEST,
  fn: DIGEST,
  ln: DIGEST,
  ct: DIGEST,
  st: DIGEST,
  zp: DIGEST,
  db: DIGEST,
  country: DIGEST,
  external_id: DIGEST,
  client_ip_address: "2001:db8::1",
  client_user_agent: "Mozilla/5.0",
  fbc: "fb.1.1.a",
  fbp: "fb.1.1.1",
};

describe("the estimate of match quality", () => {
  test.each([
    { name: "nothing", data: {}, score: 0 },
    { name: "every key", data: FULL, score: 10 },
    { name: "an email alone", data: { em: DIGEST }, score: 2.6 },
    { name: "an address without an agent", data: { client_ip_address: "2001:db8::1" }, score: 0 },
    { name: "a first name alone", data: { fn: DIGEST }, score: 0 },
    { name: "an empty list", data: { em: [] }, score: 0 },
    {
      name: "email, browser and name",
      data: { em: DIGEST, fn: DIGEST, ln: DIGEST, client_ip_address: "::1", client_user_agent: "M" },
      score: 5.5,
    },
  ])("$name: $score", ({ data, score }) => expect(estimateMatchQuality(data).score).toBe(score));

  test("the weights are a whole", () => {
    expect(Object.values(KEY_TENTHS).reduce((sum, tenths) => sum + tenths, 0)).toBe(100);
  });

  test("Meta's four strongest lead, in Meta's order among themselves and the phone", () => {
    expect(
      estimateMatchQuality(FULL)
        .keys.slice(0, 4)
        .map(({ key }) => key),
    ).toEqual(["em", "ip_and_agent", "ph", "name"]);
  });

  test.each(Object.keys(FULL) as (keyof MetaUserData)[])(
    "without %s the score is not higher, and says what it would add",
    (key) => {
      const { [key]: _left, ...rest } = FULL;
      const without = estimateMatchQuality(rest);
      expect(without.score).toBeLessThan(10);
      const [lost] = without.missing;
      expect(without.score + (lost?.adds ?? 0)).toBeCloseTo(10, 5);
    },
  );
});
