import { expect, test } from "vitest";
import { readPostmasterPid } from "./postmaster-pid.ts";

const READY = "7763\n/srv/data/pg18/data\n1795247837\n5999\n\n127.0.0.1\n  2156571         4\nready   \n";

test.each([
  { name: "a server that takes connections", given: READY, want: { pid: 7763, port: 5999, ready: true } },
  {
    name: "a server that is starting",
    given: READY.replace("ready   ", "starting"),
    want: { pid: 7763, port: 5999, ready: false },
  },
  {
    name: "the first lines only, as written before the port is open",
    given: "7763\n/srv/data/pg18/data\n1795247837\n",
    want: { pid: 7763, port: null, ready: false },
  },
  { name: "an empty file", given: "", want: null },
  { name: "a negative pid, as a single-user backend writes", given: "-7763\n/srv/data\n", want: null },
])("postmaster.pid: $name", ({ given, want }) => expect(readPostmasterPid(given)).toEqual(want));
