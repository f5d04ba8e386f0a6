import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

/** Steps that end when the test says so. */
function world(slots: number, mostOf: { troubled?: number; long?: number } = {}) {
  const begun: string[] = [];
  const ends = new Map<string, (more: boolean) => void>();
  const turns = createTurns({
    slots,
    mostOf: { troubled: slots, long: slots, ...mostOf },
    serve: (id, kind) => {
      begun.push(kind === "long" ? `${id}, long` : id);
      return new Promise<boolean>((resolve) => ends.set(id, resolve));
    },
  });
  /** Ends the step in hand; the turns have gone on when this resolves. */
  const end = async (id: string, more = false) => {
    ends.get(id)?.(more);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { turns, begun, end };
}

test("a connection with a long backlog stands in line again behind those that wait", async () => {
  const { turns, begun, end } = world(1);
  for (const id of ["long", "a", "b"]) turns.want(id, "plain");
  await end("long", true);
  await end("a");
  await end("b");
  await end("long", true);
  expect(begun).toEqual(["long", "a", "b", "long, long", "long, long"]);
});

test("a connection is served by one slot at a time, and is in line once", async () => {
  const { turns, begun, end } = world(3);
  turns.want("a", "plain");
  turns.want("a", "plain");
  turns.want("a", "plain");
  expect(begun).toEqual(["a"]);
  await end("a");
  expect(begun).toEqual(["a", "a"]);
  await end("a");
  expect(begun).toEqual(["a", "a"]);
});

test("connections in trouble leave the other slots free, and are served in their own", async () => {
  const { turns, begun, end } = world(4, { troubled: 2 });
  for (const id of ["t1", "t2", "t3", "t4"]) turns.want(id, "troubled");
  expect(begun).toEqual(["t1", "t2"]);
  turns.want("a", "plain");
  turns.want("b", "plain");
  expect(begun).toEqual(["t1", "t2", "a", "b"]);
  await end("t1");
  expect(begun.slice(4)).toEqual(["t3"]);
});

test("connections with a long backlog leave the other slots free, woken or not", async () => {
  const { turns, begun, end } = world(3, { long: 1 });
  turns.want("l1", "plain");
  turns.want("l2", "plain");
  await end("l1", true);
  turns.want("l2", "plain");
  await end("l2", true);
  expect(begun).toEqual(["l1", "l2", "l1, long"]);
  turns.want("a", "plain");
  turns.want("b", "plain");
  expect(begun.slice(3)).toEqual(["a", "b"]);
  await end("l1");
  expect(begun.slice(5)).toEqual(["l2, long"]);
});

test("a stop serves nobody new and waits for those in hand", async () => {
  const { turns, begun, end } = world(1);
  turns.want("a", "plain");
  turns.want("b", "plain");
  let stopped = false;
  const stop = turns.stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(stopped).toBe(false);
  await end("a", true);
  await stop;
  expect(begun).toEqual(["a"]);
});
