// What went wrong on purpose, counted: planned, struck, and survived.

/** In the order of the table. */
export const GROUPS = ["Processes killed", "Meta failed", "Tokens", "Webhooks"] as const;
export type Group = (typeof GROUPS)[number];

export interface TallyRow {
  readonly group: Group;
  readonly text: string;
  planned: number;
  struck: number;
  /** Of those that struck: whatever was hit works again, and every order that it touched is right in the end. */
  survived: number;
}

export interface Tally {
  row(group: Group, text: string): TallyRow;
  rows(): readonly TallyRow[];
}

export function createTally(): Tally {
  const rows: TallyRow[] = [];
  return {
    row(group, text) {
      const known = rows.find((row) => row.group === group && row.text === text);
      if (known !== undefined) return known;
      const row: TallyRow = { group, text, planned: 0, struck: 0, survived: 0 };
      rows.push(row);
      return row;
    },
    rows: () => rows,
  };
}
