/** The sources as the architecture tests see them: text, imports and the names they use. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const ROOT = new URL('../../', import.meta.url);

export interface SourceFile {
  /** From the project's root: `src/base/units.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface UsedName {
  /** `Date`, or with its object: `Math.random`. */
  readonly name: string;
  readonly line: number;
}

/** All files below a directory of the project whose names end like this, sorted; none when there is no such directory. */
export function filesBelow(directory: string, ...endings: readonly string[]): SourceFile[] {
  if (!existsSync(new URL(directory, ROOT))) return [];
  return readdirSync(new URL(`${directory}/`, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort()
    .map((path) => fileAt(`${directory}/${path}`));
}

export function fileAt(path: string): SourceFile {
  return { path, text: readFileSync(new URL(path, ROOT), 'utf8') };
}

export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  visit(file, (node, line) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      if (!ts.isStringLiteral(node.moduleSpecifier)) return;
      const typeOnly = ts.isExportDeclaration(node) ? node.isTypeOnly : node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      found.push({ specifier: node.moduleSpecifier.text, typeOnly, line });
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      found.push({ specifier: argument !== undefined && ts.isStringLiteral(argument) ? argument.text : '(computed)', typeOnly: false, line });
    }
  });
  return found;
}

/** Names that are read as values: comments, strings and names of properties do not count. */
export function usedNamesOf(file: SourceFile): UsedName[] {
  const found: UsedName[] = [];
  visit(file, (node, line) => {
    if (ts.isPropertyAccessExpression(node)) {
      found.push({ name: `.${node.name.text}`, line });
      if (ts.isIdentifier(node.expression)) found.push({ name: `${node.expression.text}.${node.name.text}`, line });
    }
    if (ts.isIdentifier(node) && isValue(node)) found.push({ name: node.text, line });
  });
  return found;
}

function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  const named = parent as { readonly name?: ts.Node };
  return named.name !== node && !ts.isTypeReferenceNode(parent);
}

function visit(file: SourceFile, see: (node: ts.Node, line: number) => void): void {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const walk = (node: ts.Node): void => {
    see(node, source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1);
    ts.forEachChild(node, walk);
  };
  walk(source);
}
