/** A scenario that lists several presets is run once for each of them; one preset may be asked for instead. */
import { findPreset } from '../flags/presets/index.ts';
import { readHeader, versionsAreListed } from '../scenario/compile.ts';
import type { Overrides } from './override-options.ts';
import { readScenario } from './scenario-files.ts';
import type { SelectedScenario } from './selection.ts';

export interface PresetRun {
  readonly source: SelectedScenario;
  readonly overrides: Overrides;
}

/** The runs of a scenario: none if it lists presets and the one that was asked for is not among them. */
export async function presetRuns(scenario: SelectedScenario, overrides: Overrides): Promise<readonly PresetRun[]> {
  const source = typeof scenario === 'string' ? await readScenario(scenario) : scenario;
  const asGiven = { source: scenario, overrides };
  if (!source.ok || !versionsAreListed(source.text)) return [asGiven];
  const { presets } = readHeader(source.text);
  if (overrides.preset === undefined) return presets.length === 0 ? [asGiven] : presets.map((preset) => ({ source: scenario, overrides: { ...overrides, preset } }));
  const wanted = findPreset(overrides.preset);
  // An unknown preset is the compiler's to report.
  return wanted === null || presets.includes(wanted.name) ? [asGiven] : [];
}
