// Starts, asks and stops the containers of compose.yaml without Docker, and says of each demand whether it holds.
import { readdirSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findFreePort } from "../../app/platform/postgres/cluster.server.ts";
import type { ComposeService } from "./compose-file.ts";
import { type Container, type Ended, endContainers, startContainer } from "./container.ts";
import { differences } from "./differences.ts";
import type { ImageTree } from "./image-tree.ts";

export interface Finding {
  readonly demand: string;
  readonly holds: boolean;
  /** What was seen. */
  readonly seen: string;
}

const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;
const TAIL_LINES = 6;

/**
 * @param services with a database to work on
 * @param report hears of each finding at once
 */
export async function tryImage(
  tree: ImageTree,
  services: readonly ComposeService[],
  report: (finding: Finding) => void,
): Promise<void> {
  const before = await filesOf(tree, services);
  const started: Container[] = [];
  try {
    for (const service of services) started.push(startContainer(tree, service, await findFreePort()));
    const byRole = (role: string) =>
      started.filter((_, index) => services[index]?.environment.COUNTERSIGN_ROLE === role);
    for (const container of started) report(await becomesReady(container));
    for (const container of started) report(await answersHealthcheck(tree, container));
    for (const container of byRole("web"))
      for (const asked of webQuestions(tree)) report(await asked(container));
    for (const container of byRole("worker")) report(await answers(container, "GET", "/app", 404));
    for (const container of byRole("worker").slice(0, 1)) report(await runsCommands(container));
    const stopped = started.map((container, index) =>
      stops(tree, container, services[index]?.stopGraceMs ?? 0),
    );
    for (const finding of await Promise.all(stopped)) report(finding);
    for (const container of started.slice(0, 1)) report(await failsHealthcheck(tree, container));
  } finally {
    await endContainers();
  }
  for (const service of services.slice(0, 1))
    for (const key of ["", "c2hvcnQ="]) report(await refusesKey(tree, service, key));
  report(await nothingWasWritten(tree, services, before));
}

async function becomesReady(container: Container): Promise<Finding> {
  const from = performance.now();
  let end: Ended | null = null;
  void container.ended.then((ended) => {
    end = ended;
  });
  let seen = "";
  while (end === null && performance.now() - from < READY_WITHIN_MS) {
    const answer = await fetch(`${container.origin}/readyz`).catch(() => null);
    seen = answer === null ? "no answer" : `${answer.status} ${await answer.text()}`;
    if (answer?.status === 200) break;
    await pause(LOOK_EVERY_MS);
  }
  const holds = seen.startsWith("200");
  const took = `${((performance.now() - from) / 1_000).toFixed(1)} s: ${seen}`;
  return { demand: `${container.name} is ready`, holds, seen: holds ? took : `${seen}\n${tail(container)}` };
}

async function answersHealthcheck({ settings }: ImageTree, container: Container): Promise<Finding> {
  const { code, printed } = await container.exec(settings.healthcheck);
  return {
    demand: `${container.name} passes HEALTHCHECK`,
    holds: code === 0,
    seen: `exit ${code} ${printed}`,
  };
}

async function failsHealthcheck({ settings }: ImageTree, container: Container): Promise<Finding> {
  const { code } = await container.exec(settings.healthcheck);
  return { demand: `${container.name}, ended, fails HEALTHCHECK`, holds: code === 1, seen: `exit ${code}` };
}

type Question = (container: Container) => Promise<Finding>;

function webQuestions(tree: ImageTree): readonly Question[] {
  const folder = join(tree.root, tree.settings.workdir, "build/client/assets");
  const script = readdirSync(folder).find((name) => name.endsWith(".js"));
  const unsigned = { "x-shopify-topic": "orders/create", "x-shopify-shop-domain": "shop.myshopify.com" };
  return [
    (web) => answers(web, "GET", `/assets/${script}`, 200),
    (web) => answers(web, "POST", "/webhooks/orders", 401, unsigned),
    (web) => answers(web, "POST", "/webhooks/compliance", 401, unsigned),
    (web) => answers(web, "POST", "/api/events", 400),
    // Rendered by Remix: a page that says how the app is opened.
    (web) => answers(web, "GET", "/auth/login", 400),
  ];
}

async function answers(
  { name, origin }: Container,
  method: "GET" | "POST",
  path: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Finding> {
  const body = method === "POST" ? { body: "{" } : {};
  const answer = await fetch(origin + path, { method, headers, ...body }).catch(() => null);
  await answer?.body?.cancel();
  return {
    demand: `${name} answers ${method} ${path} with ${status}`,
    holds: answer?.status === status,
    seen: answer ? String(answer.status) : "no answer",
  };
}

/** What an operator runs in a container. */
async function runsCommands(container: Container): Promise<Finding> {
  const restored = await container.exec(["node", "scripts/restored.ts", "--dry-run"]);
  const replay = await container.exec(["node", "scripts/replay.ts", "--shop=none", "--since=2026-11-21"]);
  return {
    demand: `${container.name} runs the operator's commands`,
    holds: restored.printed.includes("Nothing was changed.") && replay.printed.includes("is no shop of this"),
    seen: `${restored.printed}${replay.printed}`.trim(),
  };
}

async function stops(tree: ImageTree, container: Container, graceMs: number): Promise<Finding> {
  const from = performance.now();
  container.signal(tree.settings.stopSignal);
  const late = pause(graceMs, null, { ref: false });
  const end = await Promise.race([container.ended, late]);
  const took = `${((performance.now() - from) / 1_000).toFixed(1)} s`;
  const isLeft = container.isLeft();
  return {
    demand: `${container.name} stops within ${graceMs / 1_000} s`,
    holds: end?.code === 0 && !isLeft,
    seen: end ? `${took}: exit ${end.code}${isLeft ? ", and something of it is left" : ""}` : tail(container),
  };
}

async function refusesKey(tree: ImageTree, service: ComposeService, key: string): Promise<Finding> {
  const environment = { ...service.environment, ENCRYPTION_KEY: key };
  const container = startContainer(tree, { ...service, environment }, await findFreePort());
  const { code, printed } = await container.ended;
  const complaint = `ENCRYPTION_KEY is ${key === "" ? "missing" : "malformed"}: `;
  return {
    demand: `${key === "" ? "no" : "a short"} ENCRYPTION_KEY ends the start with a sentence`,
    holds:
      code === 1 && printed.includes(complaint) && !/^ +at /m.test(printed) && !printed.includes(key || "\0"),
    seen: `exit ${code}: ${printed.trim()}`,
  };
}

/** A container's own files are read-only. */
async function nothingWasWritten(
  tree: ImageTree,
  services: readonly ComposeService[],
  before: ReadonlySet<string>,
): Promise<Finding> {
  const after = await filesOf(tree, services);
  const changed = differences(after, before);
  return {
    demand: "nothing is written but to the volumes",
    holds: changed.length === 0,
    seen: changed.slice(0, TAIL_LINES).join("\n") || `${after.size} files`,
  };
}

/** Path, size and time of all that lies in the image outside the volumes. */
async function filesOf(
  { root }: ImageTree,
  services: readonly ComposeService[],
): Promise<ReadonlySet<string>> {
  const volumes = services.flatMap((service) => service.volumes.map((folder) => join(root, folder)));
  const files = new Set<string>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (volumes.some((volume) => `${path}/`.startsWith(`${volume}/`))) continue;
    const { size, mtimeMs } = await stat(path);
    files.add(`${path} ${entry.isDirectory() ? "" : size} ${mtimeMs}`);
  }
  return files;
}

const tail = (container: Container) =>
  container.printed().trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
