// The web pixel's mutations: https://shopify.dev/docs/api/admin-graphql/latest/mutations/webPixelCreate
import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, graphql, HARBOR, offlineToken, PIXEL_TOML, startBench } from "./fake-shopify-bench.ts";

const CREATE =
  "mutation ($settings: JSON!) { webPixelCreate(webPixel: {settings: $settings}) { webPixel { id settings } userErrors { code field message } } }";
const UPDATE =
  "mutation ($id: ID!, $settings: JSON!) { webPixelUpdate(id: $id, webPixel: {settings: $settings}) { webPixel { id settings } userErrors { code field message } } }";
const DELETE =
  "mutation ($id: ID!) { webPixelDelete(id: $id) { deletedWebPixelId userErrors { code field message } } }";

const SETTINGS = JSON.stringify({ config: '{"v":1}' });

let bench: Bench;
let token: string;
beforeEach(async () => {
  bench = await startBench();
  bench.fake.install(HARBOR);
  token = (await offlineToken(bench)).access;
});
afterEach(() => bench.stop());

const ask = async (query: string, variables: object = {}) =>
  (await graphql(bench, token, query, variables)).json;
const create = async (settings: unknown) => (await ask(CREATE, { settings })).data.webPixelCreate;

test("a pixel is created, read, replaced and deleted", async () => {
  const created = await create(SETTINGS);
  expect(created).toEqual({
    webPixel: { id: expect.stringMatching(/^gid:\/\/shopify\/WebPixel\/\d+$/), settings: SETTINGS },
    userErrors: [],
  });
  const { id } = created.webPixel;
  expect(bench.fake.webPixel(HARBOR)).toEqual({ id, settings: { config: '{"v":1}' } });
  expect((await ask("{ webPixel { id settings } }")).data.webPixel).toEqual({ id, settings: SETTINGS });

  const updated = await ask(UPDATE, { id, settings: JSON.stringify({ config: "2" }) });
  expect(updated.data.webPixelUpdate.userErrors).toEqual([]);
  expect(bench.fake.webPixel(HARBOR)).toEqual({ id, settings: { config: "2" } });

  expect((await ask(DELETE, { id })).data.webPixelDelete).toEqual({ deletedWebPixelId: id, userErrors: [] });
  expect(bench.fake.webPixel(HARBOR)).toBeNull();
});

test("without a pixel the query is a top-level error", async () => {
  const { data, errors } = await ask("{ webPixel { id } }");
  expect(data).toEqual({ webPixel: null });
  expect(errors[0]).toMatchObject({
    message: "No web pixel was found for this app.",
    extensions: { code: "RESOURCE_NOT_FOUND" },
  });
});

test("an app has one pixel on a shop", async () => {
  await create(SETTINGS);
  expect((await create(SETTINGS)).userErrors[0].code).toBe("TAKEN");
});

test("an uninstall removes the pixel, and a reinstall needs a new one", async () => {
  const first = await create(SETTINGS);
  await bench.fake.uninstall(HARBOR).finished;
  expect(bench.fake.webPixel(HARBOR)).toBeNull();
  bench.fake.install(HARBOR);
  token = (await offlineToken(bench)).access;
  const second = await create(SETTINGS);
  expect(second.userErrors).toEqual([]);
  expect(second.webPixel.id).not.toBe(first.webPixel.id);
});

describe("settings are checked against the extension's toml", () => {
  test.each([
    { name: "blank", settings: "", code: "BLANK" },
    { name: "not JSON", settings: "{config", code: "INVALID_CONFIGURATION_JSON" },
    { name: "JSON, but no object", settings: "[]", code: "INVALID_CONFIGURATION_JSON" },
    {
      name: "an object instead of a JSON string",
      settings: { config: "1" },
      code: "INVALID_CONFIGURATION_JSON",
    },
    { name: "an unknown key", settings: '{"config":"1","token":"x"}', code: "INVALID_SETTINGS" },
    { name: "a missing key", settings: "{}", code: "INVALID_SETTINGS" },
    { name: "shorter than min", settings: '{"config":""}', code: "INVALID_SETTINGS" },
    { name: "no string", settings: '{"config":1}', code: "INVALID_SETTINGS" },
  ])("$name: $code", async ({ settings, code }) => {
    const { webPixel, userErrors } = await create(settings);
    expect(webPixel).toBeNull();
    expect(userErrors).toEqual([{ code, field: ["settings"], message: expect.any(String) }]);
    expect(bench.fake.webPixel(HARBOR)).toBeNull();
  });

  test("a refused update keeps the old settings", async () => {
    const { id } = (await create(SETTINGS)).webPixel;
    const refused = await ask(UPDATE, { id, settings: "{}" });
    expect(refused.data.webPixelUpdate.userErrors[0].code).toBe("INVALID_SETTINGS");
    expect(bench.fake.webPixel(HARBOR)?.settings).toEqual({ config: '{"v":1}' });
  });

  test.each([
    {
      name: "a lax runtime context",
      toml: PIXEL_TOML.replace('"strict"', '"lax"'),
      code: "INVALID_RUNTIME_CONTEXT",
    },
    {
      name: "a field of an unknown type",
      toml: PIXEL_TOML.replace("single_line_text_field", "json"),
      code: "INVALID_SETTINGS_DEFINITION",
    },
    {
      name: "another kind of extension",
      toml: PIXEL_TOML.replace("web_pixel_extension", "theme"),
      code: "INVALID_SETTINGS_DEFINITION",
    },
  ])("$name: $code", async ({ toml, code }) => {
    writeFileSync(bench.extensionToml, toml);
    expect((await create(SETTINGS)).userErrors[0].code).toBe(code);
  });
});

test("an extension that was never deployed: NO_EXTENSION", async () => {
  await bench.stop();
  bench = await startBench({ extensionToml: null });
  bench.fake.install(HARBOR);
  token = (await offlineToken(bench)).access;
  expect((await create(SETTINGS)).userErrors).toEqual([
    { code: "NO_EXTENSION", field: null, message: "No extension found." },
  ]);
});

test.each([
  { name: "update", query: UPDATE, field: "webPixelUpdate" },
  { name: "delete", query: DELETE, field: "webPixelDelete" },
])("an id that is not this shop's: NOT_FOUND on $name", async ({ query, field }) => {
  await create(SETTINGS);
  const variables =
    query === UPDATE
      ? { id: "gid://shopify/WebPixel/1", settings: SETTINGS }
      : { id: "gid://shopify/WebPixel/1" };
  expect((await ask(query, variables)).data[field].userErrors[0].code).toBe("NOT_FOUND");
});

test("an error of Shopify's own: UNEXPECTED_ERROR, nothing is changed, and the next try goes through", async () => {
  const { id } = (await create(SETTINGS)).webPixel;
  bench.fake.failPixelChanges(HARBOR, 2);
  const update = await ask(UPDATE, { id, settings: JSON.stringify({ config: "2" }) });
  expect(update.data.webPixelUpdate).toMatchObject({
    webPixel: null,
    userErrors: [{ code: "UNEXPECTED_ERROR" }],
  });
  expect((await ask(DELETE, { id })).data.webPixelDelete.userErrors[0].code).toBe("UNEXPECTED_ERROR");
  expect(bench.fake.webPixel(HARBOR)?.settings).toEqual({ config: '{"v":1}' });
  expect((await ask(DELETE, { id })).data.webPixelDelete.deletedWebPixelId).toBe(id);
});
