/** Every topic, collected from the declarations: what is declared there is explained here, nothing else. */
import { RUN_PROBLEMS } from '../engine/run-problems.ts';
import { defaultFlagValue, FLAG_NAMES, flagDefinition, flagSummary } from '../flags/flag-definitions.ts';
import type { FlagName } from '../flags/flag-definitions.ts';
import { FLAG_EXPLANATIONS } from '../flags/flag-explanations.ts';
import { PRESETS } from '../flags/presets/index.ts';
import type { Preset } from '../flags/presets/index.ts';
import { presetFieldText } from '../flags/presets/preset-fields.ts';
import { METRIC_NAMES, metric } from '../scenario/metrics.ts';
import type { MetricName } from '../scenario/metrics.ts';
import { PROBLEMS } from '../scenario/problems.ts';
import { COLLECTION_KINDS, COLLECTION_REASONS, COLLECTOR_REASONS, OUT_OF_MEMORY_PLACES } from '../vocabulary/collections.ts';
import {
  COLLECTION_KIND_EXPLANATIONS, COLLECTION_REASON_EXPLANATIONS, COLLECTOR_REASON_EXPLANATIONS, OUT_OF_MEMORY_EXPLANATIONS, SPACE_EXPLANATIONS,
} from '../vocabulary/explanations.ts';
import { ALLOCATABLE_TYPE_NAMES, objectSizeBytes, objectType } from '../vocabulary/object-types.ts';
import type { ObjectTypeName } from '../vocabulary/object-types.ts';
import { GENERATIONS, SPACES } from '../vocabulary/spaces.ts';
import type { SpaceName } from '../vocabulary/spaces.ts';
import { presetDifferences } from './preset-differences.ts';
import { stepTopics } from './step-topics.ts';
import type { Topic, TopicFact, TopicKind } from './topic.ts';
import { topic } from './topic.ts';

export function allTopics(): readonly Topic[] {
  return [
    ...namesOf(SPACES).map(spaceTopic),
    ...ALLOCATABLE_TYPE_NAMES.map(typeTopic),
    ...fromTable('kind of collection', COLLECTION_KINDS, COLLECTION_KIND_EXPLANATIONS),
    ...fromTable('reason of a collection', COLLECTION_REASONS, COLLECTION_REASON_EXPLANATIONS),
    ...fromTable('reason for a collector', COLLECTOR_REASONS, COLLECTOR_REASON_EXPLANATIONS),
    ...fromTable('out-of-memory place', OUT_OF_MEMORY_PLACES, OUT_OF_MEMORY_EXPLANATIONS),
    ...PRESETS.map(presetTopic),
    ...FLAG_NAMES.map(flagTopic),
    ...stepTopics(),
    ...METRIC_NAMES.map(metricTopic),
    ...fromTable('problem of a scenario', PROBLEMS),
    ...fromTable('problem of a run', RUN_PROBLEMS),
  ];
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(table) as Name[];
}

function fromTable<Name extends string>(
  kind: TopicKind,
  table: Readonly<Record<Name, string>>,
  details?: Readonly<Record<Name, string>>,
): Topic[] {
  return namesOf(table).map((name) => topic({ kind, name, summary: table[name], details: details?.[name] ?? null }));
}

function fact(label: string, text: string | null): TopicFact[] {
  return text === null ? [] : [{ label, text }];
}

function spaceTopic(name: SpaceName): Topic {
  const inUse = PRESETS.filter((preset) => preset.spaces.some((space) => space.name === name)).map((preset) => preset.name);
  const reported = PRESETS.filter((preset) => preset.reportedSpaces.includes(name)).map((preset) => preset.name);
  const empty = reported.filter((preset) => !inUse.includes(preset));
  return topic({
    kind: 'space',
    name,
    summary: SPACES[name],
    details: SPACE_EXPLANATIONS[name],
    facts: [...fact('Presets that use it', inUse.join(', ') || 'none'), ...fact('always empty in', empty.join(', ') || null)],
  });
}

/** Sizes of a few, so that the formula can be checked by eye. */
const SAMPLE_UNITS = [0, 1, 10, 100];

function typeTopic(name: ObjectTypeName): Topic {
  const type = objectType(name);
  const part = type.part === undefined ? null : `a ${type.part.type} of ${type.part.units === null ? 'the same length' : `${type.part.units} elements`}, allocated with it`;
  const size =
    type.unit === null || type.bytesPerUnit === 0
      ? `${objectSizeBytes(type, 0)} bytes`
      : `${type.baseBytes} bytes and ${type.bytesPerUnit} for each of its ${type.unit}, rounded up to 8`;
  const samples = SAMPLE_UNITS.map((units) => `${units}: ${objectSizeBytes(type, units)}`).join(', ');
  const differing = PRESETS.flatMap((preset) => (preset.objectBytes[name] === undefined ? [] : [`${preset.name}: ${preset.objectBytes[name]} bytes`]));
  const pointers = type.taggedFrom === type.taggedTo ? 'none: raw data' : `from word ${type.taggedFrom} to ${type.taggedTo === 'end' ? 'its end' : `word ${type.taggedTo - 1}`}`;
  return topic({
    kind: 'object type',
    name,
    summary: type.doc,
    facts: [
      ...fact('Size', size),
      ...fact(`Bytes by ${type.unit ?? ''}`, type.unit === 'bytes' || type.bytesPerUnit === 0 ? null : samples),
      ...fact('Other sizes', differing.join(', ') || null),
      ...fact('Part', part),
      ...fact('Pointers', pointers),
      ...fact('Allocated in', GENERATIONS[type.generation ?? 'young']),
    ],
  });
}

function flagTopic(name: FlagName): Topic {
  const definition = flagDefinition(name);
  const { only } = definition;
  const having = PRESETS.filter((preset) => only === undefined || only.includes(preset.name));
  const values = having.map((preset) => [preset.name, defaultFlagValue(name, preset)] as const);
  const [[, first] = ['', 0]] = values;
  const show = (value: number | boolean): string => (definition.type === 'megabytes' && value === 0 ? 'not given' : typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value));
  const sameForAll = values.every(([, value]) => value === first);
  const defaults = sameForAll ? show(first) : values.map(([preset, value]) => `${preset}: ${show(value)}`).join(', ');
  const takes = definition.type === 'boolean' ? `on or off: --${name}, --no-${name}` : `${definition.min} to ${definition.max}${definition.type === 'integer' ? '' : ` ${definition.type}`}`;
  return topic({
    kind: 'flag',
    name: `--${name}`,
    aliases: [name],
    summary: flagSummary(name),
    details: FLAG_EXPLANATIONS[name] ?? null,
    facts: [...fact('Takes', takes), ...fact('Default', defaults), ...fact('Note', definition.inert === true ? 'Accepted without effect: the simulator always behaves so.' : null)],
  });
}

function metricTopic(name: MetricName): Topic {
  const { doc, unit, kind, values } = metric(name);
  const example = name.replace(/<(\w+)>/, (_, kind) => (kind === 'space' ? 'old_space' : 'a'));
  return topic({
    kind: 'metric',
    name,
    summary: doc,
    facts: [
      ...fact('Unit', unit),
      ...fact('Counts', kind === 'gauge' ? 'the state when it is checked' : 'from the beginning of the block that it is checked in'),
      ...fact('Values', values?.join(', ') ?? null),
      ...fact('In a scenario', `expect: { ${example}: ${EXAMPLE_CONSTRAINTS[unit](values)} }`),
    ],
  });
}

const EXAMPLE_CONSTRAINTS = {
  bytes: () => '"<= 12MiB"',
  count: () => '20..40',
  ratio: () => '"< 5%"',
  ms: () => '"< 250ms"',
  boolean: () => 'true',
  text: (values?: readonly string[]) => values?.[0] ?? 'none',
  address: () => '"> 0"',
  value: () => 'true',
} as const;

/** The preset has nothing of the kind. */
const NOTHING = 'nothing';

function presetTopic(preset: Preset, index: number): Topic {
  const neighbours = [PRESETS[index - 1], PRESETS[index + 1]].filter((neighbour) => neighbour !== undefined);
  return topic({
    kind: 'preset',
    name: preset.name,
    aliases: preset.aliases,
    summary: preset.description,
    facts: [...fact('Also named', preset.aliases.join(', ') || null), ...fact('Spaces', preset.spaces.map((space) => space.name).join(', '))],
    tables: neighbours.map((neighbour) => ({
      title: `Unlike ${neighbour.name}`,
      rows: presetDifferences(preset, neighbour).map(({ field, here, there }) => ({
        label: presetFieldText(field) ?? field,
        text: `${here ?? NOTHING}; there ${there ?? NOTHING}`,
      })),
    })),
  });
}
