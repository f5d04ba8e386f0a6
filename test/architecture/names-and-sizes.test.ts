// Names that say what is inside, and files that can be read at one go.
import { expect, test } from "vitest";
import { codeBelow, filesBelow, type SourceFile } from "./source-files.ts";

const FOLDERS = ["app", "extensions", "sandbox", "scripts", "test"] as const;
const CODE = codeBelow(...FOLDERS);

test("no junk drawers", () => {
  const DRAWER = /^(utils?|helpers?|misc|common|lib|manager|stuff|shared|tools)$/i;
  // Events Manager is what Meta calls the pages that the sandbox imitates.
  const parts = (file: string) =>
    file
      .replace("/events-manager/", "/")
      .replace(/(\.\w+)+$/, "")
      .split(/[/-]/);
  const drawers = filesBelow(...FOLDERS).filter((file) => parts(file).some((part) => DRAWER.test(part)));
  expect(drawers).toEqual([]);
});

test("no numbered copies", () => {
  expect(
    CODE.filter((file) => /[a-z](-?v)?[2-9]\.\w+(\.\w+)?$/.test(file.path)).map((file) => file.path),
  ).toEqual([]);
});

test("code is named in kebab-case, components in PascalCase", () => {
  // Routes are named as Remix wants them: dots part the path, $ begins a parameter.
  const named = CODE.filter((file) => !file.path.startsWith("app/routes/"));
  const NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|mjs|tsx)$/;
  const COMPONENT = /^[A-Z][A-Za-z0-9]+(\.test)?\.tsx$/;
  const name = (file: SourceFile) => file.path.split("/").at(-1) ?? "";
  expect(
    named.filter((file) => !NAME.test(name(file)) && !COMPONENT.test(name(file))).map((file) => file.path),
  ).toEqual([]);
});

test("no file is longer than 350 lines", () => {
  const long = codeBelow("app", "extensions", "sandbox", "scripts").filter((file) => file.lines > 350);
  expect(long.map((file) => `${file.path}: ${file.lines}`)).toEqual([]);
});

test("no unit test stands among the routes, where it would be served", () => {
  expect(filesBelow("app/routes").filter((file) => /\.test\./.test(file))).toEqual([]);
});

test("tests run, all of them, against the code itself", () => {
  const QUIET =
    /\b(test|it|describe) \. (skip|only|todo|skipIf|runIf|fails)\b|\bvi \. (mock|doMock|hoisted)\b/;
  expect(CODE.filter((file) => file.isTest && QUIET.test(file.code)).map((file) => file.path)).toEqual([]);
});

test("every file of code opens with what it owns, or is short", () => {
  const LONG = 60;
  const silent = CODE.filter(
    (file) =>
      !file.isTest &&
      file.path.startsWith("app/") &&
      file.path.endsWith(".ts") &&
      file.lines > LONG &&
      !/^(\/\/|\/\*\*)/.test(file.text),
  );
  expect(silent.map((file) => file.path)).toEqual([]);
});
