// Forged deliveries: a right one spoilt in each way that an attacker has, and right ones that are too old or by another key.
import { randomBytes } from 'node:crypto';
import { type Delivery, prepare } from './deliveries.ts';
import type { Stage } from './stage.ts';

export interface Forgery {
  /** What is wrong with it. */
  readonly how: string;
  readonly delivery: Delivery;
}

const HOUR = 3_600_000;

/** Forgeries of a hire of `subject` at a source whose deliveries are signed. None of them was ever sent rightly. */
export async function forgeries(stage: Stage, source: string, subject: string): Promise<readonly Forgery[]> {
  const right = await prepare(stage, { what: 'hire', source, subject });
  const names = Object.keys(right.headers).filter((name) => /signature|timestamp|-id$/.test(name));
  const spoilt = names.map((name) => ({
    how: `another ${name.replace(/^(webhook|x-bamboohr)-/, '')}`,
    delivery: withHeader(right, name, spoil(right.headers[name] ?? '')),
  }));
  const signature = names.find((name) => name.includes('signature')) ?? '';
  return [
    { how: 'one byte of the body', delivery: { ...right, body: `${right.body.slice(0, -1)} ${right.body.slice(-1)}` } },
    ...spoilt,
    { how: 'no signature', delivery: withHeader(right, signature, undefined) },
    ...(await signedAnew(stage, { source, subject, right })),
  ];
}

/** The last letter or digit becomes another one. */
function spoil(text: string): string {
  return text.replace(/[a-zA-Z0-9](?=[^a-zA-Z0-9]*$)/, (last) => (last === '1' ? '2' : '1'));
}

function withHeader(delivery: Delivery, name: string, value: string | undefined): Delivery {
  const { [name]: _, ...others } = delivery.headers;
  return { ...delivery, headers: value === undefined ? others : { ...others, [name]: value } };
}

interface Right {
  readonly source: string;
  readonly subject: string;
  readonly right: Delivery;
}

async function signedAnew({ company, clock }: Stage, { source, subject, right }: Right): Promise<readonly Forgery[]> {
  const configured = company.pipeline.source(source);
  const [secret = ''] = (await configured?.secrets()) ?? [];
  const sign = (key: string, now: number): Delivery => ({
    ...right,
    ...configured?.source.sample?.(
      { what: 'hire', subject, attributes: {}, date: '2026-01-05' },
      { secret: key, now, id: company.pipeline.ids.next(), config: configured.settings.config },
    ),
  });
  const other = secret.startsWith('whsec_')
    ? `whsec_${randomBytes(32).toString('base64')}`
    : randomBytes(32).toString('base64url');
  return [
    { how: "somebody else's key", delivery: sign(other, clock.now()) },
    { how: 'rightly signed, an hour ago', delivery: sign(secret, clock.now() - HOUR) },
  ];
}
