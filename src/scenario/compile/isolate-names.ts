/**
 * Which isolate a name belongs to: an isolate knows the objects and handles that its own steps name, and those of
 * procedures, which are variables of whoever calls them.
 */
import { childOf } from '../source-tree.ts';
import type { SourceNode } from '../source-tree.ts';

/** The isolate that the steps of the scenario itself run in. */
const MAIN = '';
/** Names in procedures. */
const ANY = '*';

/** Calls back with every mapping of the text and the isolate that it is in. */
export type NameVisitor = (node: SourceNode, owner: string) => void;

/** Each node once for each isolate that it is in: aliases make the tree a graph. */
export function visitByIsolate(root: SourceNode, visitor: NameVisitor): void {
  const visited = new Map<string, Set<SourceNode>>();
  const visit = (node: SourceNode, owner: string): void => {
    const seen = visited.get(owner) ?? new Set();
    visited.set(owner, seen);
    if (node.kind === 'scalar' || seen.has(node)) return;
    seen.add(node);
    if (node.kind === 'list') {
      for (const item of node.items) visit(item, owner);
      return;
    }
    visitor(node, owner);
    for (const [key, entry] of node.entries) {
      const name = key === 'isolate' ? childOf(entry.node, 'name') : null;
      visit(entry.node, node === root && key === 'procedures' ? ANY : name?.kind === 'scalar' && typeof name.value === 'string' ? name.value : owner);
    }
  };
  visit(root, MAIN);
}

export class IsolateNames {
  /** By name of an object or handle. */
  private readonly owners: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly declared = new Set<string>();
  private current = MAIN;
  /** Some are to run at once. */
  hasParallel = false;

  constructor(owners: ReadonlyMap<string, ReadonlySet<string>>) {
    this.owners = owners;
  }

  /** False when there is one of this name already. */
  declare(name: string): boolean {
    const isNew = !this.declared.has(name);
    this.declared.add(name);
    return isNew;
  }

  inside<Result>(isolate: string, body: () => Result): Result {
    const outer = this.current;
    this.current = isolate;
    try {
      return body();
    } finally {
      this.current = outer;
    }
  }

  inProcedure<Result>(body: () => Result): Result {
    return this.inside(ANY, body);
  }

  /** The isolate that the name belongs to, when that is another one than the current one; else null. */
  foreignOwner(name: string): string | null {
    const owners = this.owners.get(name);
    if (owners === undefined || this.current === ANY || owners.has(this.current) || owners.has(ANY)) return null;
    const [owner = MAIN] = owners;
    return owner === MAIN ? 'the main isolate' : `the isolate ${owner}`;
  }
}
