/** Without marking in steps (--no-incremental-marking): scavenges, and full collections only near the maximum. */
import type { KnownDifferences } from './suite.ts';
import { compareRecorded } from './suite.ts';

const KNOWN: KnownDifferences = {
  '11.3': {
    'mix-ring': ['bytes'],
    'near-limit': ['scavenges', 'nearlyScavenges', 'bytes', 'majors'],
  },
  '12.4': {
    'near-limit': ['scavenges', 'nearlyScavenges', 'bytes', 'majors'],
  },
  '13.6': {
    'die-medium': ['scavenges'],
    gen3: ['scavenges'],
    'offheap-die': ['firstMajor', 'nextLimit'],
  },
  '14.6': {
    'die-medium': ['scavenges', 'nearlyScavenges'],
    'stack-40k': ['scavenges'],
    gen3: ['scavenges', 'bytes', 'majors', 'firstMajor', 'nextLimit'],
    'leak-1pc': ['scavenges'],
    'offheap-die': ['firstMajor', 'nextLimit'],
    strings: ['bytes'],
    'oom-64': ['majors'],
  },
};

compareRecorded('core.json', new Set(['ring-small', 'gc-points', 'large-die', 'list-5k']), KNOWN);
