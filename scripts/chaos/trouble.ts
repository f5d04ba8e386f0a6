// Carries the plan's mishaps out: kills at the very step that each is meant for, faults of Meta, revoked tokens.
import { setTimeout as pause } from "node:timers/promises";
import { type Gate, type Passage, type Stage, startGate } from "../../sandbox/chaos/gate.ts";
import { KILLS, type KillKey } from "../../sandbox/chaos/kills.ts";
import type { Mishap } from "../../sandbox/chaos/plan.ts";
import type { PostFault } from "../../sandbox/chaos/post-faults.ts";
import { CHAOS_SHOPS } from "../../sandbox/chaos/shops.ts";
import type { Tally, TallyRow } from "../../sandbox/chaos/tally.ts";
import type { FakeMeta } from "../../sandbox/meta/fake-meta.ts";
import type { ChaosDatabase } from "./database.ts";
import type { Role, Slot } from "./fleet.ts";

export interface Trouble {
  /** A gate on the network side of a slot: in front of a web, or between a worker and Meta. */
  gateOf(slot: () => Slot, role: Role, target: () => string): Promise<Gate>;
  /** Starts what is due; settles at once, or when enough of what is under way is over. */
  placed(orders: number): Promise<void>;
  /** Settles when every mishap that was started is over. */
  over(): Promise<void>;
  /** Event ids that each fault's post carried, for the end. */
  struckPosts(): readonly { readonly row: TallyRow; readonly eventIds: readonly string[] }[];
}

export interface TroubleParts {
  readonly mishaps: readonly Mishap[];
  readonly tally: Tally;
  readonly meta: FakeMeta;
  readonly database: () => Pick<ChaosDatabase, "kill" | "look">;
  readonly slots: () => readonly Slot[];
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

/** Waits for a request that comes so far, and then strikes. */
interface Ambush {
  readonly role: Role;
  readonly stage: Stage;
  readonly path: RegExp;
  readonly strike: (slot: Slot, passage: Passage) => "drop" | undefined;
}

/** More kills than this are not under way at one time: orders wait for them. */
const MOST_KILLS_AT_ONCE = 3;
/** No request that fits comes any more: the kill strikes all the same. */
const AMBUSH_MS = 6_000;
/** A record may be under way for this long after Meta's answer; what the ledger has recorded is held against it apart. */
const RECORDING_MS = 10_000;
const LOOK_EVERY_MS = 50;
const LONGEST_RECORDING_DELAY_MS = 12;
const LONGEST_ACKNOWLEDGING_DELAY_MS = 10;
const LONGEST_START_MS = 1_500;
/** A token stays revoked until a post was refused, and then for so long. */
const REVOKED_MS = 2_500;

const POST = /\/events$/;
const WEBHOOK = /^\/webhooks\//;

export function createTrouble(parts: TroubleParts): Trouble {
  const { meta, tally, signal } = parts;
  const waiting = [...parts.mishaps];
  const gates = new Map<string, { readonly slot: () => Slot; readonly gate: Gate }>();
  const ambushes = new Set<Ambush>();
  const faults: { readonly fault: PostFault; readonly datasetId: string; readonly row: TallyRow }[] = [];
  const struck: { row: TallyRow; eventIds: readonly string[] }[] = [];
  const kills = new Set<Promise<void>>();
  const others = new Set<Promise<void>>();
  for (const mishap of waiting) rowOf(mishap).planned += 1;

  function rowOf(mishap: Mishap): TallyRow {
    if (mishap.kind === "kill") return tally.row("Processes killed", KILLS[mishap.kill].text);
    if (mishap.kind === "fault") return tally.row("Meta failed", mishap.fault.name);
    return tally.row("Tokens", "revoked, and given back");
  }

  /** What it had in hand was answered, and may not have been recorded. */
  function noteDeath(slot: Slot): void {
    const own = [...gates.values()].find((one) => one.slot() === slot && slot.role === "worker");
    const since = Date.now() - RECORDING_MS;
    for (const passage of own?.gate.recent() ?? []) {
      if (passage.answeredAt !== null && passage.answeredAt >= since)
        noteUnheard(passage, `${slot.name} was killed`);
    }
  }

  function noteUnheard({ path, arrivedAt, answeredAt }: Passage, note: string): void {
    const from = new Date(arrivedAt);
    meta.noteUncertainty({
      datasetId: datasetOf(path),
      from,
      until: new Date(answeredAt ?? Date.now()),
      note,
    });
  }

  function onStage(slot: () => Slot, stage: Stage, passage: Passage): "drop" | undefined {
    const { role } = slot();
    for (const ambush of ambushes) {
      if (ambush.role !== role || ambush.stage !== stage || !ambush.path.test(passage.path)) continue;
      ambushes.delete(ambush);
      if (ambush.strike(slot(), passage) === "drop") return "drop";
    }
    if (role === "worker" && stage === "arrived" && POST.test(passage.path)) addFault(passage);
    return undefined;
  }

  /** The next post of the dataset is this one: a lease lets one worker send at a time. */
  function addFault({ path, body }: Passage): void {
    const datasetId = datasetOf(path);
    const eventIds = eventIdsOf(body);
    const at = faults.findIndex(
      (one) => one.datasetId === datasetId && (!one.fault.severalOnly || eventIds.length > 1),
    );
    const [found] = at < 0 ? [] : faults.splice(at, 1);
    if (found === undefined) return;
    meta.addFault({ ...found.fault.request, datasetId });
    found.row.struck += 1;
    struck.push({ row: found.row, eventIds });
  }

  /** Settles with what the ambush's strike came to, or with null when nothing came by. */
  function lieInWait<T>(
    ambush: Omit<Ambush, "strike">,
    strike: (slot: Slot, passage: Passage) => [T, "drop" | undefined],
  ) {
    return new Promise<T | null>((resolve) => {
      const end = (value: T | null) => {
        clearTimeout(timer);
        ambushes.delete(armed);
        resolve(value);
      };
      const armed: Ambush = {
        ...ambush,
        strike(slot, passage) {
          const [value, then] = strike(slot, passage);
          end(value);
          return then;
        },
      };
      const timer = setTimeout(() => end(null), AMBUSH_MS);
      ambushes.add(armed);
    });
  }

  const killNow = (slot: Slot): Slot | null => {
    if (!slot.kill()) return null;
    noteDeath(slot);
    return slot;
  };
  const killAndDrop = (slot: Slot): [Slot | null, "drop"] => [killNow(slot), "drop"];
  const later =
    (maxMs: number, dice: number) =>
    (slot: Slot): [Promise<Slot | null>, undefined] => [
      pause(Math.floor(maxMs * dice)).then(() => killNow(slot)),
      undefined,
    ];

  function anyReady(role: Role, dice: number): Slot | undefined {
    const ready = parts.slots().filter((slot) => slot.role === role && slot.isReady());
    return ready[Math.floor(dice * ready.length)];
  }

  async function killAnywhere(role: Role, dice: number): Promise<Slot | null> {
    for (;;) {
      const slot = anyReady(role, dice);
      if (slot !== undefined) return killNow(slot);
      if (signal.aborted) return null;
      await pause(LOOK_EVERY_MS);
    }
  }

  async function killStarting(dice: number): Promise<Slot | null> {
    const slot = await killAnywhere(dice < 0.5 ? "web" : "worker", (dice * 7) % 1);
    if (slot === null) return null;
    await slot.nextLife();
    await pause(Math.floor(LONGEST_START_MS * ((dice * 13) % 1)));
    return killNow(slot);
  }

  async function killDatabase(): Promise<void> {
    const { from, until } = await parts.database().kill();
    const span = { from: new Date(from - RECORDING_MS), until: new Date(until + RECORDING_MS) };
    meta.noteUncertainty({ ...span, datasetId: null, note: "the database was killed" });
  }

  async function strikeProcess(kill: KillKey, dice: number): Promise<Slot | null> {
    switch (kill) {
      case "worker_before_post":
        return lieInWait({ role: "worker", stage: "arrived", path: POST }, killAndDrop);
      case "worker_after_post":
        return lieInWait({ role: "worker", stage: "answered", path: POST }, killAndDrop);
      case "worker_recording":
        return lieInWait(
          { role: "worker", stage: "heard", path: POST },
          later(LONGEST_RECORDING_DELAY_MS, dice),
        );
      case "web_acknowledging":
        return lieInWait(
          { role: "web", stage: "forwarded", path: WEBHOOK },
          later(LONGEST_ACKNOWLEDGING_DELAY_MS, dice),
        );
      case "web_before_answer":
        return lieInWait({ role: "web", stage: "answered", path: WEBHOOK }, killAndDrop);
      case "starting":
        return killStarting(dice);
      default:
        return killAnywhere(KILLS[kill].target === "web" ? "web" : "worker", dice);
    }
  }

  async function doKill({ kill, dice }: Extract<Mishap, { kind: "kill" }>): Promise<void> {
    const { target, key } = KILLS[kill];
    if (target === "database") {
      if (key === "database_in_flight") {
        const seen = await lieInWait({ role: "worker", stage: "forwarded", path: POST }, () => [
          true,
          undefined,
        ]);
        if (seen === null) return strikeDatabase("database_anywhere");
      }
      return strikeDatabase(kill);
    }
    const aimed = await strikeProcess(kill, dice);
    const slot = aimed ?? (await killAnywhere(target, dice));
    if (slot === null) return;
    const elsewhere: KillKey = `${target}_anywhere`;
    const row = tally.row("Processes killed", KILLS[aimed ? kill : elsewhere].text);
    row.struck += 1;
    await slot.ready();
    if (slot.isReady()) row.survived += 1;
  }

  async function strikeDatabase(kill: KillKey): Promise<void> {
    const row = tally.row("Processes killed", KILLS[kill].text);
    row.struck += 1;
    await killDatabase();
    row.survived += 1;
  }

  async function doRevoke({ datasetId }: Extract<Mishap, { kind: "revoke" }>, row: TallyRow): Promise<void> {
    const token = CHAOS_SHOPS.flatMap(({ datasets }) => datasets).find(({ id }) => id === datasetId)?.token;
    if (token === undefined) throw new RangeError(`No shop sends to ${datasetId}.`);
    const before = meta.refused(datasetId).length;
    meta.setToken(token, { kind: "invalid", subcode: 460 });
    row.struck += 1;
    const isRefused = () => meta.refused(datasetId).length > before;
    for (const until = Date.now() + AMBUSH_MS; !isRefused() && Date.now() < until && !signal.aborted; )
      await pause(LOOK_EVERY_MS);
    await pause(REVOKED_MS);
    meta.setToken(token, { kind: "valid" });
    for (;;) {
      const held = await parts
        .database()
        .look(`select from connection where external_id = '${datasetId}' and state = 'paused_access'`);
      if (held?.length === 0) break;
      if (signal.aborted) return;
      await pause(LOOK_EVERY_MS);
    }
    row.survived += 1;
  }

  function start(mishap: Mishap): void {
    if (mishap.kind === "fault") {
      faults.push({ fault: mishap.fault, datasetId: mishap.datasetId, row: rowOf(mishap) });
      return;
    }
    const into = mishap.kind === "kill" ? kills : others;
    const task: Promise<void> = (
      mishap.kind === "kill" ? doKill(mishap) : doRevoke(mishap, rowOf(mishap))
    ).finally(() => into.delete(task));
    into.add(task);
  }

  return {
    async gateOf(slot, role, target) {
      const gate = await startGate({
        target,
        onStage: (stage, passage) => onStage(slot, stage, passage),
        onUnheard: (passage) => {
          if (role === "worker") noteUnheard(passage, "the answer was not heard");
        },
      });
      gates.set(gate.origin, { slot, gate });
      return gate;
    },
    async placed(orders) {
      while (!signal.aborted && (waiting[0]?.afterOrders ?? Number.POSITIVE_INFINITY) <= orders) {
        if (waiting[0]?.kind === "kill" && kills.size >= MOST_KILLS_AT_ONCE) await Promise.race(kills);
        else start(waiting.shift() as Mishap);
      }
    },
    async over() {
      await Promise.all([...kills, ...others]);
    },
    struckPosts: () => struck,
  };
}

const datasetOf = (path: string) => /\/(\d+)\/events$/.exec(path)?.[1] ?? "";

function eventIdsOf(body: Buffer): string[] {
  const { data = [] } = JSON.parse(body.toString("utf8")) as { data?: { event_id?: string }[] };
  return data.map((event) => event.event_id ?? "");
}
