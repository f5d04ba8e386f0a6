// /readyz as a load balancer asks it while the database goes away and comes back, over real HTTP and a real connection that is cut.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase } from "../../app/platform/database.server.ts";
import { createHealth } from "../../app/platform/health.server.ts";
import { createListener } from "../../app/platform/http-listener.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { createMeters } from "../../app/platform/meters.server.ts";
import { type HandClock, handClock } from "../harness/hand-clock.ts";
import { createTestDatabase, type TestDatabase } from "../harness/test-database.ts";

/** An answer is kept for a second. */
const NEXT_LOOK_MS = 1_000;

let testDatabase: TestDatabase;
let way: Way;
let database: Database;
let clock: HandClock;
let sweptAt: Date;
let server: Server;
beforeEach(async () => {
  testDatabase = await createTestDatabase();
  way = await openWay(testDatabase.url);
  database = openDatabase({
    url: way.url,
    role: "countersign_worker",
    connections: 2,
    onIdleError: () => {},
  });
  clock = handClock();
  sweptAt = clock.now();
  const health = createHealth({
    database: database.hot,
    worker: { lastSweepAt: () => sweptAt },
    web: true,
    clock: clock.now,
    stopping: () => false,
  });
  const metrics = { meters: createMeters(), token: "", nowMs: () => 0 };
  server = createServer(createListener({ health, metrics, app: null, log: createLogger("silent", "test") }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await database.close();
  await way.close();
  await testDatabase.close();
});

async function ask(path: string) {
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  return { status: answer.status, body: await answer.json() };
}

const GOOD = { ready: true, web: "ok", worker: "ok", database: "ok" };
const AWAY = { ready: false, web: "ok", worker: "ok", database: "unreachable" };

test("without its database the process runs and is not ready; when the database is back, it is ready again", async () => {
  expect(await ask("/readyz")).toEqual({ status: 200, body: GOOD });
  way.cut();
  // Whoever asks often gets the last answer.
  expect(await ask("/readyz")).toEqual({ status: 200, body: GOOD });
  clock.forward(NEXT_LOOK_MS);
  expect(await ask("/readyz")).toEqual({ status: 503, body: AWAY });
  expect(await ask("/healthz")).toEqual({ status: 200, body: { alive: true } });
  way.mend();
  expect(await ask("/readyz")).toEqual({ status: 503, body: AWAY });
  clock.forward(NEXT_LOOK_MS);
  expect(await ask("/readyz")).toEqual({ status: 200, body: GOOD });
});

test("a worker that has not looked for work for half a minute is not ready", async () => {
  clock.forward(29_999);
  expect(await ask("/readyz")).toMatchObject({ status: 200, body: { worker: "ok" } });
  clock.forward(1_000);
  expect(await ask("/readyz")).toEqual({ status: 503, body: { ...GOOD, ready: false, worker: "stalled" } });
  sweptAt = clock.now();
  expect(await ask("/readyz")).toEqual({ status: 200, body: GOOD });
});

interface Way {
  /** The same login, by this way. */
  readonly url: string;
  /** Ends every connection, and each new one. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A way to the database that can be cut. */
async function openWay(url: string): Promise<Way> {
  const to = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const door = net.createServer((near) => {
    if (isCut) return void near.destroy();
    const far = net.connect(Number(to.port), to.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  const by = new URL(url);
  by.port = String((door.address() as AddressInfo).port);
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: by.href,
    cut() {
      isCut = true;
      endAll();
    },
    mend() {
      isCut = false;
    },
    async close() {
      endAll();
      door.close();
      await once(door, "close");
    },
  };
}
