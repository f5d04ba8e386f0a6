/** What every benchmark gives: figures for `--json`, and the same as a table for people. */
export interface BenchReport {
  readonly json: {
    readonly name: string;
    readonly ours: unknown;
    readonly baselines: Readonly<Record<string, unknown>>;
    /** Ours for one of each baseline's; what that says is in the table's last lines. */
    readonly ratios: Readonly<Record<string, number>>;
  };
  readonly table: string;
}

/** Told what is going on; never on standard output. */
export type Say = (text: string) => void;
