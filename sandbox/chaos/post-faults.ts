// How Meta fails the server's posts in a chaos run: every kind of fault that the fake knows, before and after storing.
import type { FaultRequest } from "../meta/faults.ts";

export interface PostFault {
  /** For the table: faults of one name share a row. */
  readonly name: string;
  readonly request: Pick<FaultRequest, "fault" | "stage">;
  /** Strikes posts of several events only: of one alone Meta's word that it is bad would be true. */
  readonly severalOnly: boolean;
}

type Shape = FaultRequest["fault"];
type Stage = NonNullable<FaultRequest["stage"]>;

const row = (name: string, fault: Shape, stage: Stage, severalOnly = false): PostFault => ({
  name,
  request: { fault, stage },
  severalOnly,
});
const both = (name: string, fault: Shape): PostFault[] => [
  row(`${name}, nothing stored`, fault, "before_storing"),
  row(`${name}, all the same stored`, fault, "after_storing"),
];
/** Waits are short, or a run would wait out Meta's minutes. */
const throttle = (code: number): Shape => ({ kind: "graph_error", code, retryAfterSec: 1 });
const error = (code: number, subcode: number | null = null): Shape => ({
  kind: "graph_error",
  code,
  subcode,
});

/** Drawn in turn, the most telling first. */
export const POST_FAULTS: readonly PostFault[] = [
  row("no answer, all the same stored", { kind: "timeout" }, "after_storing"),
  row("connection reset, all the same stored", { kind: "reset" }, "after_storing"),
  row("throttled", throttle(80_004), "before_storing"),
  row("refused as a batch", error(100), "before_storing", true),
  row("access refused once", error(190, 463), "before_storing"),
  ...both("HTTP 500", { kind: "http_500" }),
  row("no answer, nothing stored", { kind: "timeout" }, "before_storing"),
  row("answer late", { kind: "delay", delayMs: 400 }, "before_storing"),
  ...both("502 with a page of HTML", { kind: "html_502" }),
  row("connection reset, nothing stored", { kind: "reset" }, "before_storing"),
  row("answer too late", { kind: "delay", delayMs: 6_000 }, "before_storing"),
  row("throttled", throttle(4), "before_storing"),
  row("transient error", { kind: "graph_error", code: 100, isTransient: true }, "before_storing"),
  row("access refused once", error(10), "before_storing"),
  row("throttled", throttle(613), "after_storing"),
  row("error nobody documents", error(5_999), "before_storing"),
  row("access refused once", error(100, 33), "before_storing"),
  row("refused as a batch", error(100, 2_804_019), "before_storing", true),
  row("access refused once", error(200), "after_storing"),
  row("transient error", error(2), "after_storing"),
  row("access refused once", error(190, 460), "before_storing"),
  row("throttled", throttle(17), "before_storing"),
];
