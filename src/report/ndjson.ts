/** A line of JSON for each event, when it happens: validated by its own schema, keys in the schema's order. */
import { InvariantError } from '../base/invariant.ts';
import { runEventSchema } from './event-schema.ts';
import type { RunEvent } from './run-events.ts';

export function eventAsLine(event: RunEvent): string {
  const line = runEventSchema.safeParse(event);
  if (!line.success) {
    const issue = line.error.issues[0];
    throw new InvariantError('an event does not follow its own schema', { event: event.event, at: issue?.path.join('.'), why: issue?.message });
  }
  return `${JSON.stringify(line.data)}\n`;
}
