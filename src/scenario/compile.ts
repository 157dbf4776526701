/** A scenario's text → the program that engines run, or every problem found in it. */
import { didYouMean } from '../base/did-you-mean.ts';
import { DEFAULT_PRESET_NAME, findPreset, PRESET_NAMES } from '../flags/presets/index.ts';
import type { Preset } from '../flags/presets/index.ts';
import { CallGraph } from './compile/call-graph.ts';
import { CompileContext, findHandleNames, findObjectNames, ObjectNames } from './compile/context.ts';
import { compileExpectations } from './compile/expectations.ts';
import { compileFlags } from './compile/flags.ts';
import type { FlagOverrides } from './compile/flags.ts';
import { compileParams } from './compile/params.ts';
import type { ParamOverrides } from './compile/params.ts';
import { StepCompilation } from './compile/steps.ts';
import { interpolate } from './interpolate.ts';
import { parseScenarioText } from './parse.ts';
import type { ProblemCollector, ScenarioProblem } from './problems.ts';
import type { Procedure, Program, Step } from './program.ts';
import { scenario as scenarioSchema } from './schema.ts';
import { check } from './schema/issues.ts';
import { MAX_SEED } from './schema/scenario.ts';
import { childOf, describeNode, mapNode, quote } from './source-tree.ts';
import type { MapNode, SourceNode } from './source-tree.ts';
import { isName } from './values.ts';

export interface ScenarioSource {
  readonly text: string;
  /** A path, a shipped name, or `-`. For messages, and for the name of a scenario that has none. */
  readonly file: string;
}

/** What the command line says instead of the scenario. Numbers and booleans may be given as text. */
export interface ScenarioOverrides {
  readonly preset?: string;
  readonly seed?: number;
  readonly params?: ParamOverrides;
  readonly flags?: FlagOverrides;
}

export type Compilation =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

export function compileScenario(source: ScenarioSource, overrides: ScenarioOverrides = {}): Compilation {
  const { root: written, problems } = parseScenarioText(source.text, source.file);
  if (written === null) return { ok: false, problems: problems.list() };

  const params = compileParams(childOf(written, 'params'), overrides.params ?? {}, problems);
  const root = interpolateBelowParams(written, (node) => interpolate(node, params, problems));
  const top = check(scenarioSchema, root, problems);
  const preset = compilePreset(childOf(root, 'v8'), overrides.preset, problems);
  const flags = compileFlags(childOf(root, 'flags'), overrides.flags ?? {}, problems);
  const seed = compileSeed(overrides.seed, problems) ?? top?.seed ?? 1;

  const procedureNames = namesOf(childOf(root, 'procedures'), problems);
  const objects = new ObjectNames(findObjectNames(root));
  const handles = new ObjectNames(findHandleNames(root));
  const context = new CompileContext(problems, preset, objects, handles, new Map(procedureNames.map((name, index) => [name, index])));
  const calls = new CallGraph();
  const compilation = new StepCompilation(context, calls);
  let procedures: readonly Procedure[] = [];
  let steps: readonly Step[] = [];
  // In the order of the text, which is the order of the steps' ids.
  for (const [key, { node }] of root.entries) {
    if (key === 'procedures') procedures = compileProcedures(node, compilation, context);
    if (key === 'steps') steps = compilation.compileList(null, node);
  }
  const expect = compileExpectations(childOf(root, 'expect'), context);
  compilation.checkSlots();
  if (top?.baseline === 'node' && preset !== null && preset.baseline === null) {
    const place = childOf(root, 'baseline');
    if (place) problems.add('BAD_VALUE', `There is no Node with the preset ${preset.name}.`, place.range, 'Use baseline: empty, or a preset that is a version of V8.');
  }
  calls.check(procedureNames, problems);

  if (top === null || preset === null || !problems.isEmpty) return { ok: false, problems: problems.list() };
  return {
    ok: true,
    program: {
      name: top.name ?? nameFromFile(source.file),
      description: top.description ?? '',
      file: source.file,
      settings: {
        preset: preset.name,
        seed,
        flags,
        machine: { memoryBytes: top.machine.memory, cores: top.machine.cores },
        baseline: top.baseline,
        params: Object.fromEntries(params),
      },
      objectNames: objects.list(),
      handleNames: handles.list(),
      procedures,
      steps,
      expect,
      stepCount: compilation.stepCount,
    },
  };
}

export interface ScenarioHeader {
  /** Empty when the scenario has none. */
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
}

/** Name, description and tags, for lists: nothing else of the text is checked. */
export function readHeader(text: string): ScenarioHeader {
  const { root } = parseScenarioText(text, '');
  const textOf = (node: SourceNode | null | undefined): string => (node?.kind === 'scalar' ? node.text.trim() : '');
  const tags = childOf(root, 'tags');
  return {
    name: textOf(childOf(root, 'name')),
    description: textOf(childOf(root, 'description')),
    tags: tags?.kind === 'list' ? tags.items.map(textOf).filter((tag) => tag !== '') : [],
  };
}

/** `params` themselves refer to no params. */
function interpolateBelowParams(root: MapNode, replace: (node: SourceNode) => SourceNode): MapNode {
  const entries = new Map(root.entries);
  for (const [key, entry] of root.entries) {
    if (key !== 'params') entries.set(key, { keyRange: entry.keyRange, node: replace(entry.node) });
  }
  return mapNode(root.range, entries);
}

function compilePreset(node: SourceNode | null, override: string | undefined, problems: ProblemCollector): Preset | null {
  const hintFor = (name: string): string => didYouMean(name, PRESET_NAMES) ?? `Known: ${PRESET_NAMES.join(', ')}.`;
  // The text, not the number: 14.10 is another version than 14.1.
  const name = node === null ? DEFAULT_PRESET_NAME : node.kind === 'scalar' ? node.text : null;
  const own = name === null ? null : findPreset(name);
  if (own === null && node?.kind === 'scalar' && node.value !== null && typeof node.value !== 'boolean') {
    problems.add('UNKNOWN_PRESET', `There is no preset ${quote(node.text)}.`, node.range, hintFor(node.text));
  }
  if (override === undefined) return own;
  const other = findPreset(override);
  if (other === null) problems.addOutside('UNKNOWN_PRESET', `There is no preset ${quote(override)}.`, '--v8', hintFor(override));
  return other;
}

function compileSeed(override: number | undefined, problems: ProblemCollector): number | null {
  if (override === undefined) return null;
  if (Number.isInteger(override) && override >= 0 && override <= MAX_SEED) return override;
  problems.addOutside('OUT_OF_RANGE', `The seed is a whole number from 0 to ${String(MAX_SEED)}; ${String(override)} is not.`, '--seed');
  return null;
}

function namesOf(node: SourceNode | null, problems: ProblemCollector): readonly string[] {
  if (node?.kind !== 'map') return [];
  for (const [name, { keyRange }] of node.entries) {
    if (!isName(name)) problems.add('BAD_NAME', `${quote(name)} is not a name for a procedure.`, keyRange, 'Names have letters, digits, _ and -, and begin with a letter or _.');
  }
  return [...node.entries.keys()];
}

function compileProcedures(node: SourceNode, compilation: StepCompilation, context: CompileContext): readonly Procedure[] {
  if (node.kind !== 'map') return [];
  return [...node.entries].map(([name, entry], index) => {
    if (entry.node.kind !== 'list') {
      const message = `A procedure is a list of steps; this is ${describeNode(entry.node)}.`;
      context.problems.add('WRONG_TYPE', message, context.problems.firstLine(entry.node.range));
    }
    return { name, location: context.location(entry.keyRange), steps: compilation.compileList(index, entry.node) };
  });
}

/** `scenarios/leak.yaml` → `leak`. */
function nameFromFile(file: string): string {
  if (file === '-') return 'standard input';
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return base.replace(/\.ya?ml$/i, '') || file;
}
