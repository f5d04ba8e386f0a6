import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readVectors, runVectors, type VectorFile } from "../../scripts/conformance-vectors.ts";

const MARY = "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec";

function run(json: unknown) {
  const file = readVectors(JSON.stringify(json));
  if (typeof file === "string") throw new Error(file);
  return runVectors(file satisfies VectorFile);
}

describe("vectors", () => {
  test.each([
    {
      name: "a form",
      vector: { field: "fn", raw: "Mary", expected_normalized: "mary", expected_sha256: MARY },
    },
    { name: "the digest alone", vector: { field: "fn", raw: "Mary", expected_sha256: MARY } },
    { name: "a form without its digest", vector: { field: "fn", raw: "Mary", expected_normalized: "mary" } },
    { name: "one of two forms", vector: { field: "ct", raw: "São Paulo", expected_normalized: "saopaulo" } },
    {
      name: "left out",
      vector: { field: "em", raw: "n/a", expected_normalized: null, expected_sha256: null },
    },
    {
      name: "by country",
      vector: { field: "zp", raw: "940351234", country: "US", expected_normalized: "94035" },
    },
    {
      name: "by name",
      vector: { field: "st", raw: "JP-13", country: "JP", name: "Tokyo", expected_normalized: "tokyo" },
    },
  ])("pass: $name", ({ vector }) => {
    expect(run([vector])).toEqual({ passed: 1, failures: [] });
    expect(run({ about: "…", vectors: [vector] })).toEqual({ passed: 1, failures: [] });
  });

  test.each([
    { name: "another form", vector: { field: "fn", raw: "Mary", expected_normalized: "marie" } },
    {
      name: "another digest",
      vector: {
        field: "fn",
        raw: "Mary",
        expected_normalized: "mary",
        expected_sha256: MARY.replace("6", "7"),
      },
    },
    {
      name: "a value that should be left out",
      vector: { field: "fn", raw: "Mary", expected_normalized: null },
    },
    {
      name: "a left-out value that should not be",
      vector: { field: "fn", raw: "", expected_normalized: "mary" },
    },
    {
      name: "a second form that is not given",
      vector: { field: "ct", raw: "Paris", expected_normalized: "paris", also_normalized: "pari" },
    },
  ])("fail: $name", ({ vector }) => {
    const { passed, failures } = run([{ id: "x-1", ...vector }]);
    expect(passed).toBe(0);
    expect(failures.map(({ id }) => id)).toEqual(["x-1"]);
  });

  test.each([
    {
      name: "on a server the index is 1",
      vector: {
        landing_url: "https://www.a.example.co.uk/?fbclid=abcd",
        creation_time_ms: 5,
        server_only: true,
        expected_fbc_plain: "fb.1.5.abcd",
      },
    },
    {
      name: "the host without its first label",
      vector: {
        host: "a.b.example.com:8080",
        query: { fbclid: "def" },
        existing_fbc: "fb.1.123.abc",
        now: 7,
        expected_fbc_with_appendix: "fb.2.7.def.<mark>",
      },
    },
    {
      name: "a listed domain",
      vector: {
        host: "a.b.example.com:8080",
        domain_list: ["example.com"],
        query: { fbclid: "def" },
        now: 7,
        expected_fbc_with_appendix: "fb.1.7.def.<mark>",
      },
    },
    {
      name: "the same click",
      vector: {
        query: { fbclid: "abc" },
        existing_fbc: "fb.1.123.abc.BA",
        expected_fbc_with_appendix: "fb.1.123.abc.BA",
      },
    },
  ])("click ids: $name", ({ vector }) => {
    expect(run({ vectors: [], fbc: [vector] })).toEqual({ passed: 1, failures: [] });
    expect(
      run({ vectors: [], fbc: [{ ...vector, expected_fbc_plain: "fb.1.1.zzz" }] }).failures,
    ).toHaveLength(1);
  });

  test.each([
    { name: "no JSON", text: "{", says: "The file is not JSON." },
    {
      name: "a number",
      text: "42",
      says: 'The file holds neither a list of vectors nor an object with "vectors".',
    },
    {
      name: "an unknown field",
      text: '[{"field":"em","raw":""},{"field":"shoe","raw":""}]',
      says: /^Vector 2 is malformed/,
    },
    {
      name: "a broken click vector",
      text: '{"vectors":[],"fbc":[{"now":"noon"}]}',
      says: 'An entry of "fbc" is malformed.',
    },
  ])("malformed: $name", ({ text, says }) => {
    expect(readVectors(text)).toEqual(typeof says === "string" ? says : expect.stringMatching(says));
  });
});

describe("the command", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "conformance-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function command(...args: readonly string[]) {
    const script = fileURLToPath(new URL("../../scripts/conformance.ts", import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
    return { status, stdout, stderr };
  }

  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  test("0 where every vector passes", () => {
    const path = file(
      "good.json",
      JSON.stringify([{ field: "fn", raw: "Mary", expected_normalized: "mary" }]),
    );
    expect(command(path)).toEqual({ status: 0, stdout: "1 passed, 0 failed\n", stderr: "" });
  });

  test("1, with each failure, where one does not", () => {
    const { status, stdout } = command(
      file("bad.json", '[{"id":"v1","field":"fn","raw":"Mary","expected_normalized":"marie"}]'),
    );
    expect(status).toBe(1);
    expect(stdout).toBe(`v1: fn "Mary"\n  expected "marie"\n  got      "mary" ${MARY}\n0 passed, 1 failed\n`);
  });

  test("2 and a sentence for a missing or malformed file, or none", () => {
    const missing = join(folder, "missing.json");
    expect(command(missing)).toEqual({ status: 2, stdout: "", stderr: `There is no file ${missing}.\n` });
    const broken = file("broken.json", "{");
    expect(command(broken)).toEqual({ status: 2, stdout: "", stderr: `${broken}: The file is not JSON.\n` });
    expect(command().status).toBe(2);
    expect(command(folder).status).toBe(2);
  });
});
