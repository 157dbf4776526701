/** With marking in steps: when it begins, how far steps go, who ends it, and the limit that follows. */
import type { KnownDifferences } from './suite.ts';
import { compareRecorded } from './suite.ts';

const KNOWN: KnownDifferences = {
  '11.3': {
    'req-c20-m500': ['scavenges', 'bytes'],
    'large-die': ['scavenges', 'nearlyScavenges', 'bytes', 'firstMajor', 'nextLimit', 'peak'],
    'large-ring': ['scavenges', 'nearlyScavenges', 'bytes', 'majors', 'firstMajor', 'nextLimit', 'peak'],
    'mix-ring': ['bytes'],
  },
  '12.4': {
    'die-medium': ['scavenges'],
    'ring-mid': ['bytes'],
    'req-c20-m500': ['bytes'],
    'large-die': ['bytes', 'majors', 'firstMajor', 'nextLimit'],
  },
  '13.6': {
    'die-medium': ['scavenges', 'nearlyScavenges'],
    gen3: ['scavenges'],
    'list-5k': ['bytes', 'firstMajor', 'nextLimit', 'peak'],
    'lifolist-30k': ['bytes'],
    'tree-d12-r8': ['bytes', 'peak'],
    'large-die': ['bytes', 'firstMajor', 'nextLimit'],
    strings: ['bytes'],
    'old-churn': ['scavenges', 'nearlyScavenges', 'bytes', 'firstMajor', 'nextLimit', 'peak'],
  },
  '14.6': {
    'die-array16': ['scavenges'],
    'die-medium': ['scavenges', 'nearlyScavenges', 'bytes'],
    'ring-mid': ['bytes'],
    'ring-big': ['bytes', 'firstMajor', 'nextLimit', 'peak'],
    'stack-40k': ['bytes'],
    'prob-10pc-50mb': ['scavenges', 'bytes', 'nextLimit', 'peak'],
    gen3: ['scavenges'],
    'cache-100k-10pc': ['firstMajor', 'nextLimit', 'peak'],
    'list-5k': ['scavenges', 'bytes', 'firstMajor', 'nextLimit', 'peak'],
    'lifolist-30k': ['bytes', 'peak'],
    'tree-d12-r8': ['bytes', 'peak'],
    'req-c20-m500': ['scavenges'],
    'large-ring': ['scavenges', 'nearlyScavenges', 'bytes', 'firstMajor', 'nextLimit', 'peak'],
    'old-churn': ['scavenges', 'nearlyScavenges', 'bytes', 'majors', 'firstMajor', 'nextLimit', 'peak'],
    'oom-64': ['scavenges', 'nearlyScavenges', 'bytes', 'pages', 'firstMajor', 'nextLimit', 'peak'],
  },
};

compareRecorded('marking.json', new Set(['prob-10pc-50mb', 'near-limit']), KNOWN);
