/** A scenario's text → the program that engines run, or every problem found in it. */
import { didYouMean } from '../base/did-you-mean.ts';
import { DEFAULT_PRESET_NAME, findPreset, PRESET_NAMES } from '../flags/presets/index.ts';
import type { Preset } from '../flags/presets/index.ts';
import { CallGraph } from './compile/call-graph.ts';
import { CompileContext, findScenarioNames } from './compile/context.ts';
import type { FileReader } from './compile/context.ts';
import { compileExpectations, compileMetrics } from './compile/expectations.ts';
import { compileFlags } from './compile/flags.ts';
import { compilePolicies } from './compile/policies.ts';
import type { FlagOverrides } from './compile/flags.ts';
import { compileParams } from './compile/params.ts';
import type { ParamOverrides } from './compile/params.ts';
import { StepCompilation } from './compile/steps.ts';
import { interpolate } from './interpolate.ts';
import type { Params } from './interpolate.ts';
import { parseScenarioText } from './parse.ts';
import { PRESET_CONSTANTS } from './preset-constants.ts';
import { ProblemCollector } from './problems.ts';
import type { ScenarioProblem } from './problems.ts';
import type { MetricRef, Procedure, Program, Step } from './program.ts';
import { scenario as scenarioSchema } from './schema.ts';
import { check } from './schema/issues.ts';
import { MAX_SEED } from './schema/scenario.ts';
import { childOf, describeNode, mapNode, quote } from './source-tree.ts';
import type { MapNode, SourceNode } from './source-tree.ts';
import { isName } from './values.ts';
import { forPreset, presetsOf, versionNodes } from './versions.ts';

export interface ScenarioSource {
  readonly text: string;
  /** A path, a shipped name, or `-`. For messages, and for the name of a scenario that has none. */
  readonly file: string;
  /** Reads the files of scripts; without it they cannot be read. */
  readonly readFile?: FileReader;
}

/** What the command line says instead of the scenario. Numbers and booleans may be given as text. */
export interface ScenarioOverrides {
  readonly preset?: string;
  readonly seed?: number;
  readonly params?: ParamOverrides;
  readonly flags?: FlagOverrides;
  /** Metrics to be measured at the end of the run, beside what the scenario expects. */
  readonly measure?: readonly string[];
}

export type Compilation =
  | { readonly ok: true; readonly program: Program; readonly measured: readonly MetricRef[] }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

export function compileScenario(source: ScenarioSource, overrides: ScenarioOverrides = {}): Compilation {
  const { root: written, problems } = parseScenarioText(source.text, source.file);
  if (written === null) return { ok: false, problems: problems.list() };

  const preset = compilePreset(written, source, overrides, problems);
  const text = preset === null ? written : forPreset(written, preset.name, problems);
  const constants = constantsOf(preset);
  const params = compileParams(childOf(text, 'params'), overrides.params ?? {}, constants, problems);
  const root = interpolateBelowParams(text, (node) => interpolate(node, new Map([...constants, ...params]), problems));
  const top = check(scenarioSchema, root, problems);
  const flags = compileFlags(childOf(root, 'flags'), overrides.flags ?? {}, preset, problems);
  const policies = compilePolicies(childOf(root, 'policies'), problems);
  const seed = compileSeed(overrides.seed, problems) ?? top?.seed ?? 1;

  const procedureNames = namesOf(childOf(root, 'procedures'), problems);
  const names = findScenarioNames(root);
  const context = new CompileContext(problems, preset, names, new Map(procedureNames.map((name, index) => [name, index])), source.readFile ?? null);
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
  const measured = compileMetrics(overrides.measure ?? [], '--show', context);
  compilation.checkSlots();
  if (top?.baseline === 'node' && preset !== null && preset.baseline === null) {
    const place = childOf(root, 'baseline');
    if (place) problems.add('BAD_VALUE', `There is no Node with the preset ${preset.name}.`, place.range, 'Use baseline: empty, or a preset that is a version of V8.');
  }
  calls.check(procedureNames, problems);

  if (top === null || preset === null || !problems.isEmpty) return { ok: false, problems: problems.list() };
  return {
    ok: true,
    measured,
    program: {
      name: top.name ?? nameFromFile(source.file),
      description: top.description ?? '',
      file: source.file,
      settings: {
        preset: preset.name,
        seed,
        flags,
        policies,
        machine: { memoryBytes: top.machine.memory, cores: top.machine.cores },
        baseline: top.baseline,
        params: Object.fromEntries(params),
      },
      objectNames: names.objects.list(),
      listNames: names.lists.list(),
      observerNames: names.observers.list(),
      handleNames: names.handles.list(),
      checkpoints: context.programCheckpoints(),
      procedures,
      steps,
      expect,
      stepCount: compilation.stepCount,
      hasParallel: context.isolates.hasParallel,
    },
  };
}

export interface ScenarioHeader {
  /** Empty when the scenario has none. */
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Canonical names of the presets that it is for: one run each. */
  readonly presets: readonly string[];
}

/** Name, description, tags and presets, for lists: nothing else of the text is checked. */
export function readHeader(text: string): ScenarioHeader {
  const { root } = parseScenarioText(text, '');
  const textOf = (node: SourceNode | null | undefined): string => (node?.kind === 'scalar' ? node.text.trim() : '');
  const tags = childOf(root, 'tags');
  return {
    name: textOf(childOf(root, 'name')),
    description: textOf(childOf(root, 'description')),
    tags: tags?.kind === 'list' ? tags.items.map(textOf).filter((tag) => tag !== '') : [],
    presets: presetsOf(root),
  };
}

/** Whether `v8` is a list: then the scenario is for these presets only. */
export function versionsAreListed(text: string): boolean {
  return childOf(parseScenarioText(text, '').root, 'v8')?.kind === 'list';
}

/** `params` were put into each other while they were compiled. */
function interpolateBelowParams(root: MapNode, replace: (node: SourceNode) => SourceNode): MapNode {
  const entries = new Map(root.entries);
  for (const [key, entry] of root.entries) {
    if (key !== 'params') entries.set(key, { keyRange: entry.keyRange, node: replace(entry.node) });
  }
  return mapNode(root.range, entries);
}

/** The preset that is asked for, else the first that the scenario names. */
function compilePreset(root: MapNode, source: ScenarioSource, { preset: override, params = {} }: ScenarioOverrides, problems: ProblemCollector): Preset | null {
  const hintFor = (name: string): string => didYouMean(name, PRESET_NAMES) ?? `Known: ${PRESET_NAMES.join(', ')}.`;
  // Which preset it is may be a param, too; what else is wrong with params is told when all of them are read.
  const unheard = new ProblemCollector(source.file, source.text);
  const replaced = interpolate(childOf(root, 'v8') ?? root, compileParams(childOf(root, 'params'), params, new Map(), unheard), unheard);
  const nodes = childOf(root, 'v8') === null ? [] : versionNodes(mapNode(root.range, new Map([['v8', { keyRange: root.range, node: replaced }]])));
  for (const node of nodes) {
    if (node.text !== '' && findPreset(node.text) === null) problems.add('UNKNOWN_PRESET', `There is no preset ${quote(node.text)}.`, node.range, hintFor(node.text));
  }
  // The text, not the number: 14.10 is another version than 14.1.
  const own = nodes.length === 0 ? (childOf(root, 'v8') === null ? findPreset(DEFAULT_PRESET_NAME) : null) : findPreset(nodes[0]!.text);
  if (override === undefined) return own;
  const other = findPreset(override);
  if (other === null) {
    problems.addOutside('UNKNOWN_PRESET', `There is no preset ${quote(override)}.`, '--v8', hintFor(override));
  } else if (childOf(root, 'v8')?.kind === 'list' && !nodes.some((node) => findPreset(node.text) === other)) {
    problems.addOutside('NOT_FOR_PRESET', `The scenario is not for ${other.name}.`, '--v8', `It is for ${nodes.map(({ text }) => text).join(', ')}.`);
  }
  return other;
}

function constantsOf(preset: Preset | null): Params {
  return new Map(Object.entries(PRESET_CONSTANTS).map(([name, constant]) => [name, preset === null ? 0 : constant.of(preset)]));
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
    return { name, location: context.location(entry.keyRange), steps: context.isolates.inProcedure(() => compilation.compileList(index, entry.node)) };
  });
}

/** `scenarios/leak.yaml` → `leak`. */
function nameFromFile(file: string): string {
  if (file === '-') return 'standard input';
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return base.replace(/\.ya?ml$/i, '') || file;
}
