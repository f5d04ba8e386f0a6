// One chaos run from the first process to the verdict.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type ChaosPlayed, createChaosPlayer } from "../../sandbox/chaos/chaos-player.ts";
import { type ChaosReport, chaosReport } from "../../sandbox/chaos/chaos-report.ts";
import { judge } from "../../sandbox/chaos/judge.ts";
import { planChaos } from "../../sandbox/chaos/plan.ts";
import { CHAOS_SHOPS } from "../../sandbox/chaos/shops.ts";
import { createTally } from "../../sandbox/chaos/tally.ts";
import { copiesOf } from "../../sandbox/meta/copies.ts";
import { startFakeMeta } from "../../sandbox/meta/fake-meta.ts";
import { startFakeShopify } from "../../sandbox/shopify/fake-shopify.ts";
import { SANDBOX_APP } from "../../sandbox/world.ts";
import { temporaryDemoFolder } from "../demo-folder.ts";
import { keptEncryptionKey } from "../encryption-key.ts";
import { offerPorts } from "../ports.ts";
import { type Say, seconds, step } from "../progress.ts";
import type { Teardown } from "../teardown.ts";
import { ROOT } from "../tool.ts";
import { startChaosDatabase } from "./database.ts";
import { openSlot, type Role, type Slot } from "./fleet.ts";
import { createMerchants } from "./merchants.ts";
import { createTrouble } from "./trouble.ts";

export interface ChaosOptions {
  readonly orders: number;
  readonly kills: number;
  readonly seed: number;
  /** The run fails where it is not settled by then. */
  readonly withinSeconds: number;
  /** Leaves database and logs behind, and says where. */
  readonly keep: boolean;
  readonly say: Say;
  readonly teardown: Teardown;
}

const WEBS = 2;
const WORKERS = 2;
/** Buyers who are in the shops at one time. */
const BUYERS_AT_ONCE = 16;
/** Shopify's four hours of retries in two and a half minutes: longer than anything here stays away. */
const RETRY_TIME_FACTOR = 0.01;
const FACTS_WAIT_SECONDS = 2;
/** Longer than a post of the largest batches here may take. */
const LEASE_SECONDS = 5;
const LOOK_EVERY_MS = 250;
/** The run fails where it is not settled by then: about twice what it takes on two quiet cores. */
export const usualSeconds = ({ orders, kills }: { readonly orders: number; readonly kills: number }) =>
  Math.ceil(120 + orders * 0.12 + kills * 4);

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { say, teardown, orders: count, kills, seed } = options;
  const startedAt = performance.now();
  const plan = planChaos(count, kills, seed);
  const tally = createTally();
  const ending = new AbortController();
  const falls: string[] = [];
  let notStarted: (why: Error) => void = () => {};
  const started = new Promise<never>((_, reject) => {
    notStarted = reject;
  });
  started.catch(() => {});
  const now = () => new Date();
  const keep = <T>(part: T, end: (part: T) => Promise<unknown>): T => {
    teardown.add(async () => void (await end(part)));
    return part;
  };

  const folder = keep(await temporaryDemoFolder(), async (one) => {
    if (options.keep) say(`\nKept in ${one.path}\n`);
    else await one.release();
  });
  const database = await step(say, "Starting PostgreSQL", () => startChaosDatabase(folder.path));
  keep(database, (one) => one.stop());
  await folder.noteDatabase(database.dataDir);

  const datasets = CHAOS_SHOPS.flatMap((shop) => shop.datasets);
  const meta = keep(await startFakeMeta({ now, datasets }), (one) => one.stop());
  const slots: Slot[] = [];
  const webGates: { readonly slot: Slot; readonly origin: string }[] = [];
  let turn = 0;
  const nextWeb = () => {
    turn += 1;
    const ready = webGates.filter(({ slot }) => slot.isReady());
    const among = ready.length > 0 ? ready : webGates;
    return among[turn % among.length]?.origin ?? "http://127.0.0.1:9";
  };
  const shopify = keep(
    await startFakeShopify({
      now,
      clientId: SANDBOX_APP.clientId,
      clientSecret: SANDBOX_APP.clientSecret,
      appHandle: SANDBOX_APP.handle,
      scopes: [],
      appOrigin: nextWeb,
      extensionToml: join(ROOT, "extensions/web-pixel/shopify.extension.toml"),
      appToml: join(ROOT, "shopify.app.toml"),
      shops: CHAOS_SHOPS,
      retryTimeFactor: RETRY_TIME_FACTOR,
    }),
    (one) => one.stop(),
  );
  for (const { domain } of CHAOS_SHOPS) shopify.install(domain);

  const trouble = createTrouble({
    mishaps: plan.mishaps,
    tally,
    meta,
    database: () => database,
    slots: () => slots,
    signal: ending.signal,
  });
  const appEnv = {
    NODE_ENV: "production",
    DATABASE_URL: database.url,
    ENCRYPTION_KEY: keptEncryptionKey(database.dataDir),
    SHOPIFY_API_KEY: SANDBOX_APP.clientId,
    SHOPIFY_API_SECRET: SANDBOX_APP.clientSecret,
    SHOPIFY_APP_URL: shopify.tunnelOrigin,
    META_GRAPH_ORIGIN: meta.origin,
    META_PIXEL_ORIGIN: meta.origin,
    SANDBOX_SHOPIFY_ORIGIN: shopify.adminOrigin,
    TRUSTED_PROXIES: "1",
    FACTS_WAIT_SECONDS: String(FACTS_WAIT_SECONDS),
    LEASE_SECONDS: String(LEASE_SECONDS),
    DATABASE_CONNECTIONS: "8",
    LOG_LEVEL: "info",
  };
  const ports = await offerPorts(portsOf(process.pid), () => {});
  const open = async (role: Role, number: number): Promise<void> => {
    const name = `${role}-${number}`;
    const port = ports[name] ?? 0;
    const logFile = join(folder.path, "logs", `${name}.log`);
    let slot: Slot;
    const gate = await trouble.gateOf(
      () => slot,
      role,
      role === "web" ? () => `http://127.0.0.1:${port}` : () => meta.origin,
    );
    keep(gate, (one) => one.stop());
    const env = role === "web" ? appEnv : { ...appEnv, META_GRAPH_ORIGIN: gate.origin };
    slot = openSlot({
      name,
      role,
      port,
      env,
      logFile,
      onFall: (words, wasReady) => {
        if (wasReady) falls.push(`${name} ended by itself (${words})`);
        else notStarted(new Error(`${name} did not start (${words}).\n${logTail(logFile)}`));
      },
    });
    keep(slot, (one) => one.stop());
    slots.push(slot);
    if (role === "web") webGates.push({ slot, origin: gate.origin });
  };
  await step(say, `Starting ${WEBS} webs and ${WORKERS} workers`, async () => {
    for (let number = 1; number <= WEBS; number += 1) await open("web", number);
    for (let number = 1; number <= WORKERS; number += 1) await open("worker", number);
    // Nothing stands in their way yet, so that one that falls would fall for ever. Later, they fall while the database is away.
    await Promise.race([Promise.all(slots.map((slot) => slot.ready())), started]);
  });

  const merchants = createMerchants({ shopify, meta, database });
  keep(merchants, (one) => one.stop());
  await step(say, `${CHAOS_SHOPS.length} merchants set the app up`, () => merchants.setUp());
  merchants.startMending();

  const player = createChaosPlayer({
    shopify,
    now,
    metaOrigin: meta.origin,
    pixel: (domain) => merchants.pixel(domain),
    signal: ending.signal,
  });
  keep(player, async (one) => one.stop());
  teardown.add(async () => ending.abort());

  const deadline = AbortSignal.timeout(options.withinSeconds * 1_000);
  deadline.addEventListener("abort", () => ending.abort());
  const played: ChaosPlayed[] = [];
  await step(say, `${count} orders, ${kills} kills (seed ${seed})`, async () => {
    const waiting = [...plan.orders];
    const lane = async () => {
      for (
        let order = waiting.shift();
        order !== undefined && !ending.signal.aborted;
        order = waiting.shift()
      ) {
        const placed = await player.play(order);
        played.push(placed);
        // A crowd that does not wait for slow webs would only measure how retries pile up.
        await shopify.announced(placed.orderId);
        await trouble.placed(played.length);
      }
    };
    await Promise.all(Array.from({ length: BUYERS_AT_ONCE }, lane));
    await trouble.placed(count);
    await Promise.race([trouble.over(), aborted(ending.signal)]);
  });

  /** Open deliveries that will still be tried, held connections, processes that are down. */
  const openWork = async () => {
    const rows = await database.look<{ due: number; held: number }>(OPEN_WORK);
    return rows?.[0] ?? null;
  };
  await step(say, "Waiting until everything is settled", async () => {
    meta.clearFaults();
    await Promise.race([shopify.webhooksSettled(), aborted(ending.signal)]);
    while (!ending.signal.aborted) {
      const work = await openWork();
      if (work !== null && work.due === 0 && work.held === 0) break;
      // After a dozen failures the next try is hours away, and all faults are over: as with Shopify's retries, time runs faster here.
      await database.endWaits();
      await pause(LOOK_EVERY_MS);
    }
  });
  const left = await openWork();
  const traces = await database.look<{ trace: string }>(
    "select distinct trace from send_batch where outcome = 'delivered' and trace is not null",
  );
  const judgement = judge({
    orders: played,
    copies: copiesOf(meta.journal()),
    recordedTraces: new Set((traces ?? []).map(({ trace }) => trace)),
    isLimited: (copy) => {
      const { dpo, data_processing_options: limits } = meta.asReceived(copy);
      return dpo === "LDU" || (Array.isArray(limits) && limits.includes("LDU"));
    },
  });
  return chaosReport({
    orders: played,
    placed: count,
    judgement,
    tally,
    struckPosts: trouble.struckPosts(),
    deliveries: shopify.webhookDeliveries(),
    postsNotTaken: player.postsNotTaken(),
    mended: merchants.mended(),
    falls,
    lives: slots.reduce((sum, slot) => sum + slot.lives(), 0),
    left: deadline.aborted ? (left ?? { due: Number.NaN, held: Number.NaN }) : null,
    took: seconds(performance.now() - startedAt),
  });
}

const OPEN_WORK = `select
    (select count(*)::int from delivery where due_at < now() + interval '1 hour') as due,
    (select count(*)::int from connection where state not in ('active', 'removed')) as held`;

const logTail = (file: string) => readFileSync(file, "utf8").trimEnd().split("\n").slice(-15).join("\n");

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Clear of a demo that somebody uses, and of other runs. */
function portsOf(pid: number): Record<string, number> {
  const first = 13_000 + (pid % 600) * 10;
  const names = [
    ...Array.from({ length: WEBS }, (_, at) => `web-${at + 1}`),
    ...Array.from({ length: WORKERS }, (_, at) => `worker-${at + 1}`),
  ];
  return Object.fromEntries(names.map((name, at) => [name, first + at]));
}
