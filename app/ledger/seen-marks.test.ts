import { expect, test } from "vitest";
import { createSeenMarks } from "./seen-marks.ts";

const NOON = new Date("2026-11-21T12:00:00Z");
const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1_000);
const page = { shopId: 1n, seen: ["PageView"], otherSender: false } as const;
const row = (name: string, shop = "1", other = false) => ({ shop, name, other });
const due = (marks: ReturnType<typeof createSeenMarks>, ...given: Parameters<typeof marks.due>) =>
  JSON.parse(marks.due(...given) ?? "null");

test("told once in five seconds, however many posts there are", () => {
  const marks = createSeenMarks();
  expect(due(marks, [page, page], NOON)).toEqual([row("PageView")]);
  expect(due(marks, [page], later(4.9))).toBeNull();
  expect(due(marks, [page], later(5))).toEqual([row("PageView")]);
});

test("each event, each shop and a second sender are news of their own", () => {
  const marks = createSeenMarks();
  marks.due([page], NOON);
  const posts = [
    { ...page, seen: ["PageView", "AddToCart"] as const },
    { ...page, shopId: 2n },
    { ...page, otherSender: true },
  ];
  expect(due(marks, posts, NOON)).toEqual([
    row("AddToCart"),
    row("PageView", "2"),
    row("PageView", "1", true),
  ]);
});

test("a bot is not seen", () => {
  expect(due(createSeenMarks(), [{ ...page, seen: [] }], NOON)).toBeNull();
});
