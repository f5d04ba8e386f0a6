import { expect, test } from "vitest";
import { createTeardown } from "../../scripts/teardown.ts";

test("ends the parts in the opposite order, one after the other", async () => {
  const ended: string[] = [];
  const teardown = createTeardown();
  for (const part of ["database", "world", "app"]) {
    teardown.add(async () => {
      await Promise.resolve();
      ended.push(part);
    });
  }
  expect(await teardown.run()).toEqual([]);
  expect(ended).toEqual(["app", "world", "database"]);
});

test("a part that fails to end does not keep the others, and is reported", async () => {
  const ended: string[] = [];
  const teardown = createTeardown();
  teardown.add(async () => void ended.push("database"));
  teardown.add(() => Promise.reject(new Error("the browser is gone")));
  expect(await teardown.run()).toEqual(["the browser is gone"]);
  expect(ended).toEqual(["database"]);
});

test("a part that comes up while the rest ends is ended at once", async () => {
  const ended: string[] = [];
  const teardown = createTeardown();
  await teardown.run();
  teardown.add(async () => void ended.push("late"));
  expect(ended).toEqual(["late"]);
});
