import { expect, test } from 'vitest';
import { verdictOf } from './advisories.ts';

const report = (severity: string) => JSON.stringify({ vulnerabilities: { pg: { severity, range: '<9.0.0' } } });

test.each([
  ['no vulnerability', '{"vulnerabilities":{}}', { kind: 'clean', lesser: 0 }],
  ['a lesser vulnerability', report('moderate'), { kind: 'clean', lesser: 1 }],
  ['a high vulnerability', report('high'), { kind: 'found', packages: ['pg <9.0.0: high'] }],
  ['a critical vulnerability', report('critical'), { kind: 'found', packages: ['pg <9.0.0: critical'] }],
  [
    'a registry without advisories',
    '{"statusCode":405,"message":"405 Method Not Allowed"}',
    { kind: 'not-checked', reason: 'the registry has no advisories' },
  ],
  [
    'a registry in trouble',
    '{"statusCode":503,"message":"503 Service Unavailable"}',
    { kind: 'failed', reason: '503 Service Unavailable' },
  ],
  ['nothing', '', { kind: 'failed', reason: 'npm audit said nothing' }],
  ['no JSON', '<html>', { kind: 'failed', reason: 'npm audit said <html>' }],
])('%s is told apart from all else', (_, text, verdict) => {
  expect(verdictOf(text)).toEqual(verdict);
});
