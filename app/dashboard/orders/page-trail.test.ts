import { expect, test } from "vitest";
import { pageTrail } from "./page-trail.ts";

const at = (address: string, olderThan: string | null) =>
  pageTrail(new URL(address, "https://app.example").searchParams, olderThan);

test.each([
  { name: "the only page", here: "/app/orders", olderThan: null, want: { newer: null, older: null } },
  {
    name: "the first page",
    here: "/app/orders",
    olderThan: "9-1",
    want: { newer: null, older: "/app/orders?before=9-1" },
  },
  {
    name: "the second page",
    here: "/app/orders?before=9-1",
    olderThan: "8-1",
    want: { newer: "/app/orders", older: "/app/orders?before=8-1&trail=9-1" },
  },
  {
    name: "the last page",
    here: "/app/orders?before=7-1&trail=9-1~8-1",
    olderThan: null,
    want: { newer: "/app/orders?before=8-1&trail=9-1", older: null },
  },
])("$name", ({ here, olderThan, want }) => expect(at(here, olderThan)).toEqual(want));

test("walking to the end and back meets the same pages", () => {
  const cursors = ["9-1", "8-1", "7-1", "6-1", null];
  const walked: string[] = ["/app/orders"];
  for (const cursor of cursors) {
    const { older } = at(walked.at(-1) ?? "", cursor);
    if (older !== null) walked.push(older);
  }
  expect(walked).toHaveLength(5);
  const back: string[] = [];
  for (let here: string | null = walked.at(-1) ?? null; here !== null; here = at(here, null).newer)
    back.push(here);
  expect(back).toEqual(walked.toReversed());
});

test("addresses stay short however far one pages", () => {
  let here = "/app/orders";
  for (let page = 0; page < 100; page += 1)
    here = at(here, `17637162720${page}-567890123${page}`).older ?? "";
  expect(here.length).toBeLessThan(1_000);
});
