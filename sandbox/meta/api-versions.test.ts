import { expect, test } from "vitest";
import { versionState } from "./api-versions.ts";

test.each([
  { name: "the newest", version: "v26.0", at: "2026-11-21", want: "live" },
  { name: "v20.0 on its last day", version: "v20.0", at: "2026-09-23", want: "live" },
  { name: "v20.0 on the day it ends", version: "v20.0", at: "2026-09-24", want: "expired" },
  { name: "v21.0 before its end", version: "v21.0", at: "2026-11-21", want: "live" },
  { name: "one long gone", version: "v3.0", at: "2026-11-21", want: "expired" },
  { name: "one that does not exist yet", version: "v27.0", at: "2026-11-21", want: "unknown" },
  { name: "a spelling that is none", version: "v26", at: "2026-11-21", want: "unknown" },
])("$name is $want", ({ version, at, want }) => {
  expect(versionState(version, new Date(`${at}T12:00:00Z`))).toBe(want);
});
