// Brings the demo up part by part: database, the world around the app, the app's web and worker processes.
import { join } from "node:path";
import { CONTROLS_PATH } from "../sandbox/controls/control-routes.ts";
import { keepPixel } from "../sandbox/kept-pixel.ts";
import { startWorld, type World } from "../sandbox/world.ts";
import type { DemoFolder } from "./demo-folder.ts";
import { keptEncryptionKey } from "./encryption-key.ts";
import { databaseLog, migrateDatabase, startLocalDatabase } from "./local-database.ts";
import { logFile } from "./log-file.ts";
import { offerPorts } from "./ports.ts";
import { type Say, step } from "./progress.ts";
import { type Service, startService } from "./service.ts";
import type { Teardown } from "./teardown.ts";

/** The ports that are asked for first, side by side and clear of the usual development servers. */
const PORTS = {
  start: 4310,
  storefront: 4311,
  meta: 4312,
  admin: 4313,
  tunnel: 4314,
  web: 4315,
  worker: 4316,
};

export interface Demo {
  readonly world: World;
  /** The addresses, one a line. */
  readonly addresses: string;
  /** Settles, with words for it, when a part has ended that should not have. */
  readonly broken: Promise<string>;
  /** The end of each process's log. */
  logTails(): string;
}

export interface DemoOptions {
  readonly folder: DemoFolder;
  readonly isThrownAway: boolean;
  /** Over what the demo gives the app, e.g. a shorter wait. */
  readonly appEnv?: Readonly<Record<string, string>>;
  /** 1, if left out, is Shopify's four hours of retries. */
  readonly retryTimeFactor?: number;
  readonly say: Say;
  readonly teardown: Teardown;
}

/** Starts every part and hands each to the teardown as it comes up. Rejects with words for what did not start. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { folder, isThrownAway, appEnv = {}, retryTimeFactor = 1, say, teardown } = options;
  const ports = await offerPorts(isThrownAway ? portsOfAStory() : PORTS, say);
  const log = databaseLog(folder.path, say);
  let breakWith: (words: string) => void = () => {};
  const broken = new Promise<string>((resolve) => {
    breakWith = resolve;
  });

  const postgres = await step(say, "Starting PostgreSQL", async () => {
    const started = await startLocalDatabase({
      dataDir: folder.path,
      log,
      onLost: (reason) => breakWith(`The database stays down: ${reason}.`),
      durability: isThrownAway ? "none" : "full",
    });
    teardown.add(() => started.stop());
    await folder.noteDatabase(started.dataDir);
    return started;
  });
  await step(say, "Applying migrations", () => migrateDatabase(postgres.url, log)).catch((error: unknown) => {
    const hint = "This is the demo's own database: npm run demo -- --fresh starts it over.";
    throw error instanceof Error && !isThrownAway
      ? new Error(`${error.message}\n${hint}`, { cause: error })
      : error;
  });

  const webOrigin = `http://127.0.0.1:${ports.web}`;
  const worldLog = logFile(join(folder.path, "logs", "sandbox.log"));
  const world = await step(say, "Opening the shop, Shopify's side and Meta's side", () =>
    startWorld({
      ports,
      now: () => new Date(),
      appOrigin: () => webOrigin,
      places: [
        {
          name: "The app's health",
          href: `${webOrigin}/readyz`,
          text: "Answers 200 when the app can do its work.",
        },
      ],
      log: worldLog,
      retryTimeFactor,
    }),
  );
  teardown.add(() => world.stop());
  const pixel = await keepPixel(world, join(folder.path, "pixel.json"));
  teardown.add(() => pixel.stop());
  if (pixel.found === "elsewhere") {
    say("  The shop's pixel belongs to other ports. Turn on the store signal again in the admin.\n");
  }

  const env = {
    ...world.appEnv,
    NODE_ENV: "production",
    DATABASE_URL: postgres.url,
    ENCRYPTION_KEY: keptEncryptionKey(postgres.dataDir),
    HOST: "127.0.0.1",
    LOG_LEVEL: "info",
    ...appEnv,
  };
  const startRole = async (role: "web" | "worker") => {
    const service = await startService({
      name: `The app's ${role} process`,
      preload: ["./sandbox/preload.ts"],
      env: { ...env, COUNTERSIGN_ROLE: role, PORT: String(ports[role]) },
      origin: `http://127.0.0.1:${ports[role]}`,
      logFile: join(folder.path, "logs", `${role}.log`),
    });
    teardown.add(() => service.stop());
    void service.ended.then((words) =>
      breakWith(`The app's ${role} process ${words}.\n${service.logTail()}`),
    );
    return service;
  };
  const services: Service[] = await step(say, "Starting the app, web and worker", () =>
    Promise.all([startRole("web"), startRole("worker")]),
  );
  return {
    world,
    addresses: addressLines(world, webOrigin, folder.path),
    broken,
    logTails: () => services.map((service) => service.logTail()).join("\n"),
  };
}

/** Clear of a demo that somebody uses, and of other stories: between the offer and the use of a port seconds pass. */
function portsOfAStory(): typeof PORTS {
  const shift = 6_000 + (process.pid % 900) * 10;
  const shifted = Object.entries(PORTS).map(([name, port]) => [name, port + shift]);
  return Object.fromEntries(shifted) as typeof PORTS;
}

function addressLines(world: World, webOrigin: string, dataDir: string): string {
  const rows = [
    ["All addresses", world.startPage.origin],
    ["The world's controls", `${world.startPage.origin}${CONTROLS_PATH}`],
    ["The merchant's admin", world.adminUrl],
    ["The storefront", world.storefront.origin],
    ["Meta's side", world.eventsManagerUrl],
    ["The app's health", `${webOrigin}/readyz`],
    ["Logs and data", dataDir],
  ];
  return rows.map(([name, value]) => `  ${name?.padEnd(22)}${value}`).join("\n");
}
