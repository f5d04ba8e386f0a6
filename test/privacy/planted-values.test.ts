// Orders with marked personal values go through the running product; then the database's own files, its write-ahead log, the
// queue and the logs are searched for every mark and for every digest of one.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Logger } from "../../app/platform/logger.server.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../app/platform/postgres/embedded-postgres.server.ts";
import { migrate } from "../../app/platform/postgres/migrate.server.ts";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";
import { makeTemporaryFolder } from "../harness/temporary-folder.ts";
import { makeReady, SILENT } from "../harness/test-cluster.ts";
import { until } from "../harness/until.ts";

/** `PLANTED_ORDERS=10000 npx vitest run test/privacy` plants as many as a small shop has in a year. */
const ORDERS = Number(process.env.PLANTED_ORDERS ?? 1_000);
const AT_ONCE = 8;
/** Each text value holds this, in one case or another; no other word of the product does. */
const MARK = "zqxmark";
/** Values that cannot hold letters hold one of these. */
const NUMBER_MARKS = ["1650987", "db8:feed", "7770001"];
const DIGEST_BYTES = 32;

let postgres: EmbeddedPostgres;
let product: Product;
const logLines: string[] = [];
const hear = (fields: object, message: string) => void logLines.push(`${message} ${JSON.stringify(fields)}`);
const log: Logger = { debug: hear, info: hear, warn: hear, error: hear };

/** A buyer whose every field is marked, and the normalised values whose digests Meta gets. */
function markedBuyer(index: number) {
  const mark = `${MARK}${index}`;
  const digits = `1650987${String(index).padStart(4, "0")}`;
  const address = {
    first_name: `Ada${mark}`,
    last_name: `Byron${mark}`,
    city: `Town${mark}`,
    province_code: null,
    country_code: "GB",
    zip: `${mark.toUpperCase()}`,
    phone: `+${digits}`,
  };
  const token = `${mark}checkouttoken`;
  return {
    order: anOrder({
      id: 6_600_000_000_000 + index,
      admin_graphql_api_id: `gid://shopify/Order/${6_600_000_000_000 + index}`,
      name: `#${index}`,
      email: `Ada.${mark}@Example.com`,
      contact_email: `ada.${mark}@example.com`,
      phone: `+${digits}`,
      customer: { id: 8_800_000_000 + index, email: `ada.${mark}@example.com` },
      billing_address: address,
      shipping_address: address,
      checkout_token: token,
      cart_token: `${mark}carttoken`,
      browser_ip: `2001:db8:feed::${index.toString(16)}`,
      client_details: {
        browser_ip: `2001:db8:feed::${index.toString(16)}`,
        user_agent: `Mozilla/5.0 ${mark}`,
      },
      landing_site: `/?fbclid=${mark}click`,
    }),
    event: aPurchaseEvent({
      checkoutToken: token,
      cartToken: `${mark}carttoken`,
      clientId: `${mark}-client`,
      fbp: `fb.1.1763726000000.7770001${index}`,
      fbc: `fb.1.1763726000000.${mark}click`,
    }),
    hashed: [
      `ada.${mark}@example.com`,
      digits,
      `ada${mark}`,
      `byron${mark}`,
      `town${mark}`,
      mark,
      String(8_800_000_000 + index),
      `${mark}-client`,
    ],
  };
}

async function plant(index: number): Promise<void> {
  const { order, event } = markedBuyer(index);
  // Some orders come before their facts, some after, some have none.
  const tell = async () => {
    const answer = await product.relay(aRelayPost(product.shop.ingestKey, [event]));
    expect(answer.status).toBe(204);
  };
  if (index % 3 === 0) await tell();
  expect((await product.webhook(order)).status).toBe(200);
  if (index % 3 === 1) await tell();
}

beforeAll(async () => {
  const { folder: dataDir } = await makeTemporaryFolder();
  postgres = await startEmbeddedPostgres({ dataDir, log: SILENT });
  const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
  await migrate({ url: postgres.url, migrationsDir, log: SILENT, now: () => new Date() });
  await makeReady("2026-11-21", postgres.url);
  const stays = async () => {};
  const database = { url: postgres.url, close: stays, discard: stays };
  product = await startProduct("live", { database, log });
  for (let from = 0; from < ORDERS; from += AT_ONCE) {
    const round = Array.from({ length: Math.min(AT_ONCE, ORDERS - from) }, (_, at) => plant(from + at));
    await Promise.all(round);
    // Posts of one address are limited by the minute, and this clock stands still by itself.
    product.clock.forward(2_000);
  }
  product.clock.forward(60_000);
  await product.deliver();
}, 300_000);

afterAll(async () => {
  await product?.close();
  await goodbyes();
  await postgres?.stop();
});

/** Pools that were ended still say goodbye for a moment; a server that stops meanwhile would look like a crash to them. */
async function goodbyes(): Promise<void> {
  const superuser = new pg.Client({ connectionString: postgres.superuserUrl });
  await superuser.connect();
  await until("the product's connections have ended", async () => {
    const open = await superuser.query(
      "select 1 from pg_stat_activity where datname = 'countersign' and pid <> pg_backend_pid()",
    );
    return open.rows.length === 0;
  });
  await superuser.end();
}

/** All files of the cluster, after everything in memory was written. */
async function clusterFiles(): Promise<Map<string, Buffer>> {
  const superuser = new pg.Client({ connectionString: postgres.superuserUrl });
  await superuser.connect();
  await superuser.query("select pg_switch_wal()");
  await superuser.query("checkpoint");
  await superuser.end();
  const root = postgres.dataDir;
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = new Map<string, Buffer>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    // A file may be recycled while this reads.
    const bytes = await readFile(file).catch(() => null);
    if (bytes) files.set(path.relative(root, file), bytes);
  }
  return files;
}

/** Marks and digests found, as `file: what`. */
function findPlanted(files: ReadonlyMap<string, Buffer>, digests: readonly Buffer[]): string[] {
  const hex = new Set(digests.map((digest) => digest.toString("hex")));
  // Raw digests: a bitmap of their first three bytes lets nearly every position pass by at once.
  const firsts = new Uint8Array(1 << 24);
  const raw = new Set<string>();
  for (const digest of digests) {
    firsts[digest.readUIntBE(0, 3)] = 1;
    raw.add(digest.toString("latin1"));
  }
  const found: string[] = [];
  for (const [file, bytes] of files) {
    const text = bytes.toString("latin1");
    const lower = text.toLowerCase();
    for (const mark of [MARK, ...NUMBER_MARKS]) if (lower.includes(mark)) found.push(`${file}: ${mark}`);
    for (const run of text.matchAll(/[0-9a-f]{64}/g))
      if (hex.has(run[0])) found.push(`${file}: a digest in hex`);
    let window = 0;
    for (let at = 0; at < bytes.length; at++) {
      window = ((window << 8) | (bytes[at] as number)) & 0xffffff;
      if (firsts[window] === 1 && raw.has(text.slice(at - 2, at - 2 + DIGEST_BYTES)))
        found.push(`${file}: a raw digest`);
    }
  }
  return found;
}

const plantedDigests = () =>
  Array.from({ length: ORDERS }, (_, index) => markedBuyer(index).hashed)
    .flat()
    .map((value) => createHash("sha256").update(value).digest());

test("the orders went through, with their keys", () => {
  // Britain asks for consent: every third order, whose browser told nothing, is held for want of evidence.
  const withEvidence = ORDERS - Math.floor(ORDERS / 3);
  expect(product.meta.counted(DATASET_ID, "Purchase")).toBe(withEvidence);
  const first = product.meta.posts(DATASET_ID).at(-1)?.events[0] as { user_data: { em: string[] } };
  expect(plantedDigests().map((digest) => digest.toString("hex"))).toContain(first.user_data.em[0]);
});

test("no mark and no digest of one is in the database's files, its write-ahead log or the queue", async () => {
  const files = await clusterFiles();
  expect([...files.keys()].some((file) => file.includes("pg_wal"))).toBe(true);
  expect(findPlanted(files, plantedDigests())).toEqual([]);
}, 120_000);

test("no mark is in the logs", () => {
  expect(logLines.length).toBeGreaterThan(ORDERS);
  const lower = logLines.join("\n").toLowerCase();
  for (const mark of [MARK, ...NUMBER_MARKS]) expect([mark, lower.includes(mark)]).toEqual([mark, false]);
});

test("the search would find them: in plain, as hex and as raw bytes", async () => {
  const digest = createHash("sha256").update(`ada.${MARK}0@example.com`).digest();
  await product.rows.query("create table leak (plain text, hex text, raw bytea)");
  await product.rows.query("insert into leak values ($1, $2, $3)", [
    `ADA.${MARK}0@example.com`,
    digest.toString("hex"),
    digest,
  ]);
  const found = findPlanted(await clusterFiles(), plantedDigests()).map((one) => one.replace(/^.*: /, ""));
  expect(new Set(found)).toEqual(new Set([MARK, "a digest in hex", "a raw digest"]));
}, 120_000);
