// Alarms, their pages and the metrics that they name belong together: a rule over a metric that nobody exports never fires.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createMeters } from "../../app/platform/meters.server.ts";

const DOCS = new URL("../../docs/", import.meta.url);
const rules = readFileSync(new URL("alerts.yml", DOCS), "utf8");
const alarms = rules.split(/^ +- alert: /m).slice(1);
const nameOf = (alarm: string) => alarm.split("\n", 1)[0]?.trim() ?? "";
const pageOf = (alarm: string) => /runbook: docs\/(runbooks\/[a-z-]+\.md)$/m.exec(alarm)?.[1];

test.each(alarms.map((alarm) => ({ name: nameOf(alarm), alarm })))(
  "$name has its page, which says what to do",
  ({ name, alarm }) => {
    const page = readFileSync(new URL(pageOf(alarm) ?? "missing", DOCS), "utf8");
    const [title] = page.split("\n", 1);
    expect(title?.replace("# ", "").split(", ")).toContain(name);
    for (const part of ["What it means", "What merchants see", "Look first", "Fix", "Over when"])
      expect(page).toMatch(new RegExp(`^\\*\\*${part}\\b`, "m"));
    expect(alarm).toMatch(/summary: \S/);
    expect(alarm).toMatch(/severity: (page|ticket)/);
  },
);

test("every page belongs to an alarm", () => {
  const named = new Set(alarms.map(pageOf));
  const pages = readdirSync(new URL("runbooks/", DOCS)).map((file) => `runbooks/${file}`);
  expect(pages.filter((page) => !named.has(page))).toEqual([]);
});

/** Names of metrics in a text; a histogram's series count as the histogram. */
const metricsIn = (text: string) =>
  new Set(
    [...text.matchAll(/\bcountersign_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, "")),
  );

test("every metric that an alarm, a page or the operator's guide names is exported, and every exported one is explained", async () => {
  const { text } = await createMeters().print();
  const exported = new Set([...text.matchAll(/^# TYPE (countersign_\S+) /gm)].map(([, name]) => name));
  const pages = readdirSync(new URL("runbooks/", DOCS)).map((file) =>
    readFileSync(new URL(`runbooks/${file}`, DOCS), "utf8"),
  );
  const guide = readFileSync(new URL("operating.md", DOCS), "utf8");
  expect([...metricsIn([rules, guide, ...pages].join("\n"))].filter((name) => !exported.has(name))).toEqual(
    [],
  );
  expect([...exported].filter((name) => !metricsIn(guide).has(String(name)))).toEqual([]);
});
