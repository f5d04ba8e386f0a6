// `npm run preview` on what is no order, no JSON or no option.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runPreview } from "../../scripts/preview-run.ts";
import { fixturePath, orderFixture, spawnPreview } from "./preview-command.ts";
import { COLORADO } from "./preview-files.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "preview-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("bad files and options: exit code 2, a sentence, and nothing on stdout", () => {
  const written = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const good = fixturePath(COLORADO);

  test.each([
    {
      name: "no JSON",
      args: () => ["--order", written("broken.json", "{ Rosa Delgado")],
      says: /broken\.json: The file is not JSON\.$/,
    },
    {
      name: "an empty file",
      args: () => ["--order", written("empty.json", "")],
      says: /The file is not JSON\.$/,
    },
    {
      name: "no such file",
      args: () => ["--order", join(folder, "missing.json")],
      says: /^There is no file/,
    },
    { name: "a folder", args: () => ["--order", folder], says: /cannot be read/ },
    {
      name: "a checkout",
      args: () => ["--order", fixturePath("preview-open-checkout")],
      says: /This is a checkout, not an order: /,
    },
    {
      name: "a refund",
      args: () => ["--order", fixturePath("preview-refund")],
      says: /This is a refund, not an order: /,
    },
    {
      name: "a draft order",
      args: () => ["--order", fixturePath("preview-open-draft-order")],
      says: /This is a draft order, not an order\./,
    },
    {
      name: "an object that is no order",
      args: () => ["--order", written("cart.json", '{"token":"ab","items":[]}')],
      says: /This is not an order: the body has no order id\./,
    },
    {
      name: "an order without a currency",
      args: () => ["--order", written("bare.json", '{"id":1,"total_price":"5.00"}')],
      says: /it has no total in any currency\./,
    },
    { name: "no order", args: () => [], says: /^Name an order: / },
    {
      name: "an unknown option",
      args: () => ["--order", good, "--verbose"],
      says: /^Unknown option '--verbose'\. See npm run -s preview -- --help\.$/,
    },
    { name: "a stray word", args: () => [good], says: /^Unexpected argument/ },
    { name: "an option twice", args: () => ["--order", good, "--order", good], says: /only once/ },
    {
      name: "an option without its file",
      args: () => ["--order", good, "--browser"],
      says: /^Option '--browser/,
    },
    {
      name: "a time without its zone",
      args: () => ["--order", good, "--at", "2026-11-21"],
      says: /^--at takes/,
    },
    {
      name: "a day that does not exist",
      args: () => ["--order", good, "--at", "2026-13-41T10:00:00Z"],
      says: /^--at takes/,
    },
    {
      name: "settings that are no JSON",
      args: () => ["--order", good, "--settings", written("broken.json", "pixel: 1")],
      says: /The file is not JSON\.$/,
    },
    {
      name: "an unknown setting",
      args: () => ["--order", good, "--settings", written("odd.json", '{"token":"EAAsecret"}')],
      says: /odd\.json: There is no setting called token\.$/,
    },
    {
      name: "malformed browser facts",
      args: () => ["--order", good, "--browser", written("odd.json", '{"consent":"yes"}')],
      says: /The fact of a browser consent is malformed\.$/,
    },
  ])("$name", ({ args, says }) => {
    const { status, stdout, stderr } = runPreview(args());
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr.trim()).toMatch(says);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).not.toMatch(/Rosa|EAAsecret/);
  });

  test("the process ends so, too", () => {
    const path = written("broken.json", "{ Rosa Delgado");
    expect(spawnPreview(["--order", path])).toEqual({
      status: 2,
      stdout: "",
      stderr: `${path}: The file is not JSON.\n`,
    });
  });

  test("--help explains the JSON and ends well", () => {
    const { status, stdout, stderr } = runPreview(["--help"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const word of ["--order", "--browser", "--settings", "--at", "holds", "Exit code"])
      expect(stdout).toContain(word);
  });

  test("a path is meant from where it was typed, and a mark before the text is no part of it", () => {
    const typedIn = join(folder, "elsewhere");
    mkdirSync(typedIn);
    const path = join(typedIn, "marked.json");
    writeFileSync(path, `\uFEFF${JSON.stringify(orderFixture(COLORADO))}`);
    const { status, stdout, stderr } = spawnPreview(["--order", basename(path)], typedIn);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toHaveProperty("decision");
  });
});
