// The installation's sealing key on a machine where nobody sets one: made once, kept beside the database whose
// contents it seals, so that neither is ever found without the other.
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The key of this data folder, 32 bytes in base64, readable by its owner alone.
 * @throws Error when the file is there and holds no key: a new one would make what was sealed unreadable.
 */
export function keptEncryptionKey(dataDir: string): string {
  const file = join(dataDir, "encryption-key");
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, `${randomBytes(32).toString("base64")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const key = readFileSync(file, "utf8").trim();
  if (Buffer.from(key, "base64").length !== 32)
    throw new Error(`${file} holds no key; restore it, or remove the data with it.`);
  return key;
}
