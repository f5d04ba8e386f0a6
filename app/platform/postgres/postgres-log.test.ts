import { expect, test } from "vitest";
import { readServerLine } from "./postgres-log.ts";

test.each([
  {
    name: "routine",
    given: "LOG:  checkpoint starting: time",
    want: { level: "debug", text: "checkpoint starting: time" },
  },
  {
    name: "a refused login",
    given: "FATAL:  password authentication failed",
    want: { level: "warn", text: "password authentication failed" },
  },
  {
    name: "a broken cluster",
    given: "PANIC:  could not locate a valid checkpoint record",
    want: { level: "error", text: "could not locate a valid checkpoint record" },
  },
  {
    name: "the linker's line, which has no severity",
    given: "postgres: error while loading shared libraries",
    want: { level: "warn", text: "postgres: error while loading shared libraries" },
  },
])("server line: $name", ({ given, want }) => expect(readServerLine(given)).toEqual(want));
