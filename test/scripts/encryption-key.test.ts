import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keptEncryptionKey } from "../../scripts/encryption-key.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-key-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("makes 32 bytes that only their owner may read, and keeps them", () => {
  const dataDir = join(folder, "new", "data");
  const key = keptEncryptionKey(dataDir);
  expect(Buffer.from(key, "base64")).toHaveLength(32);
  expect(statSync(join(dataDir, "encryption-key")).mode & 0o777).toBe(0o600);
  expect(keptEncryptionKey(dataDir)).toBe(key);
});

test("two folders have two keys", () => {
  expect(keptEncryptionKey(join(folder, "a"))).not.toBe(keptEncryptionKey(join(folder, "b")));
});

test.each([
  { name: "empty", text: "" },
  { name: "cut off", text: "c2hvcnQ=\n" },
])("never replaces a key file that is $name", ({ text }) => {
  writeFileSync(join(folder, "encryption-key"), text);
  expect(() => keptEncryptionKey(folder)).toThrow("holds no key");
  expect(readFileSync(join(folder, "encryption-key"), "utf8")).toBe(text);
});
