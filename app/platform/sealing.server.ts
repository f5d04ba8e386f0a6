// Sealing at rest: AES-256-GCM under keys derived from the operator's one key, or under an installation's own.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** A sealed value could not be opened: wrong key, damaged, or moved from where it belongs. */
export class UnsealError extends Error {
  override readonly name = "UnsealError";
}

// Node prepares a key anew for each use of its bytes, which costs three times as much as sealing itself.
const prepared = new WeakMap<Buffer, KeyObject>();
function keyObject(key: Buffer): KeyObject {
  const known = prepared.get(key);
  if (known) return known;
  const made = createSecretKey(key);
  prepared.set(key, made);
  return made;
}

// Drawn many at once: each draw is a call of the system, and costs as much as sealing a short text. Every IV is used once.
const IVS_PER_DRAW = 256;
let ivs = Buffer.alloc(0);
function nextIv(): Buffer {
  if (!ivs.length) ivs = randomBytes(IV_BYTES * IVS_PER_DRAW);
  const iv = ivs.subarray(0, IV_BYTES);
  ivs = ivs.subarray(IV_BYTES);
  return iv;
}

/**
 * Encrypts text. Layout: version (1 byte), IV (12), ciphertext, tag (16).
 * @param purpose is bound to the result, so that one row's value does not open in another row's place
 */
export function seal(key: Buffer, plain: string, purpose: string): Buffer {
  const iv = nextIv();
  const cipher = createCipheriv("aes-256-gcm", keyObject(key), iv).setAAD(Buffer.from(purpose));
  const body = cipher.update(plain, "utf8");
  const end = cipher.final();
  return Buffer.concat([Buffer.of(VERSION), iv, body, end, cipher.getAuthTag()]);
}

/** @throws UnsealError */
export function unseal(key: Buffer, sealed: Uint8Array, purpose: string): string {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes[0] !== VERSION || bytes.length < 1 + IV_BYTES + TAG_BYTES)
    throw new UnsealError("not a sealed value");
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyObject(key), bytes.subarray(1, 1 + IV_BYTES))
      .setAAD(Buffer.from(purpose))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    const body = decipher.update(bytes.subarray(1 + IV_BYTES, -TAG_BYTES));
    return Buffer.concat([body, decipher.final()]).toString("utf8");
  } catch {
    throw new UnsealError("the key does not open this value");
  }
}

/** The keys that stand above all installations. */
export interface MasterKeys {
  /** Seals Shopify's sessions and Meta's tokens. */
  readonly secrets: Buffer;
  /** Wraps each installation's own key. */
  readonly wrapping: Buffer;
  /** Keys the digests by which rows are looked up. */
  readonly lookup: Buffer;
}

/** @param encryptionKey 32 bytes in base64 */
export function deriveMasterKeys(encryptionKey: string): MasterKeys {
  const master = Buffer.from(encryptionKey, "base64");
  const derive = (use: string) =>
    Buffer.from(hkdfSync("sha256", master, Buffer.alloc(0), `countersign ${use}`, KEY_BYTES));
  return { secrets: derive("secrets"), wrapping: derive("wrapping"), lookup: derive("lookup") };
}

/** A fresh key for an installation, wrapped for the database. */
export function newInstallationKey(keys: MasterKeys): Buffer {
  return seal(keys.wrapping, randomBytes(KEY_BYTES).toString("base64"), "installation");
}

/** @throws UnsealError */
export function unwrapInstallationKey(keys: MasterKeys, wrapped: Uint8Array): Buffer {
  return Buffer.from(unseal(keys.wrapping, wrapped, "installation"), "base64");
}

/**
 * Keyed digest (HMAC-SHA256) for look-ups. An unsalted digest of a phone number is found by trying all numbers; this one is
 * not without the key. The shop is part of it, so equal customers of two shops do not match.
 */
export function lookupMac(keys: MasterKeys, shopId: bigint, kind: string, value: string): Buffer {
  return createHmac("sha256", keyObject(keys.lookup)).update(`${shopId} ${kind} ${value}`).digest();
}
