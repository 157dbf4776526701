import { describe, expect, it } from 'vitest';
import { findTopics, nearestTopic } from '../../src/explain/find-topics.ts';
import { leavesOf, presetDifferences } from '../../src/explain/preset-differences.ts';
import type { Topic } from '../../src/explain/topic.ts';
import { TOPIC_KIND_NAMES } from '../../src/explain/topic.ts';
import { allTopics } from '../../src/explain/topics.ts';
import { findPreset, PRESETS } from '../../src/flags/presets/index.ts';
import type { Preset } from '../../src/flags/presets/index.ts';
import { PRESET_FIELDS, presetFieldText } from '../../src/flags/presets/preset-fields.ts';
import { STEP_KEYS } from '../../src/scenario/schema/steps.ts';

const TOPICS = allTopics();
const find = (text: string): Topic[] => findTopics(TOPICS, text);

function preset(name: string): Preset {
  const found = findPreset(name);
  if (found === null) throw new Error(name);
  return found;
}

describe('the topics', () => {
  it('are of every kind, and each is found by its name and its aliases', () => {
    expect([...new Set(TOPICS.map(({ kind }) => kind))].sort()).toEqual([...TOPIC_KIND_NAMES].sort());
    for (const topic of TOPICS) {
      for (const name of [topic.name, ...topic.aliases]) expect(find(name), name).toContain(topic);
    }
  });

  it('say something in whole sentences', () => {
    for (const { name, kind, summary, details } of TOPICS) {
      expect(summary, name).toMatch(/^\S.{2,}$/);
      if (kind !== 'object type') expect(summary, name).toMatch(/[.:)]$/);
      if (details !== null) expect(details, name).toMatch(/^.+\.$/);
    }
  });

  it('have every step with the keys of its mapping', () => {
    const steps = TOPICS.filter(({ kind }) => kind === 'step');
    expect(steps.map(({ name }) => name)).toEqual(STEP_KEYS);
    expect(find('fail-allocations')[0]?.tables[0]?.rows.map(({ label }) => label)).toEqual(expect.arrayContaining(['every', 'after', 'space', 'steps']));
  });

  it('are all told that share a name', () => {
    const spaces = TOPICS.filter(({ name }) => name === 'new_space');
    expect(findTopics([...TOPICS, ...spaces], 'new-space')).toEqual([...spaces, ...spaces]);
  });

  it.each([
    ['OLDSPACE', 'old_space'],
    ['max_semi_space_size', '--max-semi-space-size'],
    ['node22', '12.4'],
    ['old_space.used', '<space>.used'],
    ['object.a.alive', 'object.<object>.alive'],
    ['call and retry last', 'CALL_AND_RETRY_LAST'],
  ])('are found by %s', (text, name) => {
    expect(find(text).map((topic) => topic.name)).toEqual([name]);
  });

  it('are suggested when the name is mistyped', () => {
    expect(find('scavange')).toEqual([]);
    expect(nearestTopic(TOPICS, 'scavange')).toBe('scavenge');
    expect(nearestTopic(TOPICS, '--max-semispace-sze')).toBe('--max-semi-space-size');
    expect(nearestTopic(TOPICS, 'completely different')).toBeNull();
  });
});

describe('an object type', () => {
  it('tells its size and the presets where it has another', () => {
    expect(find('FixedArray')[0]?.facts).toEqual(
      expect.arrayContaining([{ label: 'Bytes by elements', text: '0: 16, 1: 24, 10: 96, 100: 816' }]),
    );
  });
});

describe('the difference of two presets', () => {
  it('is every field with another value, and nothing else', () => {
    expect(presetDifferences(preset('14.6'), preset('14.6'))).toEqual([]);
    const fields = presetDifferences(preset('12.4'), preset('13.6')).filter(({ field }) => !/^(costs|baseline|layout)\./.test(field));
    expect(fields).toEqual(expect.arrayContaining([
      { field: 'newSpace.growthDecision', here: 'prologue', there: 'epilogue' },
      { field: 'newSpace.maximumSemispace.maxBytes', here: '16 MiB', there: '64 MiB' },
      { field: 'marking.scavengesWhileMarking', here: 'yes', there: 'no' },
    ]));
  });

  it('tells only the spaces that one has and the other has not', () => {
    expect(presetDifferences(preset('12.4'), preset('11.3'))).toContainEqual({
      field: 'spaces', here: 'trusted_space, trusted_large_object_space', there: null,
    });
  });

  it('is put into words for every field in which neighbours differ', () => {
    const fields = PRESETS.slice(1).flatMap((older, index) => presetDifferences(PRESETS[index] ?? older, older).map(({ field }) => field));
    expect(fields.filter((field) => presetFieldText(field) === null)).toEqual([]);
  });

  it('has no words for fields that no preset has', () => {
    const fields = PRESETS.flatMap((each) => [...leavesOf(each).keys()]);
    const known = (path: string): boolean => fields.some((field) => field === path || field.startsWith(`${path}.`));
    expect(Object.keys(PRESET_FIELDS).filter((path) => !known(path))).toEqual([]);
  });
});
