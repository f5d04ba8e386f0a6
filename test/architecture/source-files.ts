// The product's source as the architecture tests see it: each file with its imports and the parts of its code that matter.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CODE = /\.(ts|tsx|mjs)$/;
const NOT_OURS = new Set(["node_modules", "dist", "build", "generated"]);

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** From the root where it is relative (`app/domain/money.ts`), else as written. */
  readonly target: string;
  /** Types leave no trace in what runs. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** The code without comments and the contents of texts. */
  readonly code: string;
  readonly isTest: boolean;
}

/** Paths of all files below these folders, from the root. */
export function filesBelow(...folders: readonly string[]): readonly string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"),
        ),
    )
    .filter((file) => !file.split("/").some((part) => NOT_OURS.has(part)))
    .sort();
}

export function codeBelow(...folders: readonly string[]): readonly SourceFile[] {
  return filesBelow(...folders)
    .filter((file) => CODE.test(file) && !file.endsWith(".d.ts"))
    .map(readSource);
}

export function readSource(file: string): SourceFile {
  return sourceOf(file, readFileSync(path.join(ROOT, file), "utf8"));
}

/** @param file path from the root, against which relative imports are read */
export function sourceOf(file: string, text: string): SourceFile {
  return {
    path: file,
    text,
    lines: text.split("\n").length - 1,
    imports: importsOf(file, text),
    code: codeOf(file, text),
    isTest: /\.test\.\w+$/.test(file),
  };
}

const parse = (file: string, text: string) =>
  ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    true,
    file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );

function importsOf(file: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) => {
    const target = specifier.startsWith(".")
      ? path.posix.join(path.posix.dirname(file), specifier)
      : specifier;
    found.push({ specifier, target, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, isTypeImport(node));
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      add(node.moduleSpecifier.text, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteralLike(argument)) add(argument.text, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file, text));
  return found;
}

function isTypeImport({ importClause: clause }: ts.ImportDeclaration): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    !clause.name &&
    !!named &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((one) => one.isTypeOnly)
  );
}

/** Prints the tree without comments, texts emptied. */
function codeOf(file: string, text: string): string {
  const parts: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddle(node) ||
      ts.isTemplateTail(node);
    if (isText || ts.isJsxText(node)) parts.push('""');
    else if (node.getChildCount() === 0) parts.push(...(node.getText() ? [node.getText()] : []));
    else for (const child of node.getChildren()) if (!ts.isJSDoc(child)) visit(child);
  };
  visit(parse(file, text));
  return parts.join(" ");
}
