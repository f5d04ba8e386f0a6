// Wake-ups over pg-boss: advisory, sent after the commit, gathered for 50 ms. The open delivery row is the real enqueue; the
// sweeper finds what a lost wake-up left.
import pg from "pg";
import { PgBoss } from "pg-boss";
import { errorFields, type Logger } from "../platform/logger.server.ts";

export const DELIVER_QUEUE = "deliver";
const GATHER_MS = 50;

/** What a wake-up says. */
export interface WakeUp {
  readonly connectionId: string;
}

/** Creates pg-boss's tables and queues; run by the owner of the schema, at every start. Processes that start together wait. */
export async function prepareQueues(ownerUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl, application_name: "countersign-queues" });
  await owner.connect();
  try {
    await owner.query("select pg_advisory_lock(hashtext('countersign queues'))");
    await createQueues(ownerUrl);
    for (const role of ["countersign_app", "countersign_worker"]) {
      await owner.query(`grant usage on schema pgboss to ${role}`);
      await owner.query(`grant select, insert, update, delete on all tables in schema pgboss to ${role}`);
      await owner.query(`grant execute on all functions in schema pgboss to ${role}`);
    }
  } finally {
    // Takes the lock along.
    await owner.end();
  }
}

async function createQueues(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    max: 2,
    supervise: false,
    schedule: false,
    application_name: "pg-boss",
  });
  await boss.start();
  try {
    // `short`: one waiting job per connection. The policies that look at running jobs would block a connection for as long
    // as a dead worker's job lives.
    await boss.createQueue(DELIVER_QUEUE, {
      policy: "short",
      notify: true,
      retryLimit: 0,
      deleteAfterSeconds: 60,
    });
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** pg-boss in a lesser role: sends and works, but makes no tables. */
export function openBoss(url: string, role: string, listens: boolean, log: Logger): PgBoss {
  const withRole = new URL(url);
  withRole.searchParams.set("options", `-c role=${role}`);
  const boss = new PgBoss({
    connectionString: withRole.href,
    max: 3,
    migrate: false,
    createSchema: false,
    supervise: listens,
    schedule: false,
    useListenNotify: listens,
    application_name: `pg-boss ${role}`,
  });
  boss.on("error", (error) => log.warn(errorFields(error), "queue.error"));
  return boss;
}

export interface Waker {
  wake(connectionIds: readonly string[]): void;
  /** Sends what is gathered. */
  stop(): Promise<void>;
}

/**
 * Sends wake-ups as they come, and those that come meanwhile together: one statement for all connections, twenty times a second
 * at most.
 */
export function createWaker(boss: Pick<PgBoss, "insert">, log: Logger): Waker {
  const gathered = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> | null = null;
  async function send(): Promise<void> {
    const jobs = [...gathered].map((connectionId) => ({
      data: { connectionId },
      singletonKey: connectionId,
    }));
    gathered.clear();
    try {
      await boss.insert(DELIVER_QUEUE, jobs);
    } catch (error) {
      // The sweeper will find the work.
      log.warn(errorFields(error), "wake_up.lost");
    }
  }
  function flush(): void {
    timer = null;
    if (!gathered.size) return;
    sending = send().then(() => {
      sending = null;
      timer = setTimeout(flush, GATHER_MS).unref();
    });
  }
  return {
    wake(connectionIds) {
      for (const id of connectionIds) gathered.add(id);
      if (!timer && !sending) flush();
    },
    async stop() {
      await sending;
      if (timer) clearTimeout(timer);
      if (gathered.size) await send();
    },
  };
}
