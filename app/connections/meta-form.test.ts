import { describe, expect, test } from "vitest";
import { readMetaForm } from "./meta-form.ts";

const PIXEL = "1234567890123456";
const TOKEN = `EAA${"AbCd09-_|.".repeat(15)}`;
const input = (overrides: Partial<Parameters<typeof readMetaForm>[0]> = {}) => ({
  pixelId: PIXEL,
  token: TOKEN,
  testEventCode: "",
  ...overrides,
});
const read = (
  overrides: Partial<Parameters<typeof readMetaForm>[0]> = {},
  options: Partial<Parameters<typeof readMetaForm>[1]> = {},
) => readMetaForm(input(overrides), { savedToken: false, shortTokenAllowed: false, ...options });

test("three sound values", () => {
  expect(read({ testEventCode: "TEST12345" })).toEqual({
    kind: "valid",
    form: { pixelId: PIXEL, token: TOKEN, testEventCode: "TEST12345" },
  });
});

test("no test code is none", () => {
  expect(read()).toEqual({ kind: "valid", form: { pixelId: PIXEL, token: TOKEN, testEventCode: null } });
});

describe("what comes along when people copy is taken off", () => {
  const wrap = (before: string, after: string) =>
    read({
      pixelId: before + PIXEL + after,
      token: before + TOKEN + after,
      testEventCode: `${before}TEST1${after}`,
    });
  test.each([
    { name: "spaces", before: "  ", after: " " },
    { name: "a line break", before: "", after: "\r\n" },
    { name: "a tab", before: "\t", after: "" },
    { name: "double quotes", before: '"', after: '"' },
    { name: "single quotes", before: "'", after: "'" },
    { name: "typographic quotes", before: "\u201c", after: "\u201d" },
    { name: "typographic single quotes", before: "\u2018", after: "\u2019" },
    { name: "backticks", before: "`", after: "`" },
    { name: "a zero-width space", before: "\u200b", after: "\u200b" },
    { name: "a byte order mark", before: "\ufeff", after: "" },
    { name: "a space that does not break", before: "\u00a0", after: "\u00a0" },
  ])("$name", ({ before, after }) => {
    expect(wrap(before, after)).toEqual({
      kind: "valid",
      form: { pixelId: PIXEL, token: TOKEN, testEventCode: "TEST1" },
    });
  });

  test("a token that was broken over lines is whole again", () => {
    expect(read({ token: `${TOKEN.slice(0, 60)}\n${TOKEN.slice(60)}` })).toMatchObject({
      form: { token: TOKEN },
    });
  });
});

describe("pixel id", () => {
  test.each([
    { name: "nothing", pixelId: "", want: "missing" },
    { name: "nothing but spaces", pixelId: "   ", want: "missing" },
    { name: "an ad account", pixelId: "act_1234567890", want: "ad_account" },
    { name: "an ad account in large letters", pixelId: "ACT_1234567890", want: "ad_account" },
    { name: "letters", pixelId: "mypixel", want: "not_digits" },
    {
      name: "an address",
      pixelId: "https://business.facebook.com/events_manager2/list/dataset/123",
      want: "not_digits",
    },
    { name: "digits of another script", pixelId: "１２３４５６７８９０１", want: "not_digits" },
    { name: "nine digits", pixelId: "123456789", want: "wrong_length" },
    { name: "twenty-one digits", pixelId: "1".repeat(21), want: "wrong_length" },
    { name: "ten digits", pixelId: "1234567890", want: null },
    { name: "twenty digits", pixelId: "1".repeat(20), want: null },
  ])("$name", ({ pixelId, want }) => {
    const result = read({ pixelId });
    expect(result.kind === "invalid" ? result.pixelId : null).toBe(want);
  });
});

describe("token", () => {
  const problem = (token: string, options: Partial<Parameters<typeof readMetaForm>[1]> = {}) => {
    const result = read({ token }, options);
    return result.kind === "invalid" ? result.token : null;
  };
  test.each([
    { name: "nothing", token: "", want: { problem: "missing", length: 0 } },
    { name: "cut off while copying", token: TOKEN.slice(0, 99), want: { problem: "short", length: 99 } },
    { name: "a hundred characters", token: TOKEN.slice(0, 100), want: null },
    {
      name: "dots for a hidden token",
      token: "•".repeat(120),
      want: { problem: "not_a_token", length: 120 },
    },
    {
      name: "an address",
      token: `https://example.com/${"x".repeat(100)}`,
      want: { problem: "not_a_token", length: 120 },
    },
    { name: "an email address", token: "ada@example.com", want: { problem: "not_a_token", length: 15 } },
  ])("$name", ({ token, want }) => expect(problem(token)).toEqual(want));

  test("a short token is taken where the merchant says that it is whole", () => {
    expect(problem(TOKEN.slice(0, 40), { shortTokenAllowed: true })).toBeNull();
    expect(problem("ada@example.com", { shortTokenAllowed: true })).toEqual({
      problem: "not_a_token",
      length: 15,
    });
  });

  test("an empty field keeps the token that is saved", () => {
    expect(read({ token: " " }, { savedToken: true })).toMatchObject({
      kind: "valid",
      form: { token: null },
    });
  });

  test("a new token is looked at even where one is saved", () => {
    expect(problem(TOKEN.slice(0, 40), { savedToken: true })).toEqual({ problem: "short", length: 40 });
  });

  test("nothing of a token is in what is told of it", () => {
    expect(JSON.stringify(read({ token: "EAAsecret" }))).not.toContain("EAA");
  });
});

test.each([
  { name: "Meta's form", code: "TEST12345", want: null },
  { name: "two characters", code: "TE", want: "malformed" },
  { name: "forty-one characters", code: "T".repeat(41), want: "malformed" },
  { name: "markup", code: "<b>TEST</b>", want: "malformed" },
])("test code: $name", ({ code, want }) => {
  const result = read({ testEventCode: code });
  expect(result.kind === "invalid" ? result.testEventCode : null).toBe(want);
});

test("everything that is wrong is told at once", () => {
  expect(read({ pixelId: "act_1", token: "x", testEventCode: "?" })).toEqual({
    kind: "invalid",
    pixelId: "ad_account",
    token: { problem: "short", length: 1 },
    testEventCode: "malformed",
  });
});
