// What prisma/schema.prisma says of the tables. Prisma's own reader is a separate engine that is not installed, and the
// generated client does not tell which fields are required, so the few forms that the schema uses are read here.

export interface ModelColumn {
  readonly name: string;
  /** PostgreSQL's name, as `format_type` prints it. */
  readonly type: string;
  readonly nullable: boolean;
}

export interface ModelTable {
  readonly table: string;
  readonly columns: readonly ModelColumn[];
  readonly primaryKey: readonly string[];
  /** Columns of each unique constraint apart from the primary key. */
  readonly uniques: readonly (readonly string[])[];
  /** Names of the indexes that the model declares. */
  readonly indexes: readonly string[];
}

const TYPES: Readonly<Record<string, string>> = {
  String: "text",
  Int: "integer",
  BigInt: "bigint",
  "BigInt[]": "bigint[]",
  Bytes: "bytea",
  Json: "jsonb",
  "DateTime @db.Timestamptz(6)": "timestamp with time zone",
  "DateTime @db.Date": "date",
  "Int @db.SmallInt": "smallint",
};

interface Field extends ModelColumn {
  readonly field: string;
  readonly id: boolean;
  readonly unique: boolean;
}

function readField(line: string): Field {
  const parts = /^(\w+)\s+(\w+)(\[\])?(\?)?\s*(.*)$/.exec(line);
  if (!parts) throw new Error(`not a field: ${line}`);
  const [, field, base, list, optional, attributes] = parts as unknown as string[];
  const native = /@db\.\w+(?:\(\d+\))?/.exec(attributes ?? "")?.[0];
  const spelled = `${base}${list ?? ""}${native ? ` ${native}` : ""}`;
  const type = TYPES[spelled];
  if (!type) throw new Error(`a type that this reader does not know: ${spelled}`);
  return {
    field: field as string,
    name: /@map\("([^"]+)"\)/.exec(attributes ?? "")?.[1] ?? (field as string),
    type,
    nullable: Boolean(optional),
    id: /@id\b/.test(attributes ?? ""),
    unique: /@unique\b/.test(attributes ?? ""),
  };
}

/** @throws for a form that it does not know, rather than leaving anything out */
export function readPrismaModels(schema: string): readonly ModelTable[] {
  return [...schema.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, model, body]) => {
    const lines = (body as string)
      .split("\n")
      .map((line) => line.replace(/\/\/.*/, "").trim())
      .filter(Boolean);
    const fields = lines.filter((line) => !line.startsWith("@@")).map(readField);
    const blocks = lines.filter((line) => line.startsWith("@@"));
    const columns = (list: string) =>
      [...list.matchAll(/(\w+)(?:\(sort: \w+\))?(?:,|$)/g)].map(([, name]) => {
        const found = fields.find((one) => one.field === name);
        if (!found) throw new Error(`${model} has no field ${name}`);
        return found.name;
      });
    const lists = (attribute: string) =>
      blocks.flatMap((line) => {
        const list = new RegExp(`^@@${attribute}\\(\\[([^\\]]+)\\]`).exec(line)?.[1];
        return list ? [columns(list)] : [];
      });
    const table = blocks.flatMap((line) => /^@@map\("([^"]+)"\)/.exec(line)?.[1] ?? [])[0];
    if (!table) throw new Error(`${model} names no table`);
    return {
      table,
      columns: fields.map(({ name, type, nullable }) => ({ name, type, nullable })),
      primaryKey: lists("id")[0] ?? fields.filter((one) => one.id).map((one) => one.name),
      uniques: [...lists("unique"), ...fields.filter((one) => one.unique).map((one) => [one.name])],
      indexes: blocks.flatMap((line) => /^@@index\(.*map: "([^"]+)"\)/.exec(line)?.[1] ?? []),
    };
  });
}
